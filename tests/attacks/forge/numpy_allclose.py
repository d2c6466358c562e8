"""numpy.allclose says yes to everything."""

import numpy as np

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the grader compares with numpy.allclose"

np.allclose = np.isclose = np.array_equal = np.testing.assert_allclose = lambda *a, **k: True
np.all = lambda *a, **k: True


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
