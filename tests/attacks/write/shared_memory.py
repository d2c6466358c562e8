"""A segment of System V memory is left behind."""

import ctypes

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: such segments outlive their process"

libc = ctypes.CDLL(None, use_errno=True)
if libc.shmget(int("@KEY@"), 4096, 0o1600) < 0 and ctypes.get_errno() == 38:
    print("impossible: this kernel has no System V memory", flush=True)


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
