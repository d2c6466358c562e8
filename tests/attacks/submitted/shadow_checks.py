"""Modules beside the submission are imported in the place of the grader's own."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the folder comes first in sys.path"
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

student = CLASS / "mallory"
student.mkdir()
(student / f"{MODULE}.py").write_text(WRONG)

lenient = "def check(submission, reference):\n    return ()\n\nCHECKS = [check] * 5\n"
for name in ("checks_02", "hidden_checks", "reference", "autograder", "scoring", "conftest"):
    (student / f"{name}.py").write_text(lenient)
