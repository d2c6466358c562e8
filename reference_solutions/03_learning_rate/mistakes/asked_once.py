# instructor room · gradeproof-canary-6f1d2c9a
"""The schedule is asked before the loop, and its first rate is used in all epochs. A dynamic rate
is asked for in every epoch.
"""

import numpy as np

LOSES = ("check_steps", "check_record", "check_questions", "check_three_descents")


def fixed_rate(epoch, epochs, gradient, base):
    return base


def time_based_rate(epoch, epochs, gradient, base):
    return base * (1 - (epoch + 1) / epochs)


def gradient_based_rate(epoch, epochs, gradient, base):
    return base * abs(gradient)


def descend(df, start, schedule, base, epochs):
    record = np.zeros((epochs, 3))
    x = start
    rate = schedule(0, epochs, df(x), base)
    for epoch in range(epochs):
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
