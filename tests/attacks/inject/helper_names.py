"""The names of helpers are HTML, which the page then holds."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "injected: names of files are put into the page"
GRADER = "pipeline"
FOLDER = True

CLASS = Path(sys.argv[1])
MODULE = "gradient_ascent"
WRONG = """def peaks(x, y):
    return 0 * x


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
"""

name = "<img src=x onerror=@MARK@>"
(CLASS / "mallory").mkdir()
(CLASS / "mallory" / f"{name}.py").write_text("x = 1\n")
(CLASS / "mallory" / f"{MODULE}.py").write_text(
    WRONG + f"\n\ndef peaks(x, y):\n    raise ValueError('{name}')\n"
)
