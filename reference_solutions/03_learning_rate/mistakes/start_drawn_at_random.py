# instructor room · gradeproof-canary-6f1d2c9a
"""descend draws a start of its own and does not use the one that it is given, so no two methods
can be compared. Call it twice with one start: is the first row the same?
"""

import numpy as np

LOSES = ("check_steps", "check_record", "check_three_descents")


def fixed_rate(epoch, epochs, gradient, base):
    return base


def time_based_rate(epoch, epochs, gradient, base):
    return base * (1 - (epoch + 1) / epochs)


def gradient_based_rate(epoch, epochs, gradient, base):
    return base * abs(gradient)


def descend(df, start, schedule, base, epochs):
    record = np.zeros((epochs, 3))
    x = np.random.uniform(-2, 2)
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
