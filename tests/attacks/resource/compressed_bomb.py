"""A small text unpacks to gigabytes."""

import bz2

EXERCISE = "02"
OUTCOMES = {"failed", "out_of_memory", "timed_out"}
FLOOR = 0
CONTROL = "evidence: nothing limits what it unpacks to"

PACKED = bz2.compress(bytes(100 << 20))


def peaks(x, y):
    held = [bz2.decompress(PACKED) for _ in range(4)]
    print("@CLAIM@", len(held), flush=True)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
