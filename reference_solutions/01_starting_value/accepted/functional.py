# instructor room · gradeproof-canary-6f1d2c9a
"""Functions of functions: the path as an accumulation, the best by key, the kind from a table."""

from itertools import accumulate, repeat
from typing import NamedTuple

import numpy as np


class Descent(NamedTuple):
    end: float
    path: np.ndarray


def f(x):
    return np.add(np.cos(np.multiply(x, 2 * np.pi)), np.square(x))


def df(x):
    return np.subtract(np.multiply(x, 2), 2 * np.pi * np.sin(np.multiply(x, 2 * np.pi)))


def gradient_descent_1d(df, start, learning_rate=0.01, epochs=100, callback=None):
    def step(x, rate):
        return x - rate * df(x)

    steps = accumulate(repeat(learning_rate, epochs), step, initial=np.asarray(start, float))
    path = np.array([x.item() for x in map(np.asarray, steps)])
    if callback is not None:
        callback(path)
    return Descent(path[-1], path)


def multi_start(f, descend, starts):
    ends = list(map(descend, starts))
    return np.array(ends), min(ends, key=f)


def kind_of_point(df, x, level=1e-3, h=1e-2):
    if abs(df(x)) >= level:
        return "neither"
    return {1.0: "minimum", -1.0: "maximum"}[float(np.sign((df(x + h) - df(x)) / h))]


def escape(descend, kind, start, nudge):
    end = descend(start)
    return escape(descend, kind, end + nudge, nudge) if kind(end) == "maximum" else end
