"""Trusted room: warm start, one copy of a prepared process per jail. Never imports inside."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any, Self

from autograder.sandbox import linux
from autograder.sandbox.command import SCRATCH, Plan
from autograder.sandbox.interface import Limits, SandboxError
from autograder.sandbox.jail import Reaped, Running, RunningJail, bars, scratch_of
from autograder.sandbox.spawn import READY, cpu_seconds, pid_of, pipe, spawn, until_closed

ZYGOTE_SECONDS = 120.0
JAIL_SECONDS = 30.0
JOBS = 400
FRESH = linux.NEWUSER | linux.NEWNS | linux.NEWIPC | linux.NEWNET | linux.NEWUTS


class Line:
    """The connection to one zygote. Any thread may order; one thread hears the answers."""

    def __init__(self, plan: Plan, starter: ThreadPoolExecutor) -> None:
        """Start the zygote and wait until it is warm. Raises SandboxError."""
        self.jobs = 0
        self.alive = 0  # jails that were not reaped yet
        self.broken = False
        self._lock = threading.Lock()
        self._pidfds: dict[int, Future[int]] = {}
        self._ends: dict[int, Future[Reaped]] = {}
        with ExitStack() as undo:
            scratch = scratch_of(plan, undo)
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            undo.callback(self._control.close)
            order = {
                "entry": plan.entry,
                "preload": plan.preload,
                "namespaces": plan.bubblewrap,
                "control": theirs.fileno(),
            }

            def inner(status: int) -> list[str]:
                return ["-m", "autograder.sandbox.zygote", json.dumps(order | {"status": status})]

            with theirs:
                made = spawn(plan, inner, theirs.fileno(), scratch, starter, ZYGOTE_SECONDS)
            for fd in (made.stdout, made.stderr, made.pidfd):
                undo.callback(os.close, fd)
            self._process = made.process
            self.pid = made.process.pid
            self._undo = undo.pop_all()
        self._ear = threading.Thread(target=self._hear, daemon=True, name="zygote")
        self._ear.start()

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
            return born.result(JAIL_SECONDS), end
        except FutureTimeout:
            self.broken = True
            raise SandboxError("the warm process does not answer") from None

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
        """End the zygote, and with it whatever it still has."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._process.kill()  # bubblewrap dies with it, and every namespace below
        self._process.wait()
        self._ear.join()
        self._undo.close()


class WarmSandbox:
    """Starts every jail as a copy of one prepared process: milliseconds each."""

    def __init__(self, plan: Plan, release: Callable[[], None] | None = None) -> None:
        """release is called once when the sandbox is closed. Raises SandboxError."""
        self.level = plan.level
        self._plan, self._release = plan, release
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="sandbox")
        self._lock = threading.Lock()
        self._alive: dict[RunningJail, Line] = {}
        self._line: Line | None = None

    def start(self, limits: Limits) -> RunningJail:
        """Start a fresh jail and return when it is sealed. Raises SandboxError."""
        with ExitStack() as undo:
            scratch = SCRATCH if self._plan.bubblewrap else scratch_of(self._plan, undo)
            fresh = FRESH if self._plan.bubblewrap else 0
            text = bars(self._plan, limits, scratch, fresh).to_json()
            try:
                line = self._take()
                try:
                    jail = self._start(line, limits, text, scratch, undo)
                except BaseException:
                    line.broken = True
                    self._give_back(line)
                    raise
            except (OSError, RuntimeError) as error:  # RuntimeError: the sandbox was closed
                raise SandboxError(f"the jail did not start: {error}") from error
        with self._lock:
            self._alive[jail] = line
        return jail

    def _take(self) -> Line:
        """The line for one more jail: a new one after some hundreds and after any surprise."""
        with self._lock:
            line = self._line
            if line is not None and (line.broken or line.jobs >= JOBS):
                self._line = None
                if line.alive == 0:
                    line.close()
                line = None
            if line is None:
                line = self._line = Line(self._plan, self._starter)
            line.alive += 1
            return line

    def _give_back(self, line: Line) -> None:
        with self._lock:
            line.alive -= 1
            if line.alive == 0 and line is not self._line:
                line.close()

    def _start(
        self, line: Line, limits: Limits, text: str, scratch: str, undo: ExitStack
    ) -> RunningJail:
        with ExitStack() as here, ExitStack() as there:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
            undo.callback(ours.close)
            there.enter_context(theirs)
            stdout, out = pipe(undo, there)
            stderr, err = pipe(undo, there)
            status, word = pipe(here, there)
            pidfd, end = line.order(text, (theirs.fileno(), out, err, word))
            undo.callback(os.close, pidfd)
            there.close()
            said = until_closed(status, JAIL_SECONDS)
            if said != READY:
                raise SandboxError(f"the jail did not start: {said.decode('utf-8', 'replace')}")
            pid = pid_of(pidfd)
            wrapped = self._plan.bubblewrap
            running = Running(
                pid=pid,
                pidfd=pidfd,
                stdout=stdout,
                stderr=stderr,
                cpu_seconds=cpu_seconds(pid),
                reap=lambda: end.result(JAIL_SECONDS),
                group=not wrapped,
            )
            on_host = None if wrapped else scratch
            return RunningJail(ours, running, limits, on_host, undo.pop_all(), self._forget)

    def _forget(self, jail: RunningJail) -> None:
        with self._lock:
            line = self._alive.pop(jail, None)
        if line is not None:
            self._give_back(line)

    def close(self) -> None:
        """Kill every jail that still lives, and the zygote."""
        with self._lock:
            alive = list(self._alive)
        for jail in alive:
            with suppress(SandboxError):  # it is gone either way
                jail.finish()
        with self._lock:
            line, self._line = self._line, None
        if line is not None:
            line.close()
        self._starter.shutdown()
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
