"""Trusted room: whose answers a check hears. One interface, three origins: jail, process, tape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from autograder.course import Exercise
from autograder.leaks import may_leak
from autograder.outcomes import NeedsRerun
from autograder.remembered import Remembered
from autograder.remote import Remote
from autograder.replay import Replay
from autograder.sandbox import Limits, Sandbox
from autograder.session import Session, Tape, Transport
from autograder.wire import unpack

CPU_FACTOR = 2.0
"""CPU seconds that a jail may burn for every second of all its checks' limits."""


@dataclass(frozen=True)
class Source:
    """The files of one answer: the graded module and the helpers beside it, name -> bytes."""

    module: str
    files: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def of(cls, path: Path, module: str) -> Source:
        """One file on disk, whatever it is called, as the module `module`."""
        return cls(module, {f"{module}.py": path.read_bytes()})


class Candidate(Protocol):
    """Somebody whose answers are judged."""

    def open(self, check: str, seconds: float, seed: int) -> Session:
        """A fresh state of the module for one check, not loaded yet."""

    def load(self, session: Session, seed: int) -> None:
        """Execute the module in `session`; raises as the student's code or the box does."""

    def close(self) -> None:
        """Let go of whatever runs."""


class _Loading:
    """What all three have in common: the files that are loaded, with what seed, and where."""

    def __init__(self, source: Source, device: str = "cpu") -> None:
        """device: `cpu`, or what the runner calls its one other device."""
        self.source = source
        self._device = device

    def load(self, session: Session, seed: int) -> None:
        files = dict(self.source.files)
        session.load(self.source.module, files, seed, device=self._device)

    def close(self) -> None:
        return None


class InJail(_Loading):
    """A submission in the sandbox: the only way in which a student's code is ever graded."""

    def __init__(self, source: Source, remote: Remote, device: str = "cpu") -> None:
        super().__init__(source, device)
        self.remote = remote
        self._fresh = may_leak(source.files)
        self._last: Session | None = None

    def open(self, check: str, seconds: float, seed: int) -> Session:
        # After an error a GPU may answer nothing else to the process that caused it.
        doubtful = self._device != "cpu" and self._last is not None and self._last.raised
        self.remote.begin(seconds, self._fresh or doubtful)
        self._last = Session(self.remote)
        return self._last

    def close(self) -> None:
        self.remote.close()


def limits_of(exercise: Exercise) -> Limits:
    """What a jail with a submission for `exercise` may use."""
    seconds = CPU_FACTOR * exercise.seconds * max(1, len(exercise.hidden))
    return Limits(memory_mb=exercise.memory_mb, cpu_seconds=int(seconds) + 10)


def jail_for(exercise: Exercise, sandbox: Sandbox) -> Remote:
    """The wire to jails with the limits of `exercise`; none is started yet."""
    return Remote(sandbox, limits_of(exercise))


class InProcess(_Loading):
    """A reference, or files of the course that `verify` proves; never a submission."""

    def open(self, check: str, seconds: float, seed: int) -> Session:
        return Session(_loopback())


class InThreads(_Loading):
    """The same with as many threads for torch: sums are rounded in another order."""

    def __init__(self, source: Source, threads: int) -> None:
        super().__init__(source)
        self._threads = threads

    def open(self, check: str, seconds: float, seed: int) -> Session:
        return Session(_loopback(self._threads))


class Reference(InProcess):
    """The reference beside a candidate: asked the same by everybody, it computes once."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._tapes: dict[tuple[str, int], Tape] = {}

    def open(self, check: str, seconds: float, seed: int) -> Session:
        known = self._tapes.get((check, seed))
        return Session(Remembered(known) if known is not None else _loopback())

    def remember(self, check: str, seed: int, tape: Tape) -> None:
        """Keep the tape of a check in a round, if it is the first one."""
        self._tapes.setdefault((check, seed), tape)

    def forget(self) -> None:
        """Let go of the tapes: the rounds that they are of are over."""
        self._tapes.clear()


class OnTape(_Loading):
    """A submission that was heard before. `unanswered`: checks that asked what no tape holds."""

    def __init__(self, source: Source, tapes: Mapping[str, Tape]) -> None:
        super().__init__(source)
        self._tapes = tapes
        self._replays: dict[str, Replay] = {}

    def open(self, check: str, seconds: float, seed: int) -> Session:
        if check not in self._tapes:
            raise NeedsRerun(f"{check} was not run before")
        self._replays[check] = Replay(self._tapes[check])
        self._device = device_on(self._tapes[check])
        return Session(self._replays[check])

    @property
    def unanswered(self) -> frozenset[str]:
        return frozenset(check for check, replay in self._replays.items() if replay.left)


def device_on(tape: Tape) -> str:
    """Where the submission on a tape was told to compute."""
    asked = unpack(tape[0].frame, lambda ref: ref) if tape else []
    return str(asked[5]) if len(asked) > 5 and asked[0] == "load" else "cpu"


def _loopback(threads: int = 1) -> Transport:
    from autograder.loopback import Loopback  # here: who only hands out work needs no torch

    return Loopback(threads)
