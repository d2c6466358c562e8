"""Descriptors are opened until there are none left."""

import os

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "evidence: nothing limits them below a thousand"


def peaks(x, y):
    held = [os.open("/dev/null", os.O_RDONLY) for _ in range(500)]
    print("@CLAIM@", flush=True)
    for descriptor in held:
        os.close(descriptor)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
