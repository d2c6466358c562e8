"""A process is forked while the grader ends it."""

import atexit
import subprocess
import sys

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "evidence: it starts when nobody looks any more"


def last():
    subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(20)", "@MARK@"], start_new_session=True
    )


atexit.register(last)


def peaks(x, y):
    raise SystemExit


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
