# instructor room · gradeproof-canary-6f1d2c9a
"""The schedule is told the gradient of the epoch before, so it is always one step late. Ask df
first, then the schedule.
"""

import numpy as np

LOSES = ("check_questions", "check_three_descents")


def fixed_rate(epoch, epochs, gradient, base):
    return base


def time_based_rate(epoch, epochs, gradient, base):
    return base * (1 - (epoch + 1) / epochs)


def gradient_based_rate(epoch, epochs, gradient, base):
    return base * abs(gradient)


def descend(df, start, schedule, base, epochs):
    record = np.zeros((epochs, 3))
    x = start
    gradient = 0.0
    for epoch in range(epochs):
        rate = schedule(epoch, epochs, gradient, base)
        gradient = df(x)
        x = x - rate * gradient
        record[epoch] = x, gradient, rate
    return record


def compare(descend, df, start, schedules, bases, epochs):
    paths = []
    for schedule, base in zip(schedules, bases, strict=True):
        record = np.asarray(descend(df, start, schedule, base, epochs))
        paths.append(record[:, 0])
    return np.array(paths)
