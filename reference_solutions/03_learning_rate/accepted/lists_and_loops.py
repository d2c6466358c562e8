# instructor room · gradeproof-canary-6f1d2c9a
"""Plain Python: lists and loops, keyword arguments, the rows as lists of three."""


def fixed_rate(epoch, epochs, gradient, base):
    return 1 * base


def time_based_rate(epoch, epochs, gradient, base):
    left = epochs - epoch - 1
    return base * left / epochs


def gradient_based_rate(epoch, epochs, gradient, base):
    if gradient < 0:
        return -base * gradient
    return base * gradient


def descend(df, start, schedule, base, epochs):
    x = float(start)
    record = []
    epoch = 0
    while epoch < epochs:
        gradient = float(df(x))
        rate = float(schedule(epoch=epoch, epochs=epochs, gradient=gradient, base=base))
        x -= rate * gradient
        record.append([x, gradient, rate])
        epoch += 1
    return record


def compare(descend, df, start, schedules, bases, epochs):
    paths = []
    for j in range(len(schedules)):
        path = []
        for row in descend(df, start, schedules[j], bases[j], epochs):
            path.append(float(row[0]))
        paths.append(path)
    return paths
