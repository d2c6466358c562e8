"""3 points: heights and slopes are right; nothing else was tried."""

import numpy as np


def f(x):
    return np.cos(2 * np.pi * x) + x**2


def df(x):
    return -2 * np.pi * np.sin(2 * np.pi * x) + 2 * x


def gradient_descent_1d(df, start, learning_rate, epochs):
    raise NotImplementedError("gradient_descent_1d")


def multi_start(f, descend, starts):
    raise NotImplementedError("multi_start")


def kind_of_point(df, x):
    raise NotImplementedError("kind_of_point")


def escape(descend, kind, start, nudge):
    raise NotImplementedError("escape")
