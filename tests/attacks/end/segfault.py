"""A crash in C takes the grader along."""

import ctypes

EXERCISE = "02"
OUTCOMES = {"crashed", "failed"}
FLOOR = 0
CONTROL = "killed: the run ends with it"


def peaks(x, y):
    ctypes.string_at(0)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
