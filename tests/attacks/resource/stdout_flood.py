"""Stdout is flooded, to fill the grader's memory or the disk."""

EXERCISE = "02"
OUTCOMES = {"failed", "timed_out"}
FLOOR = 0
CONTROL = "flood: all of it is kept"


def peaks(x, y):
    for _ in range(400):
        print("flood " * 10_000)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
