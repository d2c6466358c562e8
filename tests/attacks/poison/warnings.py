"""Every warning is an error for whoever comes next."""

import numpy as np

EXERCISE = "02"
OUTCOMES = {"crashed", "failed", "raised"}
FLOOR = 0
CONTROL = "poisoned: the filters and numpy's error state stay"

np.seterr(all="raise")
np.seterrcall(None)


class Strict:
    def __getattr__(self, name):
        raise ValueError(name)


np.random.default_rng(0)
np.exp = Strict()


def peaks(x, y):
    return 0 * x


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
