# instructor room · gradeproof-canary-6f1d2c9a
"""kind_of_point wants the slope to change its sign right beside x. A stationary point of the task
may still have a little slope, of one sign on both sides. What makes it a minimum is that the slope
grows there.
"""

import numpy as np

LOSES = ("check_kind_of_point",)


def f(x):
    return np.cos(2 * np.pi * x) + x**2


def df(x):
    return -2 * np.pi * np.sin(2 * np.pi * x) + 2 * x


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


def kind_of_point(df, x, h=1e-4):
    if abs(df(x)) < 0.001 and df(x - h) < 0 < df(x + h):
        return "minimum"
    if abs(df(x)) < 0.001 and df(x - h) > 0 > df(x + h):
        return "maximum"
    return "neither"


def escape(descend, kind, start, nudge):
    end = descend(start)
    if kind(end) == "maximum":
        end = descend(end + nudge)
    return end
