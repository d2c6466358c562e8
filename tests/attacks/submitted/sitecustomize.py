"""A sitecustomize.py beside the submission is run by the grader's Python."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: Python imports it at its start"
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

for name in ("sitecustomize.py", "usercustomize.py"):
    (student / name).write_text(
        "open('@DROP@/left', 'w').write('@MARK@')\nprint('@CLAIM@', flush=True)\n"
    )
