"""Recursion beyond the C stack takes the grader along."""

import sys

EXERCISE = "02"
OUTCOMES = {"crashed", "failed", "out_of_memory", "raised", "timed_out"}
FLOOR = 0
CONTROL = "killed: the run ends with it"

sys.setrecursionlimit(1 << 30)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x"[:0])


def peaks(x, y):
    return Deep().on


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
