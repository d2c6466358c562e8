"""Trusted room: a jail without Linux. Never imports autograder.inside.

Level E on any POSIX system, and level D on macOS: the same plain process behind sandbox-exec,
which Apple calls deprecated and still ships. Nobody has run level D yet: treat it as unconfirmed.
There is no limit on memory (macOS does not enforce one), and a process that leaves its group
survives; so neither level is ever chosen for code that is not trusted.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from autograder.sandbox.command import Plan, command, environment
from autograder.sandbox.interface import Exit, Limits, SandboxError
from autograder.sandbox.jail import bars, scratch_of
from autograder.sandbox.output import Capture
from autograder.sandbox.spawn import READY, complaint, pipe, until_closed, waited
from autograder.sandbox.verdict import Death, exit_of
from autograder.sandbox.view import View

START_SECONDS = 120.0
CHUNK = 1 << 16


class PortableSandbox:
    """Starts every jail as a plain process of its own group."""

    def __init__(self, plan: Plan, release: Callable[[], None] | None = None) -> None:
        """release is called once when the sandbox is closed. Raises SandboxError on Windows."""
        if os.name != "posix":
            raise SandboxError("grading needs Linux or macOS: use the project's container")
        self.level = plan.level
        self._plan, self._release = plan, release
        self._alive: set[PortableJail] = set()

    def get_ready(self, limits: Limits) -> None:
        """Nothing can be made ahead: every jail is a fresh process."""

    def start(self, limits: Limits) -> PortableJail:
        """Start a fresh process. Raises SandboxError."""
        try:
            jail = PortableJail(self._plan, limits)
        except OSError as error:
            raise SandboxError(f"the jail did not start: {error}") from error
        self._alive.add(jail)
        return jail

    def close(self) -> None:
        """Kill every jail that still lives."""
        while self._alive:
            self._alive.pop().finish()
        release, self._release = self._release, None
        if release is not None:
            release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class PortableJail:
    """A plain process, its output drained by two threads."""

    def __init__(self, plan: Plan, limits: Limits) -> None:
        self._limits = limits
        self._exit: Exit | None = None
        self._killed = False
        self._lock = threading.Lock()
        with ExitStack() as undo, ExitStack() as mine, ExitStack() as there, ExitStack() as here:
            scratch = scratch_of(plan, undo)
            self.sock, theirs = socket.socketpair()
            undo.callback(self.sock.close)
            there.enter_context(theirs)
            out, out_there = pipe(mine, there)
            err, err_there = pipe(mine, there)
            status, word = pipe(here, there)
            order = {
                "wire": theirs.fileno(),
                "status": word,
                "entry": plan.entry,
                "preload": plan.preload,
                "bars": bars(plan, limits, scratch, 0).to_json(),
            }
            words = command(plan, ["-m", "autograder.sandbox.enter", json.dumps(order)])
            if plan.level.letter == "D":
                words = [*seatbelt(plan.view, scratch), *words]
            self._process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=out_there,
                stderr=err_there,
                env=environment(plan, scratch),
                cwd="/",
                pass_fds=[theirs.fileno(), word],
                start_new_session=True,
            )
            undo.callback(self._end)
            there.close()
            said = until_closed(status, START_SECONDS)
            if said != READY:
                raise SandboxError(complaint(said, err))
            self._since = time.monotonic()
            self._captures = [Capture(limits.output_kb << 10) for _ in range(2)]
            self._drains = [
                threading.Thread(target=_drain, args=pair, daemon=True)
                for pair in zip((out, err), self._captures, strict=True)
            ]
            mine.pop_all()  # from here on the threads close them
            for drain in self._drains:
                drain.start()
            self._undo = undo.pop_all()

    def kill(self) -> None:
        """Kill the process group."""
        self._killed = True
        with suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def waited(self) -> float:
        """Seconds for which the main thread was ready to run and no core was free."""
        return waited(self._process.pid)

    def _end(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
            self._process.wait()

    def finish(self) -> Exit:
        """Close the wire, kill the group, reap, and say how it ended."""
        with self._lock:
            if self._exit is None:
                self.kill()
                self.sock.close()
                _, status, usage = os.wait4(self._process.pid, 0)
                self._process.returncode = os.waitstatus_to_exitcode(status)
                for drain in self._drains:
                    drain.join(1.0)  # what escaped from the group may hold the pipes for ever
                death = Death(
                    code=self._process.returncode,
                    killed=self._killed,
                    too_much=False,
                    too_long=False,
                    first=False,
                    cpu_seconds=usage.ru_utime + usage.ru_stime,
                    wall_seconds=time.monotonic() - self._since,
                    peak=0,
                )
                out, err = (capture.text() for capture in self._captures)
                self._exit = exit_of(death, self._limits, out, err)
                self._undo.close()
        return self._exit


def seatbelt(shown: View, scratch: str) -> list[str]:
    """The sandbox-exec command: read what the view shows, write the scratch folder, no network."""
    program = shutil.which("sandbox-exec")
    if program is None or sys.platform != "darwin":
        raise SandboxError("level D needs macOS")
    system = ["/System", "/Library", "/private/var/db/dyld", "/dev", "/bin", "/private/etc"]
    read = " ".join(f"(subpath {json.dumps(str(path))})" for path in [*shown.binds, *system])
    masked = " ".join(f"(subpath {json.dumps(str(path))})" for path in shown.masks)
    again = [path for path in shown.binds if any(path.is_relative_to(m) for m in shown.masks)]
    below = " ".join(f"(subpath {json.dumps(str(path))})" for path in again)
    write = f"(subpath {json.dumps(os.path.realpath(scratch))})"
    rules = ["(version 1)", "(deny default)", "(allow process-exec process-fork sysctl-read)"]
    rules += ["(allow file-read-metadata)", f"(allow file-read* {read} {write})"]
    rules += [f"(deny file-read-data {masked})"] if masked else []  # the last rule that fits holds
    rules += [f"(allow file-read* {below})"] if below else []
    rules += [f'(allow file-write* {write} (literal "/dev/null"))', "(deny network*)"]
    return [program, "-p", "".join(rules)]


def _drain(fd: int, capture: Capture) -> None:
    try:
        while data := os.read(fd, CHUNK):
            capture.feed(data)
    finally:
        os.close(fd)
