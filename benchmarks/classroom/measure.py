"""Instructor room: what a command used, with everything that it started. Linux.

A command's processes are started by each other and partly outlive their parents, so asking for
"the children's CPU" would miss some. Here the caller becomes the parent of every orphan below it,
waits for all of them, and so is told by the kernel what each one used.
"""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from meter import held

from autograder.sandbox import linux
from autograder.sandbox.watch import tree

PR_SET_CHILD_SUBREAPER = 36
ORPHANS_SECONDS = 30.0
LOOKS = 0.1
"""Seconds between two looks at the memory; more if looking takes more than a twentieth of it."""


@dataclass(frozen=True)
class Used:
    """Wall and CPU (user + system) time in seconds, and the peak of all processes' PSS in MB."""

    wall: float
    cpu: float
    peak: float
    said: str = ""

    def __sub__(self, other: Used) -> Used:
        return Used(self.wall - other.wall, self.cpu - other.cpu, self.peak)

    def __add__(self, other: Used) -> Used:
        return Used(self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak))

    def each(self, count: int) -> Used:
        """The share of each of `count` things."""
        return Used(self.wall / count, self.cpu / count, self.peak)


class Failed(Exception):
    """A command did not end as it should; the end of what it said."""


def used(
    command: Sequence[object],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    codes: Sequence[int] = (0,),
) -> Used:
    """Run one command to its end, and that of all that it started. Raises `Failed`."""
    return together([command], cwd, env, codes)


def together(
    commands: Sequence[Sequence[object]],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    codes: Sequence[int] = (0,),
) -> Used:
    """Run `commands` side by side. `codes` are the exit codes that are all right."""
    linux.prctl(PR_SET_CHILD_SUBREAPER, 1)
    before, begun = _cpu(), time.perf_counter()
    running = [
        subprocess.Popen(
            list(map(str, command)),
            cwd=cwd,
            env=os.environ | (env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        for command in commands
    ]
    with _Looking([process.pid for process in running]) as looking:
        said = "".join(process.communicate()[0] for process in running)
    wall = time.perf_counter() - begun
    _wait_for_orphans()
    for process in running:
        if process.returncode not in codes:
            raise Failed(f"exit code {process.returncode}: {said.strip()[-600:]}")
    return Used(wall, _cpu() - before, looking.peak, said)


def _cpu() -> float:
    reaped = resource.getrusage(resource.RUSAGE_CHILDREN)
    return reaped.ru_utime + reaped.ru_stime


def _wait_for_orphans() -> None:
    until = time.monotonic() + ORPHANS_SECONDS
    with suppress(ChildProcessError):
        while time.monotonic() < until:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.01)
        raise Failed("something that it started does not end")


class _Looking:
    """Adds up, every now and then, what all processes below some hold."""

    def __init__(self, pids: Sequence[int]) -> None:
        self.peak = 0.0
        self._pids = pids
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Looking:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        pause = LOOKS
        while not self._over.wait(pause):
            begun = time.perf_counter()
            self.peak = max(self.peak, sum(_held(p) for pid in self._pids for p in tree(pid)))
            pause = max(LOOKS, 20 * (time.perf_counter() - begun))


def _held(pid: int) -> float:
    with suppress(OSError):  # it has just ended
        return held(pid)
    return 0.0
