"""A hundred megabytes of source fill the memory of whoever parses them."""

import sys
from pathlib import Path

EXERCISE = "02"
OUTCOMES = {"not_attempted"}
FLOOR = 0
CONTROL = "killed: the whole of it is parsed"
GRADER = "pipeline"
FOLDER = True

CLASS = Path(sys.argv[1])
MODULE = "gradient_ascent"

student = CLASS / "mallory"
student.mkdir()
with open(student / f"{MODULE}.py", "w") as file:
    for _ in range(100):
        file.write("x=1\n" * (1 << 18))
