"""An answer of many millions of elements fills the grader's memory."""

EXERCISE = "02"
OUTCOMES = {"crashed", "failed", "out_of_memory", "timed_out"}
FLOOR = 0
CONTROL = "memory: the grader copies the answer"


def peaks(x, y):
    return [0.0] * 60_000_000


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return b"x" * (100 << 20)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
