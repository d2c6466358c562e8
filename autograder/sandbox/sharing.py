"""Trusted room: one warm process for all workers of this machine. Never imports inside.

What a warm process imports costs seconds and hundreds of megabytes, and every worker of a batch
needs the same. So the batch starts one, while its workers start, and lends it to them.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from autograder.sandbox import line
from autograder.sandbox.command import Plan
from autograder.sandbox.interface import SandboxError
from autograder.sandbox.warm import WarmSandbox


@dataclass(frozen=True)
class Lent:
    """What a worker needs to use a shared warm process; given to it when it is started."""

    plan: Plan
    hub: socket.socket

    def open(self) -> WarmSandbox:
        """The worker's sandbox. Once only: it takes the socket."""
        return WarmSandbox(self.plan, hub=self.hub)


class Shared:
    """A warm process that orders nothing itself. Returns at once; it gets warm meanwhile."""

    def __init__(self, plan: Plan, release: Callable[[], None] | None = None) -> None:
        """release is called once when it is closed."""
        self._release = release
        # The process is killed when the thread dies that started it: one that lives as long.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="shared")
        self._waiter = ThreadPoolExecutor(1, thread_name_prefix="shared")
        pair = line.pair()
        self.lent = Lent(plan, pair[0].dup())
        self._control = pair[0]
        self._started = self._waiter.submit(line.start, plan, pair, self._starter)

    def close(self) -> None:
        """End it. Whoever still uses it gets a SandboxError."""
        self.lent.hub.close()
        with suppress(SandboxError, OSError):  # it never was there, and the workers have said why
            process, undo = self._started.result()
            line.stop(process, self._control)
            undo.close()
        self._waiter.shutdown()
        self._starter.shutdown()
        release, self._release = self._release, None
        if release is not None:
            release()
