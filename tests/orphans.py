"""Kills a command and waits until everything that it had started is gone too.

`python -m tests.orphans LINES SECONDS COMMAND...` kills the command's own process, and no other,
after so many lines of its stderr. Whoever loses its parent becomes a child of this process
(a subreaper), whatever session, process group or namespace it is in; so waiting for all children
is waiting for all of them. Prints how many outlived the command; exit code 1 if some are left
after SECONDS, which are then killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from autograder.sandbox import linux

PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Do it."""
    lines, seconds = map(int, sys.argv[1:3])
    linux.prctl(PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(seconds)
    read, write = os.pipe()
    process = subprocess.Popen(
        sys.argv[3:], stdout=subprocess.DEVNULL, stderr=write, start_new_session=True
    )
    os.close(write)
    with os.fdopen(read, "r", encoding="utf-8") as said:
        for _ in range(lines):
            assert said.readline(), "the command ended before it was killed"
        process.kill()
        process.wait()
        said.read()  # until nobody is left who could write into it
    outlived = 0
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
        outlived += 1
    signal.alarm(0)
    print(-process.returncode, outlived)


def _too_long(number: int, frame: FrameType | None) -> None:
    for child in _children():
        command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        print("left over:", child, command, flush=True)
        os.kill(child, signal.SIGKILL)
    os._exit(1)


def _children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


if __name__ == "__main__":
    main()
