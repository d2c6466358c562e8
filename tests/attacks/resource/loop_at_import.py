"""A loop without an end while the module is loaded."""

EXERCISE = "02"
OUTCOMES = {"timed_out"}
FLOOR = 0
CONTROL = "killed: the run waits for ever"

while True:
    pass
