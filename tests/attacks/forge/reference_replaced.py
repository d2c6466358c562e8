"""The reference is replaced by the submission's own functions."""

import sys

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the reference is a module in the same process"


def peaks(x, y):
    return 0 * x


mine = {name: value for name, value in globals().items() if callable(value)}
for module in list(sys.modules.values()):
    if getattr(module, "__name__", "") in ("reference", "hidden_checks", "checks_02"):
        vars(module).update(mine)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
