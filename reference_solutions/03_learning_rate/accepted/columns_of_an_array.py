# instructor room · gradeproof-canary-6f1d2c9a
"""Columns filled apart, the next slope asked at the end of an epoch; rates read off a grid."""

import numpy as np


def fixed_rate(epoch, epochs, gradient, base):
    return np.full(epochs, base)[epoch]


def time_based_rate(epoch, epochs, gradient, base):
    return np.linspace(base, 0, epochs + 1)[epoch + 1]


def gradient_based_rate(epoch, epochs, gradient, base):
    return base * gradient * np.sign(gradient)


def descend(df, start, schedule, base, epochs):
    x, gradients, rates = np.zeros(epochs + 1), np.zeros(epochs + 1), np.zeros(epochs)
    x[0] = start
    gradients[0] = df(start)
    for k in range(epochs):
        rates[k] = schedule(k, epochs, gradients[k], base)
        x[k + 1] = x[k] - rates[k] * gradients[k]
        gradients[k + 1] = df(x[k + 1])
    return np.column_stack([x[1:], gradients[:-1], rates])


def compare(descend, df, start, schedules, bases, epochs):
    paths = np.full((len(schedules), epochs), np.nan)
    for path, schedule, base in zip(paths, schedules, bases, strict=True):
        path[:] = np.asarray(descend(df, start, schedule, base, epochs))[:, 0]
    return paths
