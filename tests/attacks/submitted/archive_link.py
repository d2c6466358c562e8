"""An archive brings a link, and writes through it."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: links in the archive are made and followed"
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

import io
import tarfile

with tarfile.open(student / "work.tar", "w") as packed:
    link = tarfile.TarInfo("out")
    link.type, link.linkname = tarfile.SYMTYPE, "@DROP@"
    packed.addfile(link)
    file = tarfile.TarInfo("out/@MARK@")
    file.size = 10
    packed.addfile(file, io.BytesIO(b"x" * 10))
