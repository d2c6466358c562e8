"""Source in no encoding at all breaks whoever reads it as text."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"raised"}
FLOOR = 0
CONTROL = "killed: the reader of the file raises"
GRADER = "pipeline"
FOLDER = True

CLASS = Path(sys.argv[1])
MODULE = "gradient_ascent"

student = CLASS / "mallory"
student.mkdir()
(student / f"{MODULE}.py").write_bytes(b"# coding: utf-16\n\xff\xfe\x00\x80" + bytes(100))
