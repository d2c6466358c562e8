"""The submission is a link to the key of the course, which is then quoted."""

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

student = CLASS / "mallory"
student.mkdir()
(student / f"{MODULE}.py").symlink_to("@TARGET@/course/.autograder/course.key")
