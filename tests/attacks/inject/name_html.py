"""The student's name is HTML that runs in the page."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "injected: the page holds the name as it is"
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

for name in ("<script>@MARK@<", "<img src=x onerror=@MARK@>"):
    (CLASS / name).mkdir()
    (CLASS / name / f"{MODULE}.py").write_text(WRONG)
