"""The runner in a jail, with the stand-in for its GPU: the entry of test_marks.py's sandbox."""

import os
import sys

sys.path.insert(0, os.path.dirname(__file__))

from standin import standing_in

from autograder.inside.main import run

with standing_in():
    run(int(sys.argv[1]))
