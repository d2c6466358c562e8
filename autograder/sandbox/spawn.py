"""Trusted room: starts a process under a plan, waits till it is sealed. Never imports inside."""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from autograder.sandbox.command import Plan, command, environment
from autograder.sandbox.interface import SandboxError

READY = b"ready"


@dataclass(frozen=True)
class Spawned:
    """A sealed process. Its descriptors belong to whoever asked for it."""

    process: subprocess.Popen[bytes]
    pid: int  # the jail's first process, seen from here
    pidfd: int
    stdout: int
    stderr: int


def spawn(
    plan: Plan,
    inner: Callable[[int], list[str]],
    wire: int,
    scratch: str,
    starter: ThreadPoolExecutor,
    seconds: float,
) -> Spawned:
    """Start this Python with inner(status descriptor) and wait for its word that it is ready.

    wire is inherited under its own number. Raises SandboxError if it fails or takes longer than
    `seconds`; nothing is left behind then.
    """
    with ExitStack() as undo, ExitStack() as here, ExitStack() as there:
        out, out_there = pipe(undo, there)
        err, err_there = pipe(undo, there)
        status, status_there = pipe(here, there)
        info, info_there = pipe(here, there)
        try:
            process = starter.submit(
                subprocess.Popen,
                command(plan, inner(status_there), info=info_there),
                stdin=subprocess.DEVNULL,
                stdout=out_there,
                stderr=err_there,
                env=environment(plan, scratch),
                cwd="/",
                pass_fds=[wire, status_there, info_there],
                start_new_session=True,
            ).result()
        except OSError as error:
            raise SandboxError(f"the sandbox could not be started: {error}") from error
        there.close()
        undo.callback(_end, process)
        word = until_closed(status, seconds)
        if word != READY:
            raise SandboxError(complaint(word, err))
        pid = _first_process(info) if plan.bubblewrap else process.pid
        pidfd = os.pidfd_open(pid)
        undo.callback(os.close, pidfd)
        if pid != process.pid and parent_of(pid) != process.pid:
            raise SandboxError("the jail ended while it was started")
        undo.pop_all()
        return Spawned(process, pid, pidfd, out, err)


def parent_of(pid: int) -> int:
    """The parent's pid, 0 if there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            # The name, in brackets, may hold anything; after it come the state and the parent.
            return int(stat.read().rpartition(b")")[2].split()[1])
    except OSError:
        return 0


def cpu_seconds(pid: int) -> float:
    """Time on a CPU that the process has used itself (not its children)."""
    used = 0
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/schedstat", "rb") as schedstat:
                used += int(schedstat.read().split()[0])
    return used / 1e9


def waited(pid: int) -> float:
    """Seconds for which the main thread of the process was ready to run and no core was free."""
    try:
        with open(f"/proc/{pid}/schedstat", "rb") as schedstat:
            return int(schedstat.read().split()[1]) / 1e9
    except (OSError, IndexError):  # it has ended, or this kernel does not count
        return 0.0


def pid_of(pidfd: int) -> int:
    """The pid behind a pidfd, as this side of the wall numbers it; -1 if it was reaped."""
    with open(f"/proc/self/fdinfo/{pidfd}", "rb") as info:
        for line in info:
            if line.startswith(b"Pid:"):
                return int(line.split()[1])
    return -1


def pipe(reader: ExitStack, writer: ExitStack) -> tuple[int, int]:
    """A pipe (read, write); each end is closed by its stack."""
    ours, theirs = os.pipe()
    reader.callback(os.close, ours)
    writer.callback(os.close, theirs)
    return ours, theirs


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def until_closed(fd: int, seconds: float) -> bytes:
    """What is written to fd until its last writer closes it, or until the time is over."""
    deadline = time.monotonic() + seconds
    said = b""
    while select.select([fd], [], [], max(deadline - time.monotonic(), 0))[0]:
        data = os.read(fd, 4096)
        if not data:
            return said
        said += data
    return said or b"it was not ready in time"


def complaint(word: bytes, err: int) -> str:
    """Why a process did not get ready, in one line: its own word and the last line it printed."""
    os.set_blocking(err, False)
    try:
        printed = os.read(err, 1 << 16)
    except BlockingIOError:
        printed = b""
    last = printed.decode("utf-8", "replace").strip().splitlines()[-1:]
    reasons = [word.decode("utf-8", "replace"), *last]
    return "the jail did not start: " + "; ".join(reason for reason in reasons if reason)


def _first_process(info: int) -> int:
    """The pid of the jail's first process, as bubblewrap tells it on the info pipe."""
    try:
        return int(json.loads(os.read(info, 4096))["child-pid"])
    except (ValueError, KeyError) as error:
        raise SandboxError("bubblewrap did not name the jail's first process") from error
