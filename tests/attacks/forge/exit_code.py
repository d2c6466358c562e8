"""The process ends with the code of success before a check has run."""

import json
import os

EXERCISE = "02"
OUTCOMES = {"crashed", "failed"}
FLOOR = 0
CONTROL = "forged: an earlier file of results is still there"


class Early:
    def __del__(self):
        with open("results.json", "w") as file:
            json.dump({"before": 10, "attack": 10, "after": 10}, file)
        os._exit(0)


def peaks(x, y):
    Early()
    return 0 * x


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
