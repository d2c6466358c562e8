# instructor room · gradeproof-canary-6f1d2c9a
"""Functions of functions: rows as an accumulation, a memo of slopes, results as tuples."""

from functools import lru_cache
from itertools import accumulate, starmap
from operator import itemgetter

import numpy as np


def fixed_rate(*told):
    return told[-1]


def time_based_rate(epoch, epochs, _, base):
    return base - base * (epoch + 1) / epochs


def gradient_based_rate(_, __, gradient, base):
    return np.hypot(base * gradient, 0.0)


def descend(df, start, schedule, base, epochs):
    slope = lru_cache(df)

    def row(before, epoch):
        x = before[0]
        rate = schedule(epoch, epochs, slope(x), base)
        return (x - rate * slope(x), slope(x), rate)

    return tuple(accumulate(range(epochs), row, initial=(start, 0.0, 0.0)))[1:]


def compare(descend, df, start, schedules, bases, epochs):
    def path(schedule, base):
        return tuple(map(itemgetter(0), descend(df, start, schedule, base, epochs)))

    return tuple(starmap(path, zip(schedules, bases, strict=True)))
