"""Answers of odd types make a check of the grader raise, so that the score stays open."""

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "killed: a check of the grader dies of the answer, and with it the run"

ODD = [
    "text",
    b"bytes",
    {"a": 1},
    {1: {2: 3}},
    None,
    True,
    10**400,
    -(2**63),
    1j,
    [[1], [1, 2]],
    ...,
]


def peaks(x, y):
    ODD.append(ODD.pop(0))
    return ODD[0]


def peaks_gradient(x, y):
    ODD.append(ODD.pop(0))
    return ODD[0], ODD[3]


def ascend_by_sign(gradient, start, learning_rate, epochs):
    ODD.append(ODD.pop(0))
    return ODD[0]


class Ends(BaseException):
    pass


def sympy_gradient(expression):
    raise Ends


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
