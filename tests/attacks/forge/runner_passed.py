"""The runner answers every request with words that mean passed."""

from autograder.inside.runner import Runner
from autograder.wire import pack

EXERCISE = "02"
OUTCOMES = {"crashed", "failed"}
FLOOR = 0
CONTROL = "forged: the runner is asked for the verdict"
GRADER = "runner"

scores = {
    "before": 10,
    "attack": 10,
    "after": 10,
    "passed": True,
    "outcome": "passed",
    "earned": 10,
}
words = pack(["ok", scores], None)
Runner.serve = lambda self, frame: words


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
