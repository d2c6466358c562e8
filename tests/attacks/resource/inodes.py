"""Thousands of empty files use up the inodes."""

import os
import tempfile

EXERCISE = "02"
OUTCOMES = {"failed", "raised", "timed_out"}
FLOOR = 0
CONTROL = "evidence: nothing limits the number of files"


def peaks(x, y):
    with tempfile.TemporaryDirectory() as folder:
        for number in range(5000):
            os.close(os.open(os.path.join(folder, str(number)), os.O_CREAT))
        print("@CLAIM@", flush=True)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
