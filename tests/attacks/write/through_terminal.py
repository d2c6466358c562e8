"""Control sequences are written to the terminal of the instructor."""

import os

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: what it prints goes to the terminal"

for path in ("/dev/tty", "/proc/self/fd/2", "/dev/stderr"):
    try:
        descriptor = os.open(path, os.O_WRONLY)
        os.write(descriptor, b"\x1b]0;@CLAIM@\x07")
    except OSError:
        continue


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
