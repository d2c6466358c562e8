"""A file of results with full marks is written, and the process ended."""

import os

EXERCISE = "02"
OUTCOMES = {"crashed"}
FLOOR = 0
CONTROL = "forged: the scores are read from a file afterwards"

for name in ("results.json", "/autograder/results/results.json", "../results.json"):
    try:
        with open(name, "w") as file:
            file.write('{"before": 10, "attack": 10, "after": 10}')
    except OSError:
        continue
os._exit(0)


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
