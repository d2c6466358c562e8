"""The expected value is read from the caller's variables."""

import sys

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the expected value is in a frame of the caller"


def peaks(x, y):
    frame = sys._getframe()
    while frame := frame.f_back:
        if "reference" in frame.f_locals:
            return frame.f_locals["reference"].peaks(x, y)
    return 0 * x


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
