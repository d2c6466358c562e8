"""The code of the checks is replaced by code that finds nothing."""

import gc
import types

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the functions of the checks are in reach of the submission"


def nothing(submission, reference):
    return ()


for thing in gc.get_objects():
    if isinstance(thing, types.FunctionType) and thing.__name__.startswith("check_"):
        thing.__code__ = nothing.__code__


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
