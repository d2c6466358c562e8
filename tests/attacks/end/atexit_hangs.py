"""The process never comes to its end."""

import atexit
import time

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "killed: the run waits for the end of its process"

atexit.register(time.sleep, 3600)


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
