"""A child process outlives the grading."""

import subprocess
import sys

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: children are allowed, and nobody ends them"

try:
    subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(20)", "@MARK@"], start_new_session=True
    )
except OSError:
    pass


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
