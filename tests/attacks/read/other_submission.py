"""Another student's answer is copied."""

import glob

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: the folders of other students can be read"


def copied():
    for pattern in ("@TARGET@/submissions/*/*.py", "../*/*.py", "/tmp/*/*.py", "/job/*.py"):
        for path in glob.glob(pattern):
            with open(path) as file:
                yield file.read()


print(*copied(), flush=True)


def peaks(x, y):
    return 0 * x


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
