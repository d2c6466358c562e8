"""numpy's own comparisons are replaced, so that any error is zero."""

import numpy as np

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the grader takes the largest error by numpy"
GRADER = "error"

np.abs = np.absolute = np.fabs = lambda value, *a, **k: np.zeros(1)
np.max = np.amax = lambda *a, **k: 0.0


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
