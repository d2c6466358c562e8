"""Trusted room: warm start, one copy of a prepared process per jail. Never imports inside."""

from __future__ import annotations

import os
import select
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from autograder.sandbox import linux
from autograder.sandbox.command import SCRATCH, Plan
from autograder.sandbox.gpu import take_turn
from autograder.sandbox.interface import Limits, SandboxError
from autograder.sandbox.jail import Running, RunningJail, bars, scratch_of
from autograder.sandbox.line import JAIL_SECONDS, Line
from autograder.sandbox.spawn import READY, cpu_seconds, pid_of, pipe, until_closed

JOBS = 10_000  # 3,000 were as fast and as small at the end as at the start
FRESH = linux.NEWUSER | linux.NEWNS | linux.NEWIPC | linux.NEWNET | linux.NEWUTS


@dataclass(frozen=True)
class Made:
    """A sealed jail that nobody has taken yet, and what undoes it."""

    line: Line
    sock: socket.socket
    running: Running
    limits: Limits
    scratch: str | None
    undo: ExitStack

    def usable(self) -> bool:
        """Whether it still lives, and the zygote that reaps it."""
        return not self.line.broken and not select.select([self.running.pidfd], [], [], 0)[0]


class WarmSandbox:
    """Starts every jail as a copy of one prepared process: milliseconds each.

    Who wanted one jail mostly wants another one like it, so that is made while the first one works.
    """

    def __init__(
        self,
        plan: Plan,
        release: Callable[[], None] | None = None,
        hub: socket.socket | None = None,
    ) -> None:
        """release is called once when the sandbox is closed.

        hub: where a warm process under this plan is lent; without it, and when that one fails, it
        has its own.
        """
        self.level = plan.level
        self._plan, self._release, self._hub = plan, release, hub
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="sandbox")
        self._ahead = ThreadPoolExecutor(1, thread_name_prefix="next jail")
        self._lock = threading.Lock()
        self._line_lock = threading.Lock()  # held for seconds, while a zygote starts
        self._alive: dict[RunningJail, Line] = {}
        self._line: Line | None = None
        self._next: tuple[Limits, Future[Made]] | None = None

    def get_ready(self, limits: Limits) -> None:
        """Begin to make a jail that will be wanted soon. Returns at once and raises nothing."""
        if self._plan.card is not None:  # it would keep others from the GPU, doing nothing
            return
        with self._lock, suppress(RuntimeError):  # the sandbox was closed
            if self._next is None:
                self._next = limits, self._ahead.submit(self._make, limits)

    def start(self, limits: Limits) -> RunningJail:
        """Start a fresh jail and return when it is sealed. Raises SandboxError."""
        try:
            made = self._made_ahead(limits) or self._make(limits)
        except (OSError, RuntimeError) as error:  # RuntimeError: the sandbox was closed
            raise SandboxError(f"the jail did not start: {error}") from error
        jail = self._hand_out(made)
        self.get_ready(limits)
        return jail

    def _hand_out(self, made: Made) -> RunningJail:
        jail = RunningJail(
            made.sock, made.running, made.limits, made.scratch, made.undo, self._forget
        )
        with self._lock:
            self._alive[jail] = made.line
        return jail

    def _made_ahead(self, limits: Limits) -> Made | None:
        """The jail that was made ahead, if it is one with these limits and still lives."""
        with self._lock:
            coming, self._next = self._next, None
        if coming is None:
            return None
        with suppress(SandboxError, OSError):  # where it went wrong, another is tried
            made = coming[1].result()
            if coming[0] == limits and made.usable():
                return made
            self._hand_out(made).finish()
        return None

    def _make(self, limits: Limits) -> Made:
        with ExitStack() as undo:
            if self._plan.card is not None:
                undo.enter_context(take_turn(self._plan.card))
            scratch = SCRATCH if self._plan.bubblewrap else scratch_of(self._plan, undo)
            fresh = FRESH if self._plan.bubblewrap else 0
            text = bars(self._plan, limits, scratch, fresh).to_json()
            line = self._take()
            try:
                return self._start(line, limits, text, scratch, undo)
            except BaseException as error:
                line.broken = True
                self._give_back(line)
                if not isinstance(error, SandboxError) or line.pid:
                    raise
        return self._make(limits)  # the lender's process failed; the next line is our own

    def _take(self) -> Line:
        """The line for one more jail: a new one after very many and after any surprise."""
        with self._line_lock:
            line = self._line
            if line is not None and (line.broken or line.jobs >= JOBS):
                self._line = None
                if line.alive == 0:
                    line.close()
                line = None
            if line is None:
                line = self._line = self._new_line()
            line.alive += 1
            return line

    def _new_line(self) -> Line:
        hub, self._hub = self._hub, None
        if hub is not None:
            with hub, suppress(SandboxError):
                return Line.lent(hub)
        return Line.own(self._plan, self._starter)

    def _give_back(self, line: Line) -> None:
        with self._line_lock:
            line.alive -= 1
            if line.alive == 0 and line is not self._line:
                line.close()

    def _start(self, line: Line, limits: Limits, text: str, scratch: str, undo: ExitStack) -> Made:
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
            return Made(line, ours, running, limits, None if wrapped else scratch, undo.pop_all())

    def _forget(self, jail: RunningJail) -> None:
        with self._lock:
            line = self._alive.pop(jail, None)
        if line is not None:
            self._give_back(line)

    def close(self) -> None:
        """Kill every jail that still lives, and the zygote."""
        self._ahead.shutdown()  # what it is making now it still makes
        with self._lock:
            coming, self._next = self._next, None
        if coming is not None:
            with suppress(SandboxError, OSError, RuntimeError):
                self._hand_out(coming[1].result())
        with self._lock:
            alive = list(self._alive)
        for jail in alive:
            with suppress(SandboxError):  # it is gone either way
                jail.finish()
        with self._line_lock:
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
