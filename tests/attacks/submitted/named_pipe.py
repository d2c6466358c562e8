"""The submission is a pipe that nobody writes to."""

import os
import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "killed: the reader waits for ever"
GRADER = "pipeline"
FOLDER = True

CLASS = Path(sys.argv[1])
MODULE = "gradient_ascent"

student = CLASS / "mallory"
student.mkdir()
os.mkfifo(student / f"{MODULE}.py")
os.mkfifo(student / "helper.py")
