"""A daemon, forked twice into its own session, outlives the grading."""

import os
import sys

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: a daemon is nobody's child"


def daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            words = [sys.executable, "-c", "import time; time.sleep(20)", "@MARK@"]
            os.execv(words[0], words)
        os._exit(0)
    os.wait()


try:
    daemon()
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
