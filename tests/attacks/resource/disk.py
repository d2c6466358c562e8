"""The disk is filled."""

import os
import tempfile

EXERCISE = "02"
OUTCOMES = {"crashed", "failed", "out_of_memory", "raised"}
FLOOR = 0
CONTROL = "evidence: nothing limits what is written"


def peaks(x, y):
    with tempfile.TemporaryDirectory() as folder:
        for number in range(10):
            with open(os.path.join(folder, str(number)), "wb") as file:
                file.write(os.urandom(1 << 20) * 10)
        print("@CLAIM@", flush=True)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
