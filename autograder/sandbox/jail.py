"""Trusted room: one running jail, however it was started. Never imports autograder.inside."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from autograder.sandbox.bars import Bars
from autograder.sandbox.command import SCRATCH, Plan
from autograder.sandbox.interface import Exit, Limits, SandboxError
from autograder.sandbox.spawn import waited
from autograder.sandbox.verdict import Death, exit_of
from autograder.sandbox.watch import Watch


@dataclass(frozen=True)
class Reaped:
    """What the kernel says of an ended process. code: as Popen.returncode."""

    code: int
    cpu_seconds: float


@dataclass(frozen=True)
class Running:
    """A sealed process, as its starter hands it over. Its descriptors go with it."""

    pid: int  # the jail's first process, seen from here
    pidfd: int
    stdout: int
    stderr: int
    cpu_seconds: float  # used until it was sealed
    reap: Callable[[], Reaped]  # once the pidfd says that it has ended
    group: bool  # no pid namespace: its process group is killed too


class RunningJail:
    """One jail, from sealed to reaped."""

    def __init__(
        self,
        sock: socket.socket,
        running: Running,
        limits: Limits,
        scratch: str | None,
        undo: ExitStack,
        over: Callable[[RunningJail], None],
    ) -> None:
        """undo is closed and over is called when the jail has been reaped."""
        self.sock = sock
        self._running, self._limits, self._undo, self._over = running, limits, undo, over
        self._exit: Exit | None = None
        self._killed = False
        self._reaped = False
        self._lock = threading.Lock()
        self._gate = threading.Lock()
        self._since = time.monotonic()
        self._watch = Watch(
            running.pid,
            running.pidfd,
            (running.stdout, running.stderr),
            limits=limits,
            scratch=scratch,
            kill=self._kill_tree,
        )

    def kill(self) -> None:
        """Kill the whole tree at once."""
        self._killed = True
        self._kill_tree()

    def _kill_tree(self) -> None:
        with self._gate:
            if self._reaped:  # the descriptor and the pid may belong to somebody else by now
                return
            with suppress(OSError):
                signal.pidfd_send_signal(self._running.pidfd, signal.SIGKILL)
            if self._running.group:
                with suppress(OSError):
                    os.killpg(self._running.pid, signal.SIGKILL)

    def waited(self) -> float:
        """Seconds for which the main thread was ready to run and no core was free."""
        return waited(self._running.pid)

    def finish(self) -> Exit:
        """Close the wire, kill what still lives, reap it, and say how it ended.

        Raises SandboxError when nobody is left who could tell.
        """
        with self._lock:
            if self._exit is None:
                self.kill()
                self.sock.close()
                out, err = self._watch.join()
                with self._gate:
                    self._reaped = True
                try:
                    reaped = self._running.reap()
                except OSError as error:
                    raise SandboxError(f"the jail was not reaped: {error}") from error
                finally:
                    self._undo.close()
                    self._over(self)
                death = Death(
                    code=reaped.code,
                    killed=self._killed,
                    too_much=self._watch.too_much,
                    too_long=self._watch.too_long,
                    first=not self._running.group,
                    cpu_seconds=max(
                        reaped.cpu_seconds - self._running.cpu_seconds, self._watch.cpu_seconds
                    ),
                    wall_seconds=self._watch.ended - self._since,
                    peak=self._watch.peak,
                )
                self._exit = exit_of(death, self._limits, out, err)
        return self._exit


def bars(plan: Plan, limits: Limits, scratch: str, namespaces: int) -> Bars:
    """What is closed for a jail under this plan. Raises SandboxError for what cannot be held."""
    if limits.processes and plan.filtered and not namespaces:
        raise SandboxError(
            f"level {plan.level.letter} cannot hold processes of a submission: this exercise "
            "needs level A (run `autograder doctor`)"
        )
    return Bars(
        memory_mb=limits.memory_mb,
        cpu_seconds=limits.cpu_seconds,
        disk_mb=limits.disk_mb,
        open_files=limits.open_files,
        processes=limits.processes,
        scratch=scratch,
        namespaces=namespaces,
        filtered=plan.filtered,
        read=plan.read,
        listed=plan.listed,
        gpu=plan.card.lent if plan.card is not None else None,
    )


def scratch_of(plan: Plan, undo: ExitStack) -> str:
    """The folder that the jail may write to; undo removes it where it is one of the host's."""
    if plan.bubblewrap:
        return SCRATCH
    path = tempfile.mkdtemp(prefix="jail-")
    undo.callback(shutil.rmtree, path, ignore_errors=True)
    if plan.spare is not None:
        os.chown(path, plan.spare, plan.spare)
    return path
