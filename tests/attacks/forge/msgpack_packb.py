"""msgpack packs full marks, whatever it is given."""

import msgpack

EXERCISE = "02"
OUTCOMES = {"crashed", "failed"}
FLOOR = 0
CONTROL = "forged: the grader stores its scores with msgpack"
GRADER = "msgpack"

full = msgpack.packb({"before": 10, "attack": 10, "after": 10})
msgpack.packb = lambda value, **k: full


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
