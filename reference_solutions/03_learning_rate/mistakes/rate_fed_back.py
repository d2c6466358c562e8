# instructor room · gradeproof-canary-6f1d2c9a
"""The schedule is told the rate of the epoch before in place of the base, so the rates compound.
Keep the base as it came; the rate needs a name of its own.
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
    for epoch in range(epochs):
        gradient = df(x)
        base = schedule(epoch, epochs, gradient, base)
        x = x - base * gradient
        record[epoch] = x, gradient, base
    return record


def compare(descend, df, start, schedules, bases, epochs):
    paths = []
    for schedule, base in zip(schedules, bases, strict=True):
        record = np.asarray(descend(df, start, schedule, base, epochs))
        paths.append(record[:, 0])
    return np.array(paths)
