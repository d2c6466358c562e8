"""An object that answers numpy's own functions is returned."""

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: numpy.allclose asks the object"


class Fine:
    def __array_function__(self, function, types, args, kwargs):
        return True


def peaks(x, y):
    return Fine()


def peaks_gradient(x, y):
    return Fine(), Fine()


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return Fine()


def sympy_gradient(expression):
    return expression, expression


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
