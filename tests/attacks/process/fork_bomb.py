"""Processes are forked until there are too many."""

import os
import signal
import time

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: a hundred processes were made"

try:
    for _ in range(100):
        if os.fork() == 0:
            signal.alarm(5)
            time.sleep(5)
            os._exit(0)
    print("@CLAIM@", flush=True)
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
