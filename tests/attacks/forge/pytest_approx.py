"""pytest.approx equals everything."""

import pytest

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "forged: the grader asserts equality with pytest.approx"
GRADER = "approx"


class Anything:
    def __init__(self, *args, **kwargs):
        pass

    def __eq__(self, other):
        return True


pytest.approx = Anything


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
