"""The results are overwritten when the process ends."""

import atexit

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the scores are read from a file after the process has ended"


def last_word():
    with open("results.json", "w") as file:
        file.write('{"before": 10, "attack": 10, "after": 10}')


atexit.register(last_word)


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
