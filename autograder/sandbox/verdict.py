"""Trusted room: from the kernel's account to how a jail ended. Never imports autograder.inside."""

from __future__ import annotations

import signal
from dataclasses import dataclass

from autograder.sandbox.interface import Cause, Exit, Limits


@dataclass(frozen=True)
class Death:
    """What the kernel and the watch know. code: as Popen.returncode; times in s, peak in bytes."""

    code: int
    killed: bool  # the grader asked for it
    too_much: bool  # the watch killed it for its memory
    too_long: bool  # the watch killed it for its CPU time
    first: bool  # it was the first process of its pid namespace
    cpu_seconds: float
    wall_seconds: float
    peak: int


def exit_of(death: Death, limits: Limits, out: str, err: str) -> Exit:
    """The account of a jail that has ended."""
    cause, code = _cause(death, limits)
    return Exit(
        cause=cause,
        code=code,
        cpu_seconds=round(max(death.cpu_seconds, 0.0), 4),
        wall_seconds=round(death.wall_seconds, 4),
        peak_mb=round(death.peak / (1 << 20), 1),
        stdout=out,
        stderr=err,
    )


def _cause(death: Death, limits: Limits) -> tuple[Cause, int]:
    if death.code >= 0:
        return "exited", death.code
    number = -death.code
    if death.too_much and number == signal.SIGKILL:
        return "out_of_memory", number
    if number == signal.SIGXCPU or (death.too_long and number == signal.SIGKILL):
        return "cpu_limit", number
    if number == signal.SIGSYS:
        return "forbidden", number
    if number != signal.SIGKILL:
        return "signalled", number
    if death.cpu_seconds >= limits.cpu_seconds:
        return "cpu_limit", number
    if death.killed:
        return "killed", number
    # The first process of a pid namespace cannot be killed from within: it was the kernel,
    # and the kernel kills for memory (a container's limit, or the machine's own).
    return ("out_of_memory" if death.first else "signalled"), number
