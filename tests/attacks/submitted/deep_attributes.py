"""A chain of a hundred thousand attributes breaks whoever walks the tree."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"crashed", "out_of_memory", "raised"}
FLOOR = 0
CONTROL = "killed: the parser or compiler gives up with an exception"
GRADER = "pipeline"
FOLDER = True

CLASS = Path(sys.argv[1])
MODULE = "gradient_ascent"

student = CLASS / "mallory"
student.mkdir()
(student / f"{MODULE}.py").write_text("x = 0\ny = x" + ".a" * 200_000 + "\n")
