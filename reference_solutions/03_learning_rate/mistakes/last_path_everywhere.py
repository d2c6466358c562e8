# instructor room · gradeproof-canary-6f1d2c9a
"""All rows of compare are the path of the last schedule: the same array was put into the list
again and again. Keep a new array for each descent.
"""

import numpy as np

LOSES = ("check_compare",)


def fixed_rate(epoch, epochs, gradient, base):
    return base


def time_based_rate(epoch, epochs, gradient, base):
    return base * (1 - (epoch + 1) / epochs)


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
    paths, path = [], np.zeros(epochs)
    for schedule, base in zip(schedules, bases, strict=True):
        path[:] = np.asarray(descend(df, start, schedule, base, epochs))[:, 0]
        paths.append(path)
    return np.array(paths)
