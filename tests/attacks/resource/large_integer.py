"""An integer of millions of digits is computed."""

EXERCISE = "02"
OUTCOMES = {"failed", "out_of_memory", "timed_out"}
FLOOR = 0
CONTROL = "killed: the run waits for ever"


def peaks(x, y):
    return 3 ** (3**19)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
