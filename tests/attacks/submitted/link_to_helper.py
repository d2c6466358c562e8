"""A helper beside the submission is a link to a secret."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: the helper is imported and quoted"
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
(student / "helper.py").symlink_to("@TARGET@/course/.autograder/course.key")
text = (
    "from pathlib import Path\ntry:\n    import helper\nexcept (NameError, ImportError) as error:\n"
)
text += "    print(error, flush=True)\n" + WRONG
(student / f"{MODULE}.py").write_text(text)
