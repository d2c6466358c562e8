"""Trusted room: the words for how a check ended, and the exceptions that carry them.

Wrong                      a check's verdict: not right, and what to tell the student
  Missing                  the file has no such name
StudentRaised              the student's code raised, inside
  NoAttribute, NoLength    the same where Python's own protocols expect these types
  ProbeRaised              a probe raised over what the student's code handed out
ReferenceRaised            the reference raised: nobody's verdict
Fault                      the box or the program broke: outranks whatever the check returned
  NeedsRerun               a replay met a question that was not asked before
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any


class Outcome(enum.StrEnum):
    """How one check ended. Only PASSED ever pays points."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    FORBIDDEN = "forbidden"
    SKIPPED = "skipped"
    GRADER_ERROR = "grader_error"


class Wrong(Exception):
    """The answer is not right; `says` is what the student is told."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


class Missing(Wrong, AttributeError):
    """The submission has no such name."""


@dataclass(frozen=True)
class Where:
    """A line of the student's own file."""

    file: str
    line: int
    function: str


class StudentRaised(Exception):
    """The student's code raised inside. All of it is the student's word: hostile text."""

    def __init__(self, kinds: tuple[str, ...], message: str, frames: tuple[Where, ...]) -> None:
        super().__init__(f"{kinds[0]}: {message}")
        self.kinds = kinds
        self.message = message
        self.frames = frames


class NoAttribute(StudentRaised, AttributeError):
    """So that `hasattr` and `getattr` with a default work on a handle."""


class NoLength(StudentRaised, TypeError):
    """So that `list(handle)` works on an object without a length."""


class ProbeRaised(StudentRaised):
    """A probe raised and no line of the student's was running: what it got had another form."""


class ReferenceRaised(Exception):
    """The reference raised, perhaps over something odd that the student's code returned."""


class Fault(Exception):
    """The box or the program broke. `cause` is for the instructor's log only."""

    def __init__(self, outcome: Outcome, says: str, cause: Any = None) -> None:
        super().__init__(says)
        self.outcome = outcome
        self.says = says
        self.cause = cause


class NeedsRerun(Fault):
    """A replay cannot answer: the check asks something that the tape does not hold."""

    def __init__(self, says: str) -> None:
        super().__init__(Outcome.GRADER_ERROR, says)
