"""A secret is carried out in the message of an exception."""

import glob

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "evidence: the message shows what was read"


def peaks(x, y):
    text = ""
    for path in glob.glob("@TARGET@/*/.*") + glob.glob("@TARGET@/*/*.csv"):
        try:
            with open(path) as file:
                text += file.read()
        except OSError:
            continue
    print(text, flush=True)
    raise ValueError(f"I have found: {text}")


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
