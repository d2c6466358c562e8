"""A computation in C that no Python signal handler interrupts."""

import re

EXERCISE = "02"
OUTCOMES = {"failed", "timed_out"}
FLOOR = 0
CONTROL = "killed: the run waits for ever"


def peaks(x, y):
    return re.match(r"(a|aa)+$", "a" * 200 + "b")


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
