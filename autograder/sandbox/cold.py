"""Trusted room: cold start, one fresh Python for every jail. Never imports autograder.inside."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import asdict
from types import TracebackType
from typing import Self

from autograder.sandbox.command import SCRATCH, Plan
from autograder.sandbox.interface import Exit, Limits, SandboxError
from autograder.sandbox.seal import Bars
from autograder.sandbox.spawn import cpu_seconds, spawn
from autograder.sandbox.verdict import Death, exit_of
from autograder.sandbox.watch import Watch

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
        self._alive: set[ColdJail] = set()

    def start(self, limits: Limits) -> ColdJail:
        """Start a fresh jail and return when it is sealed. Raises SandboxError."""
        try:
            jail = ColdJail(self._plan, limits, self._starter, self._forget)
        except (OSError, RuntimeError) as error:  # RuntimeError: the sandbox was closed
            raise SandboxError(f"the jail did not start: {error}") from error
        with self._lock:
            self._alive.add(jail)
        return jail

    def _forget(self, jail: ColdJail) -> None:
        with self._lock:
            self._alive.discard(jail)

    def close(self) -> None:
        """Kill every jail that still lives."""
        with self._lock:
            alive = list(self._alive)
        for jail in alive:
            jail.finish()
        self._starter.shutdown()
        if self._release is not None:
            self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class ColdJail:
    """One fresh process, sealed before a student's byte reaches it."""

    def __init__(
        self,
        plan: Plan,
        limits: Limits,
        starter: ThreadPoolExecutor,
        forget: Callable[[ColdJail], None],
    ) -> None:
        self._limits, self._forget, self._first = limits, forget, plan.bubblewrap
        self._exit: Exit | None = None
        self._killed = False
        self._lock = threading.Lock()
        with ExitStack() as undo:
            scratch = SCRATCH if plan.bubblewrap else _folder(undo, plan.spare)
            self.sock, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
            undo.callback(self.sock.close)
            bars = Bars(
                memory_mb=limits.memory_mb,
                cpu_seconds=limits.cpu_seconds,
                disk_mb=limits.disk_mb,
                open_files=limits.open_files,
                processes=limits.processes,
                scratch=scratch,
                namespaces=plan.bubblewrap,
            )
            order = {
                "wire": theirs.fileno(),
                "entry": plan.entry,
                "preload": plan.preload,
                "bars": asdict(bars),
            }

            def inner(status: int) -> list[str]:
                return ["-m", "autograder.sandbox.enter", json.dumps(order | {"status": status})]

            with theirs:
                jail = spawn(plan, inner, theirs.fileno(), scratch, starter, START_SECONDS)
            self._process, self._pidfd = jail.process, jail.pidfd
            undo.callback(os.close, jail.pidfd)
            self._before = sum(map(cpu_seconds, {jail.process.pid, jail.pid}))
            self._since = time.monotonic()
            self._watch = Watch(
                jail.pid,
                jail.pidfd,
                (jail.stdout, jail.stderr),
                memory_mb=limits.memory_mb,
                output_kb=limits.output_kb,
                kill=self._kill_tree,
            )
            self._undo = undo.pop_all()

    def kill(self) -> None:
        """Kill the whole tree at once."""
        self._killed = True
        self._kill_tree()

    def _kill_tree(self) -> None:
        # The first process of a pid namespace takes all the others with it. Without one its
        # process group is the best there is.
        with suppress(OSError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        if not self._first and self._process.returncode is None:
            with suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def finish(self) -> Exit:
        """Close the wire, kill what still lives, reap it, and say how it ended."""
        with self._lock:
            if self._exit is None:
                self.kill()
                out, err = self._watch.join()
                _, status, usage = os.wait4(self._process.pid, 0)
                self._process.returncode = os.waitstatus_to_exitcode(status)
                death = Death(
                    code=self._code(),
                    killed=self._killed,
                    too_much=self._watch.too_much,
                    first=self._first,
                    cpu_seconds=usage.ru_utime + usage.ru_stime - self._before,
                    wall_seconds=self._watch.ended - self._since,
                    peak=self._watch.peak,
                )
                self._exit = exit_of(death, self._limits, out, err)
                self._undo.close()
                self._forget(self)
        return self._exit

    def _code(self) -> int:
        """As Popen.returncode. bubblewrap reports a signal as 128 + its number, as shells do."""
        code = int(self._process.returncode)
        return 128 - code if self._first and 128 < code < 128 + signal.NSIG else code


def _folder(undo: ExitStack, owner: int | None) -> str:
    """A folder for one jail, removed with it."""
    path = tempfile.mkdtemp(prefix="jail-")
    undo.callback(shutil.rmtree, path, ignore_errors=True)
    if owner is not None:
        os.chown(path, owner, owner)
    return path
