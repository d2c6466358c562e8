"""The message of an exception holds control sequences for the terminal."""

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "injected: the message is kept as it is"
GRADER = "pipeline"


def peaks(x, y):
    raise ValueError("\x1b]0;@MARK@\x07\x1b[2J\x9b31m\u202e@MARK@\u2066\x00\x08")


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
