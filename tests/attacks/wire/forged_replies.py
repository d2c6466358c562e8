"""Replies to the next hundred requests are written ahead of time."""

import os
import stat
import struct

from autograder.wire import pack

EXERCISE = "02"
OUTCOMES = {"crashed"}
FLOOR = 0
CONTROL = "forged: the grader takes the first frames that come"
GRADER = "socket"


def everywhere(data):
    for descriptor in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, data)
        except OSError:
            continue


full = pack(["ok", {"before": 10, "attack": 10, "after": 10}], None)
everywhere(100 * (struct.pack("<IB8s", len(full), 3, bytes(8)) + full))


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
