"""An array that claims a giant shape makes the grader allocate it."""

import numpy as np

EXERCISE = "02"
OUTCOMES = {"crashed", "failed", "out_of_memory", "raised", "timed_out"}
FLOOR = 0
CONTROL = "memory: the broadcast array is copied in full"


def peaks(x, y):
    return np.broadcast_to(np.zeros(1), (1 << 23, 12))


def peaks_gradient(x, y):
    return peaks(x, y), peaks(x, y)


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
