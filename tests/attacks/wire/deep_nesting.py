"""An answer nested a hundred thousand deep breaks whoever reads it."""

import sys

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "killed: the grader's recursion over the answer crashes it"


class Deep(list):
    def __array__(self, *args, **kwargs):
        sys.setrecursionlimit(1 << 30)
        return self.__array__()


def nested():
    thing = []
    for _ in range(100_000):
        thing = [thing]
    return thing


def peaks(x, y):
    return Deep([nested()])


def peaks_gradient(x, y):
    return nested(), nested()


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
