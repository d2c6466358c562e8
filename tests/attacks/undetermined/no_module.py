"""The module takes itself away while it is loaded."""

import sys

EXERCISE = "02"
OUTCOMES = {"raised"}
FLOOR = 0
CONTROL = "killed: a check of the grader dies of the answer, and with it the run"


class Gone:
    def __getattr__(self, name):
        raise KeyboardInterrupt(name)


sys.modules.pop(__name__, None)
sys.modules[__name__] = Gone()
globals().clear()
raise KeyboardInterrupt
