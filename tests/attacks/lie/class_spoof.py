"""An object that claims to be of the expected class."""

import numpy as np

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the grader asks isinstance and =="
GRADER = "equality"


class Spoof:
    __class__ = np.ndarray
    dtype = np.dtype(float)
    shape = (49,)
    ndim = 1

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


Spoof.__name__ = "ndarray"
Spoof.__module__ = "numpy"


def peaks(x, y):
    return Spoof()


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return Spoof()


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
