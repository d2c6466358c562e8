"""A pyproject.toml beside the submission makes the grader's pytest load a plugin."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: pytest takes its options from there"
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

(student / "pyproject.toml").write_text(
    '[tool.pytest.ini_options]\naddopts = "-p plugin_of_mine"\n'
)
(student / "pytest.ini").write_text("[pytest]\naddopts = -p plugin_of_mine\n")
(student / "plugin_of_mine.py").write_text(
    "open('@DROP@/left', 'w').write('@MARK@')\nprint('@CLAIM@', flush=True)\n"
)
