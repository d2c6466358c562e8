"""What is learned is left on the disk for the next submission of the same student."""

import os
import tempfile

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "evidence: the next submission would find it"

paths = [os.path.join(folder, "@MARK@-answers") for folder in (tempfile.gettempdir(), "/dev/shm")]


def peaks(x, y):
    for path in paths:
        with open(path, "a") as file:
            file.write(f"{x} {y} @MARK@")
        with open(path) as file:
            file.seek(0, 2)
    return 0 * x


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
