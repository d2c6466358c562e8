"""The submission is a link to a device that never ends."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "killed: the device is read until there is no memory left"
GRADER = "pipeline"
FOLDER = True

CLASS = Path(sys.argv[1])
MODULE = "gradient_ascent"

student = CLASS / "mallory"
student.mkdir()
(student / f"{MODULE}.py").symlink_to("/dev/zero")
