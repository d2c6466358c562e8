"""An answer that says it has 2**62 elements."""

EXERCISE = "02"
OUTCOMES = {"crashed", "failed"}
FLOOR = 0
CONTROL = "memory: the grader reads element after element"


class Long:
    def __len__(self):
        return 2**62

    def __getitem__(self, index):
        return self

    def __iter__(self):
        while True:
            yield bytearray(1 << 20)

    def __array__(self, *args, **kwargs):
        return [item for item in self]


def peaks(x, y):
    return Long()


def peaks_gradient(x, y):
    return Long()


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
