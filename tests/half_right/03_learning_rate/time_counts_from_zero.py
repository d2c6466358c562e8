"""7 points: one schedule never reaches 0; descend is judged with schedules of the grader."""

import numpy as np


def fixed_rate(epoch, epochs, gradient, base):
    return base


def time_based_rate(epoch, epochs, gradient, base):
    return base * (1 - epoch / epochs)


def gradient_based_rate(epoch, epochs, gradient, base):
    return base * abs(gradient)


def descend(df, start, schedule, base, epochs):
    x, rows = float(start), []
    for epoch in range(epochs):
        slope = df(x)
        rate = schedule(epoch, epochs, slope, base)
        x = x - rate * slope
        rows.append([x, slope, rate])
    return np.array(rows)


def compare(descend, df, start, schedules, bases, epochs):
    paths = []
    for schedule, base in zip(schedules, bases, strict=True):
        paths.append(np.asarray(descend(df, start, schedule, base, epochs))[:, 0])
    return paths
