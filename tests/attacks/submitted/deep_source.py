"""Deeply nested source breaks whoever parses it."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"crashed", "out_of_memory", "raised"}
FLOOR = 0
CONTROL = "killed: the parser gives up with an exception"
GRADER = "pipeline"
FOLDER = True

CLASS = Path(sys.argv[1])
MODULE = "gradient_ascent"

student = CLASS / "mallory"
student.mkdir()
(student / f"{MODULE}.py").write_text("x = " + "-" * 200_000 + "1\n")
