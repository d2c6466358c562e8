"""An object that equals everything is returned."""

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the grader compares with =="
GRADER = "equality"


class Anything:
    def __eq__(self, other):
        return True

    def __iter__(self):
        return iter([self, self])

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return self

    __ne__ = lambda self, other: False
    __hash__ = object.__hash__


def peaks(x, y):
    return Anything()


def peaks_gradient(x, y):
    return Anything()


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return Anything()


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return Anything()


def sympy_gradient(expression):
    return Anything()
