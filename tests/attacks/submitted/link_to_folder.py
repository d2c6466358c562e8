"""The student's folder is a link to that of another one."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: links are followed"
GRADER = "pipeline"
FOLDER = True

CLASS = Path(sys.argv[1])
MODULE = "gradient_ascent"

other = Path("@TARGET@/shared/other")
other.mkdir(exist_ok=True)
(other / f"{MODULE}.py").write_text("print('@CLAIM@', flush=True)\n")
(CLASS / "mallory").symlink_to(other)
