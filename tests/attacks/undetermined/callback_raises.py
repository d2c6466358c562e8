"""A given function is given an object whose use raises inside the grader."""

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "killed: a check of the grader dies of the answer, and with it the run"


class Bomb:
    def __array__(self, *args, **kwargs):
        raise SystemExit

    def __iter__(self):
        raise SystemExit

    __len__ = __getitem__ = __float__ = __iter__


def ascend_by_sign(gradient, start, learning_rate, epochs):
    gradient(Bomb())
    return []


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return descend(lambda point: Bomb(), start, learning_rate, epochs)


def peaks(x, y):
    return 0 * x


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression
