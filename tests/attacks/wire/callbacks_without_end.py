"""A given function is called without an end."""

EXERCISE = "02"
OUTCOMES = {"failed", "timed_out"}
FLOOR = 0
CONTROL = "killed: the grader answers for ever"


def ascend_by_sign(gradient, start, learning_rate, epochs):
    while True:
        gradient([0.0, 0.0])


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    while True:
        descend(gradient, start, learning_rate, epochs)


def peaks(x, y):
    return 0 * x


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression
