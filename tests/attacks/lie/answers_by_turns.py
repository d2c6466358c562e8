"""An object that is another one whenever it is asked."""

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the grader asks once for the length and once for each element"
GRADER = "equality"


class Turns:
    def __init__(self):
        self.asked = 0

    def __len__(self):
        self.asked += 1
        return 2

    def __getitem__(self, index):
        self.asked += 1
        return self

    def __getattr__(self, name):
        if name.startswith("__array"):
            raise AttributeError(name)
        return self

    def __eq__(self, other):
        return True

    def __call__(self, *args, **kwargs):
        return self

    __hash__ = object.__hash__


def peaks(x, y):
    return Turns()


def peaks_gradient(x, y):
    return Turns()


def sympy_gradient(expression):
    return Turns()


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
