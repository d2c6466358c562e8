# instructor room · gradeproof-canary-6f1d2c9a
"""Plain Python: math, lists and loops; the kind by the slopes on both sides; escapes in a loop."""

import math

import numpy as np


def for_each(function, x):
    if np.ndim(x) == 0:
        return function(float(x))
    return [for_each(function, part) for part in x]


def f(x):
    return for_each(lambda number: math.cos(math.tau * number) + number * number, x)


def df(x):
    return for_each(lambda number: 2 * number - math.tau * math.sin(math.tau * number), x)


def gradient_descent_1d(df, start, learning_rate, epochs):
    path = [float(start[0]) if np.ndim(start) else float(start)]
    while len(path) <= epochs:
        here = path[-1]
        path.append(here - learning_rate * float(df(here)))
    return [path[-1], path]


def multi_start(f, descend, starts):
    ends = []
    best = None
    for start in starts:
        end = float(descend(float(start)))
        ends.append(end)
        if best is None or f(end) < f(best):
            best = end
    return ends, best


def kind_of_point(df, x):
    if not -0.001 < df(x) < 0.001:
        return "neither"
    before, after = df(x - 1e-5), df(x + 1e-5)
    if before < after:
        return "minimum"
    return "maximum"


def escape(descend, kind, start, nudge):
    end = descend(start)
    while kind(end) == "maximum":
        end = descend(end + nudge)
    return end
