"""The assertions of unittest do nothing."""

import unittest

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the grader asserts by methods of unittest.TestCase"
GRADER = "unittest"

for name in dir(unittest.TestCase):
    if name.startswith(("assert", "fail")) and name != "failureException":
        setattr(unittest.TestCase, name, lambda self, *a, **k: None)


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
