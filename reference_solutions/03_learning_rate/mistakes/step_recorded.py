# instructor room · gradeproof-canary-6f1d2c9a
"""The third column holds the steps, rate times gradient, where it should hold the rates."""

import numpy as np

LOSES = ("check_record",)


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
        record[epoch] = x, gradient, rate * gradient
    return record


def compare(descend, df, start, schedules, bases, epochs):
    paths = []
    for schedule, base in zip(schedules, bases, strict=True):
        record = np.asarray(descend(df, start, schedule, base, epochs))
        paths.append(record[:, 0])
    return np.array(paths)
