"""Trusted room: cold start, one fresh Python for every jail. Never imports autograder.inside."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from autograder.sandbox import linux
from autograder.sandbox.command import Plan
from autograder.sandbox.gpu import take_turn
from autograder.sandbox.interface import Limits, SandboxError
from autograder.sandbox.jail import Reaped, Running, RunningJail, bars, scratch_of
from autograder.sandbox.spawn import Spawned, cpu_seconds, spawn

START_SECONDS = 120.0


class ColdSandbox:
    """Starts every jail as a fresh process: seconds each, and nothing is shared."""

    def __init__(self, plan: Plan, release: Callable[[], None] | None = None) -> None:
        """release is called once when the sandbox is closed."""
        self.level = plan.level
        self._plan, self._release = plan, release
        # PDEATHSIG is sent when the *thread* dies that started the process, so all are started
        # by one thread that lives as long as the sandbox.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="sandbox")
        self._lock = threading.Lock()
        self._alive: set[RunningJail] = set()

    def get_ready(self, limits: Limits) -> None:
        """Nothing can be made ahead: every jail is a fresh process."""

    def start(self, limits: Limits) -> RunningJail:
        """Start a fresh jail and return when it is sealed. Raises SandboxError."""
        try:
            jail = self._start(limits)
        except (OSError, RuntimeError) as error:  # RuntimeError: the sandbox was closed
            raise SandboxError(f"the jail did not start: {error}") from error
        with self._lock:
            self._alive.add(jail)
        return jail

    def _start(self, limits: Limits) -> RunningJail:
        plan = self._plan
        with ExitStack() as undo:
            if plan.card is not None:
                undo.enter_context(take_turn(plan.card))
            scratch = scratch_of(plan, undo)
            # bubblewrap has made the other namespaces already.
            fresh = linux.NEWUSER | linux.NEWNS if plan.bubblewrap else 0
            order = {
                "entry": plan.entry,
                "preload": plan.preload,
                "bars": bars(plan, limits, scratch, fresh).to_json(),
            }
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
            undo.callback(ours.close)

            def inner(status: int) -> list[str]:
                numbers = {"wire": theirs.fileno(), "status": status}
                return ["-m", "autograder.sandbox.enter", json.dumps(order | numbers)]

            with theirs:
                made = spawn(plan, inner, theirs.fileno(), scratch, self._starter, START_SECONDS)
            for fd in (made.pidfd, made.stdout, made.stderr):
                undo.callback(os.close, fd)
            running = Running(
                pid=made.pid,
                pidfd=made.pidfd,
                stdout=made.stdout,
                stderr=made.stderr,
                cpu_seconds=sum(map(cpu_seconds, {made.process.pid, made.pid})),
                reap=lambda: _reap(made, wrapped=plan.bubblewrap),
                group=not plan.bubblewrap,
            )
            on_host = None if plan.bubblewrap else scratch
            return RunningJail(ours, running, limits, on_host, undo.pop_all(), self._forget)

    def _forget(self, jail: RunningJail) -> None:
        with self._lock:
            self._alive.discard(jail)

    def close(self) -> None:
        """Kill every jail that still lives."""
        with self._lock:
            alive = list(self._alive)
        for jail in alive:
            with suppress(SandboxError):  # it is gone either way
                jail.finish()
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


def _reap(made: Spawned, *, wrapped: bool) -> Reaped:
    """bubblewrap waits for its child, so its own account holds the child's time.

    It reports a signal as 128 + its number, as shells do.
    """
    _, status, usage = os.wait4(made.process.pid, 0)
    code = made.process.returncode = os.waitstatus_to_exitcode(status)
    if wrapped and 128 < code < 128 + signal.NSIG:
        code = 128 - code
    return Reaped(code, usage.ru_utime + usage.ru_stime)
