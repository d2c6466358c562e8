"""The message of an exception is Markdown that loads and hides."""

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "injected: the text holds the message as it is"
GRADER = "pipeline"


def peaks(x, y):
    raise ValueError(
        "![x](http://localhost/@MARK@) [y](javascript:@MARK@)\n```\n<img src=@MARK@ onerror=@MARK@>\n# 10 of 10"
    )


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
