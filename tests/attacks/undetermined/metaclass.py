"""A class whose name and bases cannot be read breaks who describes it."""

EXERCISE = "02"
OUTCOMES = {"crashed", "failed", "raised"}
FLOOR = 0
CONTROL = "killed: a check of the grader dies of the answer, and with it the run"


class Meta(type):
    def __getattribute__(cls, name):
        raise SystemExit(name)


class Odd(metaclass=Meta):
    def __getattribute__(self, name):
        raise SystemExit(name)


def peaks(x, y):
    return Odd()


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return Odd()


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
