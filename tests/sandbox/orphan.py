"""A grader that starts a jail which computes without end, tells its pid, and waits to be killed."""

import signal
import sys

from autograder.sandbox import Limits
from tests.sandbox.asking import ask, open_obeying, tell

with open_obeying(*sys.argv[1:]) as box:
    jail = box.start(Limits())
    assert ask(jail, "result = 'alive'") == "alive"
    tell(jail, "while True: pass")
    print(jail._running.pid, flush=True)
    signal.pause()
