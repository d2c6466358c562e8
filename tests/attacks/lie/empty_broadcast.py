"""Empty answers, of which every element is right."""

import numpy as np

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: an empty array is compared by broadcasting"


def peaks(x, y):
    return np.zeros((0, 1))


def peaks_gradient(x, y):
    return np.zeros((0, 1)), np.zeros((0, 1))


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return np.zeros((0, 1, 1))


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return np.zeros((0, 1, 1))


def sympy_gradient(expression):
    return expression, expression
