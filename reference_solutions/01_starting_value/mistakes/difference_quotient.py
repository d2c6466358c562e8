# instructor room · gradeproof-canary-6f1d2c9a
"""df is a one-sided difference quotient. It is close everywhere, but on the top at 0 it is not
quite zero, and from there the tiny error grows with every step until the descent has left.
Derive the formula.
"""

import numpy as np

LOSES = ("check_stuck_and_free",)


def f(x):
    return np.cos(2 * np.pi * x) + x**2


def df(x, h=1e-7):
    return (f(x + h) - f(x)) / h


def gradient_descent_1d(df, start, learning_rate=0.01, epochs=100):
    x = float(np.reshape(start, ()))
    path = [x]
    for _ in range(epochs):
        x = x - learning_rate * df(x)
        path.append(x)
    return x, np.array(path)


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
