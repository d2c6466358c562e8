"""Local variables of the callers are read."""

import sys

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: the caller holds a secret in a variable"

frame = sys._getframe()
while frame := frame.f_back:
    for name, value in frame.f_locals.items():
        if isinstance(value, str) and "secret" in name:
            print(value, flush=True)


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
