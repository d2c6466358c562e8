# instructor room · gradeproof-canary-6f1d2c9a
"""The path is an array of whole numbers when the start is one, so every step is cut to a whole
number. Look at the dtype of the path from start 2, and ask for floats.
"""

import numpy as np

LOSES = ("check_start_and_end",)


def f(x):
    return np.cos(2 * np.pi * x) + x**2


def df(x):
    return -2 * np.pi * np.sin(2 * np.pi * x) + 2 * x


def gradient_descent_1d(df, start, learning_rate=0.01, epochs=100):
    path = np.full(epochs + 1, start)
    for k in range(epochs):
        path[k + 1] = path[k] - learning_rate * df(path[k])
    return path[-1], path


def multi_start(f, descend, starts):
    ends = np.array([descend(start) for start in starts])
    return ends, ends[np.argmin([f(end) for end in ends])]


def kind_of_point(df, x, h=1e-3):
    if abs(df(x)) >= 0.001:
        return "neither"
    return "minimum" if df(x + h) > df(x - h) else "maximum"


def escape(descend, kind, start, nudge):
    end = descend(start)
    if kind(end) == "maximum":
        end = descend(end + nudge)
    return end
