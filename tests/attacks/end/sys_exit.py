"""SystemExit(0) is taken for success."""

import sys

EXERCISE = "02"
OUTCOMES = {"raised"}
FLOOR = 0
CONTROL = "killed: the run ends with it"

sys.exit(0)
