"""Functions are called that were never given, and with odd arguments."""

from autograder.inside.runner import Runner

EXERCISE = "02"
OUTCOMES = {"crashed", "failed"}
FLOOR = 0
CONTROL = "killed: the grader dies of a request that it did not expect"
GRADER = "runner"


def asked(self, frame, serve=Runner.serve):
    for number in (-1, 0, 7, 2**40, "x", None, [], {}):
        for what in ("call", "iter", "__class__", None):
            try:
                self.ask(number, what, (), {"x": 1})
            except Exception:
                continue
    return serve(self, frame)


Runner.serve = asked


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
