"""A file of a terabyte that takes no room is made."""

import os
import tempfile

EXERCISE = "02"
OUTCOMES = {"crashed", "failed", "raised"}
FLOOR = 0
CONTROL = "evidence: nothing limits the size of a file"


def peaks(x, y):
    with tempfile.TemporaryFile() as file:
        os.ftruncate(file.fileno(), 150 << 20)
        print("@CLAIM@", flush=True)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
