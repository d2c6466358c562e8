# instructor room · gradeproof-canary-6f1d2c9a
"""The time based rate is made from the rate of the epoch before, so it falls much faster than in
equal steps. Calculate each rate from the base.
"""

import numpy as np

LOSES = ("check_time_based_rate", "check_three_descents")


def fixed_rate(epoch, epochs, gradient, base):
    return base


def time_based_rate(epoch, epochs, gradient, base):
    rate = base
    for e in range(epoch + 1):
        rate = rate * (1 - (e + 1) / epochs)
    return rate


def gradient_based_rate(epoch, epochs, gradient, base):
    return base * abs(gradient)


def descend(df, start, schedule, base, epochs):
    record = np.zeros((epochs, 3))
    x = start
    for epoch in range(epochs):
        gradient = df(x)
        rate = schedule(epoch, epochs, gradient, base)
        x = x - rate * gradient
        record[epoch] = x, gradient, rate
    return record


def compare(descend, df, start, schedules, bases, epochs):
    paths = []
    for schedule, base in zip(schedules, bases, strict=True):
        record = np.asarray(descend(df, start, schedule, base, epochs))
        paths.append(record[:, 0])
    return np.array(paths)
