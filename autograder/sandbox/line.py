"""Trusted room: the connection to a warm process (zygote.py). Never imports inside.

A warm process takes orders from whoever holds a socket to it. The first socket is its starter's
and ends it; over that one others are handed in, so that several graders can share one process.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import ExitStack, suppress
from typing import Any

from autograder.sandbox.command import Plan
from autograder.sandbox.interface import SandboxError
from autograder.sandbox.jail import Reaped, scratch_of
from autograder.sandbox.spawn import spawn

ZYGOTE_SECONDS = 120.0
JAIL_SECONDS = 60.0
GRACE_SECONDS = 5.0


def start(
    plan: Plan,
    control: tuple[socket.socket, socket.socket],
    starter: ThreadPoolExecutor,
) -> tuple[subprocess.Popen[bytes], ExitStack]:
    """Start a warm process and wait until it is warm; it, and what undoes the rest of it.

    control: a SEQPACKET pair; the other side's end is closed here. Raises SandboxError.
    """
    with ExitStack() as undo:
        scratch = scratch_of(plan, undo)
        ours, theirs = control
        undo.callback(ours.close)
        order = {
            "entry": plan.entry,
            "preload": plan.preload,
            "namespaces": plan.bubblewrap,
            "gpu": plan.card is not None,
            "control": theirs.fileno(),
        }

        def inner(status: int) -> list[str]:
            return ["-m", "autograder.sandbox.zygote", json.dumps(order | {"status": status})]

        with theirs:
            made = spawn(plan, inner, theirs.fileno(), scratch, starter, ZYGOTE_SECONDS)
        for fd in (made.stdout, made.stderr, made.pidfd):
            undo.callback(os.close, fd)
        return made.process, undo.pop_all()


def stop(process: subprocess.Popen[bytes], control: socket.socket) -> None:
    """End a warm process, and with it whatever it still has."""
    with suppress(OSError):
        control.shutdown(socket.SHUT_RDWR)
    try:  # it ends by itself, and so the kernel adds up what it and its jails have used
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()  # bubblewrap dies with it, and every namespace below
        process.wait()


def pair() -> tuple[socket.socket, socket.socket]:
    """Both ends of a connection to a warm process."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


class Line:
    """One connection to a warm process. Any thread may order; one thread hears the answers."""

    def __init__(
        self, control: socket.socket, patience: float, end: Callable[[], None], pid: int = 0
    ) -> None:
        """patience: seconds that the first order may take. end: how it is let go.

        pid: of the process, as its own starter knows it; 0 of one that is lent.
        """
        self.jobs = 0
        self.alive = 0  # jails that were not reaped yet
        self.broken = False
        self.pid = pid
        self._control, self._patience, self._end = control, patience, end
        self._lock = threading.Lock()
        self._pidfds: dict[int, Future[int]] = {}
        self._ends: dict[int, Future[Reaped]] = {}
        self._ear = threading.Thread(target=self._hear, daemon=True, name="zygote")
        self._ear.start()

    @classmethod
    def own(cls, plan: Plan, starter: ThreadPoolExecutor) -> Line:
        """The line to a warm process of its own. Raises SandboxError."""
        control = pair()
        process, undo = start(plan, control, starter)

        def end() -> None:
            stop(process, control[0])
            undo.close()

        return cls(control[0], JAIL_SECONDS, end, process.pid)

    @classmethod
    def lent(cls, hub: socket.socket) -> Line:
        """A line to the warm process behind `hub`, which may still be starting.

        Raises SandboxError if there is none.
        """
        ours, theirs = pair()
        with theirs:
            try:
                socket.send_fds(hub, [json.dumps({"adopt": True}).encode()], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise SandboxError(f"the shared warm process is gone: {error}") from error

        def end() -> None:
            with suppress(OSError):
                ours.shutdown(socket.SHUT_RDWR)

        return cls(ours, ZYGOTE_SECONDS + JAIL_SECONDS, end)

    def order(self, text: str, fds: Sequence[int]) -> tuple[int, Future[Reaped]]:
        """Order one jail; its pidfd and its end to come. Raises SandboxError."""
        with self._lock:
            self.jobs += 1
            job = self.jobs
            born: Future[int] = Future()
            end: Future[Reaped] = Future()
            self._pidfds[job], self._ends[job] = born, end
            message = json.dumps({"job": job, "bars": text}).encode()
            try:
                socket.send_fds(self._control, [message], list(fds))
            except OSError as error:
                self.broken = True
                raise SandboxError(f"the warm process is gone: {error}") from error
        try:
            pidfd = born.result(self._patience)
        except FutureTimeout:
            self.broken = True
            raise SandboxError("the warm process does not answer") from None
        self._patience = JAIL_SECONDS
        return pidfd, end

    def _hear(self) -> None:
        with suppress(OSError, ValueError, KeyError):
            while True:
                data, fds, _, _ = socket.recv_fds(self._control, 4096, 1)
                if not data:
                    break
                message: dict[str, Any] = json.loads(data)
                if fds:
                    self._pidfds.pop(message["job"]).set_result(fds[0])
                else:
                    code = os.waitstatus_to_exitcode(message["status"])
                    self._ends.pop(message["job"]).set_result(Reaped(code, message["cpu"]))
        self.broken = True
        gone = SandboxError("the warm process ended")
        for born in self._pidfds.values():
            born.set_exception(gone)
        for end in self._ends.values():
            end.set_exception(gone)

    def close(self) -> None:
        """Let go of the process; one of its own ends."""
        self._end()
        self._ear.join()
        self._control.close()
