"""Trusted room: what a grading run leaves behind, as frozen data. Behaviour is in other modules.

Run ─► Result (one student, one exercise) ─► CheckResult (autograder.scoring)
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Exercise
from autograder.scoring import CheckResult

FORMAT = 2
"""Version of `results.json`."""


class State(enum.StrEnum):
    """GRADED has a score; UNDETERMINED has none, through the grader's own fault."""

    GRADED = "graded"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one exercise.

    `files` are the graded module (under its proper name) and helper modules beside it, file name
    -> bytes. `problem` is a sentence for the student where the files cannot be graded as they
    are; `notes` are sentences about what was done with them. All of it is hostile text. `submitted`
    is when it was handed in, in seconds since 1970, where that is known.
    """

    student: str
    exercise: Exercise
    files: dict[str, bytes] = field(repr=False)
    sha256: str = ""
    origin: Path | None = None
    problem: str = ""
    notes: tuple[str, ...] = ()
    submitted: float | None = None


@dataclass(frozen=True)
class Isolation:
    """The level of the sandbox, recorded in every result."""

    letter: str
    name: str
    says: str


@dataclass(frozen=True)
class Result:
    """One submission, graded. `earned` is None exactly if the state is UNDETERMINED.

    `seconds` is wall time, `versions` maps package -> version. For the instructor alone: `output`,
    what the program printed (capped; it may hold the round's inputs), and `causes`, for the log.
    """

    student: str
    exercise: str
    title: str
    sha256: str
    state: State
    earned: int | None
    possible: int
    round: str
    isolation: Isolation
    device: str
    seconds: float
    versions: dict[str, str]
    checks: tuple[CheckResult, ...]
    notes: tuple[str, ...] = ()
    output: str = ""
    causes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """A grading run over a class."""

    round: str
    results: tuple[Result, ...]

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)
