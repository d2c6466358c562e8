"""os._exit in a call ends the grader, or is taken for success."""

import os

EXERCISE = "02"
OUTCOMES = {"crashed", "failed"}
FLOOR = 0
CONTROL = "killed: the run ends with it"


def peaks(x, y):
    os._exit(0)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
