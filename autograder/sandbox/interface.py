"""Trusted room: the words in which the grader speaks about a sandbox. Never imports inside."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Protocol, Self

Cause = Literal["exited", "signalled", "killed", "out_of_memory", "cpu_limit", "forbidden"]
Letter = Literal["A", "B", "C", "D", "E"]


@dataclass(frozen=True)
class Limits:
    """What one jail may use.

    memory_mb and cpu_seconds count from the moment at which the runner is ready, so that what
    it costs to import torch is not charged to the student. output_kb bounds stdout and stderr
    each; head and tail are kept. Without `processes` the jail may start threads but no process.
    """

    memory_mb: int = 1024
    cpu_seconds: int = 120
    disk_mb: int = 64
    open_files: int = 128
    processes: bool = False
    output_kb: int = 64


@dataclass(frozen=True)
class Exit:
    """How a jail ended: the kernel's word, not the student's.

    code is the exit status (cause "exited") or the signal's number (all other causes). peak_mb
    is what the jail held beyond the runner's own baseline. stdout and stderr are capped, decoded
    with replacement, and hostile: escape them before showing them to anybody.
    """

    cause: Cause
    code: int | None
    cpu_seconds: float
    wall_seconds: float
    peak_mb: float
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Level:
    """How well a jail isolates; recorded in every result."""

    letter: Letter
    name: str
    says: str


class SandboxError(Exception):
    """The sandbox itself failed. A grader's error, never a mark."""


class Jail(Protocol):
    """One running jail. `sock` is the wire to the runner."""

    @property
    def sock(self) -> socket.socket: ...

    def kill(self) -> None:
        """Kill the whole tree at once. May be called from any thread, any number of times."""
        ...

    def waited(self) -> float:
        """Seconds for which the runner's main thread was ready to run and no core was free.

        0 where the system does not tell.
        """
        ...

    def finish(self) -> Exit:
        """Close the wire, kill what still lives, reap it, and say how it ended. Idempotent."""
        ...


class Sandbox(Protocol):
    """Starts jails; one per grading run, used by any number of threads."""

    @property
    def level(self) -> Level: ...

    def get_ready(self, limits: Limits) -> None:
        """Begin to make a jail that will be wanted soon. Returns at once and raises nothing."""
        ...

    def start(self, limits: Limits) -> Jail:
        """Start a fresh jail and return when it is sealed. Raises SandboxError."""
        ...

    def close(self) -> None:
        """Kill every jail that still lives."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
