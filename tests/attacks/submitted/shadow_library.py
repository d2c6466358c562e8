"""A module of Python's own library is replaced by one beside the submission."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"crashed", "failed", "raised"}
FLOOR = 0
CONTROL = "evidence: the folder comes first in sys.path"
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

for name in ("statistics", "random", "json", "traceback", "struct", "msgpack", "socket"):
    (student / f"{name}.py").write_text(
        "mean = lambda values: 0\nopen('@DROP@/left', 'w').write('@MARK@')\nprint('@CLAIM@', flush=True)\n"
    )
