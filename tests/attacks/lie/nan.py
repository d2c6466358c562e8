"""Answers that are not a number, which no comparison finds too large."""

import numpy as np

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the grader refuses errors above a bound"
GRADER = "error"


def peaks(x, y):
    return np.full(np.shape(x), np.nan)


def peaks_gradient(x, y):
    return peaks(x, y), peaks(x, y)


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return np.full((epochs + 1, 2), np.nan)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return np.full((epochs + 1, 2), np.nan)


def sympy_gradient(expression):
    return expression, expression
