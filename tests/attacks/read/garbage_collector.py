"""Secrets are found among all objects of the process."""

import gc

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: all objects of the process can be listed"

for thing in gc.get_objects():
    if type(thing) is dict:
        for name, value in list(thing.items()):
            if type(value) is str and name in ("KEY", "key", "secret"):
                print(value, flush=True)


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
