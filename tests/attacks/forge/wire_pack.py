"""The wire beside the submission packs full marks, whatever it is given."""

from autograder import wire
from autograder.inside import runner

EXERCISE = "02"
OUTCOMES = {"crashed", "failed"}
FLOOR = 0
CONTROL = "forged: the verdict is made beside the submission and sent over the wire"
GRADER = "wire"

full = wire.pack({"before": 10, "attack": 10, "after": 10}, None)
true = wire.pack(["ok", True], None)
wire.pack = lambda value, export, *a: full
runner.pack = lambda value, export, *a: true


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
