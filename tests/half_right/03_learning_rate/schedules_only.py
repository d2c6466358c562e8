"""4 points: the three schedules are right; descend and compare were not tried."""


def fixed_rate(epoch, epochs, gradient, base):
    return base


def time_based_rate(epoch, epochs, gradient, base):
    return base * (epochs - epoch - 1) / epochs


def gradient_based_rate(epoch, epochs, gradient, base):
    return abs(base * gradient)


def descend(df, start, schedule, base, epochs):
    raise NotImplementedError("descend")


def compare(descend, df, start, schedules, bases, epochs):
    raise NotImplementedError("compare")
