"""os._exit at import ends the grader."""

import os

EXERCISE = "02"
OUTCOMES = {"crashed"}
FLOOR = 0
CONTROL = "killed: the run ends with it"

os._exit(0)
