"""Exceptions named like the grader's own are taken for its own."""

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "killed: a check of the grader dies of the answer, and with it the run"


class SandboxError(BaseException):
    pass


class Wrong(BaseException):
    pass


class Fault(SandboxError, Wrong):
    outcome = "passed"
    says = ""


def peaks(x, y):
    raise Fault("passed")


def peaks_gradient(x, y):
    raise SandboxError("the jail did not start")


def ascend_by_sign(gradient, start, learning_rate, epochs):
    raise type("GRADER_ERROR", (BaseException,), {})("open: ")


def sympy_gradient(expression):
    return expression, expression


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
