"""A given function is called from the function that it is given, and so on."""

import sys

EXERCISE = "02"
OUTCOMES = {"crashed", "failed", "out_of_memory", "raised", "timed_out"}
FLOOR = 0
CONTROL = "killed: the grader runs out of stack"

sys.setrecursionlimit(1 << 30)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    def again(point):
        return descend(again, start, learning_rate, epochs)

    return again(start)


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return ascend_by_negation(ascend_by_sign, gradient, start, learning_rate, epochs)


def peaks(x, y):
    return 0 * x


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression
