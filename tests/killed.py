"""Grading runs that are killed at a moment that is chosen beforehand, each in its own process.

`python -m tests.killed COURSE HAND_INS` reads lines `[OUT, moment, most_bytes]` and answers each
with "signal moments": what ended the run (0: nothing), and how many moments there were then.
It has imported everything, and each run is a copy of it: starts are what would cost the most.

A moment is a step that can be seen from Python: before and after every statement of SQL, before
every commit, and before every file of OUT is opened, made, renamed or removed. What lies between
two steps changes nothing on the disk but within SQLite's own writing, which `most_bytes` cuts at
any byte.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

import autograder.executors
from autograder.cli.grading import Order, grade
from autograder.cli.where import How
from tests.canned import Canned

_FILES = {"open", "os.mkdir", "os.rename", "os.remove", "sqlite3.connect"}
ROUND = "r"


class Moments:
    """Counts the steps of a run, and kills this process at the chosen one."""

    def __init__(self, out: Path, last: int) -> None:
        self.count = 0
        self._out = str(out)
        self._last = last
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(Engine, name, self._step)
        sys.addaudithook(self._audit)

    def _audit(self, name: str, args: tuple[Any, ...]) -> None:
        # Drafts are opened by their bare names, within a folder that is open already.
        if name in _FILES and (self._out in str(args[0]) or str(args[0]).endswith(".tmp")):
            self._step()

    def _step(self, *args: object) -> None:
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def run(course: Path, hand_ins: Path, out: Path, moment: int, most_bytes: int) -> int:
    """`autograder grade hand_ins --out out` with canned answers; returns the number of moments.

    Ends by SIGKILL at `moment` (0: never), and by the kernel's signal where a file would grow
    beyond `most_bytes` (0: no bound).
    """
    how = How(course, 1, None, "cpu", "auto", "warm", False, True)
    moments = Moments(out, moment)
    if most_bytes:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    grade(Order(how, (hand_ins,), out, (), None, ROUND))
    return moments.count


def main() -> None:
    """Do what is asked, line by line."""
    autograder.executors.processes = lambda *asked: Canned()  # type: ignore[assignment,return-value]
    course, hand_ins = map(Path, sys.argv[1:])
    for line in sys.stdin:
        out, moment, most_bytes = json.loads(line)
        back, forth = os.pipe()
        child = os.fork()
        if child == 0:
            os.setsid()
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            count = run(course, hand_ins, Path(out), moment, most_bytes)
            os.write(forth, str(count).encode())
            os._exit(0)
        os.close(forth)
        with os.fdopen(back, "rb") as pipe:
            count = int(pipe.read() or b"0")
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        assert code <= 0, "the run failed by itself"
        print(-code, count, flush=True)


if __name__ == "__main__":
    main()
