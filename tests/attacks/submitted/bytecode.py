"""Compiled code beside the submission is run in the place of its source."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: Python prefers __pycache__"
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

import py_compile

evil = student / "evil.txt"
evil.write_text("open('@DROP@/left', 'w').write('@MARK@')\nprint('@CLAIM@', flush=True)\n" + WRONG)
cached = (
    student / "__pycache__" / f"{MODULE}.cpython-{sys.version_info[0]}{sys.version_info[1]}.pyc"
)
cached.parent.mkdir()
mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
py_compile.compile(str(evil), cfile=str(cached), invalidation_mode=mode)
