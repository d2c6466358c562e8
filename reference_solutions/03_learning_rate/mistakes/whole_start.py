# instructor room · gradeproof-canary-6f1d2c9a
"""From a start that is a whole number, the record holds whole numbers only: it took its dtype from
the start. Try the start 2 beside 2.0.
"""

import numpy as np

LOSES = ("check_steps", "check_three_descents")


def fixed_rate(epoch, epochs, gradient, base):
    return base


def time_based_rate(epoch, epochs, gradient, base):
    return base * (1 - (epoch + 1) / epochs)


def gradient_based_rate(epoch, epochs, gradient, base):
    return base * abs(gradient)


def descend(df, start, schedule, base, epochs):
    record = np.full((epochs, 3), start)
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
