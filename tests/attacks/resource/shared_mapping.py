"""Shared memory is mapped, which the limit on data does not count."""

import mmap

EXERCISE = "02"
OUTCOMES = {"crashed", "failed", "out_of_memory", "raised"}
FLOOR = 0
CONTROL = "evidence: nothing limits shared mappings"


def peaks(x, y):
    with mmap.mmap(-1, 400 << 20) as held:
        for at in range(0, 400 << 20, 4096):
            held[at] = 1
        print("@CLAIM@", flush=True)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
