"""Trusted room: one check on one candidate, and how it ended. Knows nothing of pytest.

Three questions are kept apart: did the box work, did the program work, what does the check say.
A fault of the runner outranks a verdict; a verdict that a given function raised outranks what the
student's code did with it; an exception that fits none of these is judged by running the check
on the reference: if that passes, the student's answer had another form, else the check is broken.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from autograder import datasets
from autograder.candidates import Candidate, Reference
from autograder.checks import Terms, describe
from autograder.course import Exercise
from autograder.outcomes import Fault, Outcome, ProbeRaised, StudentRaised, Where, Wrong
from autograder.proxy import Submission
from autograder.rounds import Round
from autograder.sandbox import SandboxError
from autograder.session import Session, Tape

OTHER_FORM = "What came back has another form than the task asks for."


@dataclass(frozen=True)
class StudentError:
    """What a student may see of an exception: type, capped message, lines of the own file."""

    type: str
    message: str
    where: tuple[Where, ...]


@dataclass(frozen=True)
class Judgement:
    """How one check ended for one candidate, before anything is scored."""

    check: str
    outcome: Outcome
    says: str = ""
    error: StudentError | None = None
    called: str = ""
    returned: str = ""
    seconds: float = 0.0
    tape: Tape = ()
    cause: str = ""  # for the instructor's log, never for the student


class Trial:
    """One check on one candidate: the sessions that it opens, and how it ends."""

    def __init__(
        self,
        exercise: Exercise,
        check: str,
        terms: Terms,
        asked: Round,
        candidate: Candidate,
        reference: Reference,
    ) -> None:
        self.exercise = exercise
        self.check = check
        self.asked = asked
        self._seconds = terms.seconds or exercise.seconds
        self._candidate = candidate
        self._reference = reference
        self._session: Session | None = None
        self._reference_session: Session | None = None
        self._begun = time.monotonic()

    def session(self) -> Session:
        """The candidate's session, loaded at first use."""
        if self._session is None:
            seed = self._seed()
            self._session = self._candidate.open(self.check, self._seconds, seed)
            self._candidate.load(self._session, seed)
        return self._session

    def reference_session(self) -> Session:
        """The reference's session, loaded at first use."""
        if self._reference_session is None:
            seed = self._seed()
            self._reference_session = self._reference.open(self.check, self._seconds, seed)
            self._reference_session.trusted = True
            self._reference.load(self._reference_session, seed)
        return self._reference_session

    def submission(self) -> Submission:
        return Submission(self.session())

    def reference(self) -> Submission:
        return Submission(self.reference_session())

    def data(self, name: str) -> Any:
        """A data set that the exercise declares."""
        if name not in self.exercise.datasets:
            raise LookupError(f"exercise.toml does not list the data set {name!r}")
        return datasets.load(name)

    def judgement(self, error: BaseException | None, in_check: bool = True) -> Judgement:
        """How the check ended, given the exception that left it, or one that came before it."""
        beside = self._reference_session
        if beside is not None and beside.fault is None:
            self._reference.remember(self.check, self._seed(), beside.tape)
        session = self._session
        ended = _ended(self.check, error, session, _OPEN if in_check else "")
        if session is None:
            return replace(ended, seconds=time.monotonic() - self._begun)
        return replace(
            ended,
            called=session.called,
            returned=describe(session.returned) if session.answered else "",
            tape=session.tape,
            seconds=time.monotonic() - self._begun,
        )

    def _seed(self) -> int:
        return self.asked.seed(self.exercise.slug, self.check, "module") >> 1


def settle(judgement: Judgement, reference: Callable[[], Judgement]) -> Judgement:
    """Decide whose fault an open end is: the check is sound if the `reference` passes it."""
    if judgement.outcome is not Outcome.GRADER_ERROR or not judgement.cause.startswith(_OPEN):
        return judgement
    if reference().outcome is not Outcome.PASSED:
        return judgement
    return replace(judgement, outcome=Outcome.FAILED, says=OTHER_FORM)


_OPEN = "open: "


def _ended(
    check: str, error: BaseException | None, session: Session | None, fault: str
) -> Judgement:
    if session is not None:
        error = session.decisive(error)
    if error is None:
        return Judgement(check, Outcome.PASSED)
    if isinstance(error, Wrong):
        return Judgement(check, Outcome.FAILED, error.says)
    if isinstance(error, Fault):
        return Judgement(check, error.outcome, error.says, cause=str(error.cause))
    if isinstance(error, StudentRaised) and not isinstance(error, ProbeRaised):
        return _raised(check, error)
    if isinstance(error, SandboxError):
        return Judgement(check, Outcome.GRADER_ERROR, cause=f"sandbox: {error}")
    return Judgement(check, Outcome.GRADER_ERROR, cause=f"{fault}{type(error).__name__}: {error}")


def _raised(check: str, error: StudentRaised) -> Judgement:
    shown = StudentError(error.kinds[0], error.message, error.frames)
    if "NotImplementedError" in error.kinds:
        return Judgement(check, Outcome.NOT_ATTEMPTED, "Not written yet.", shown)
    if "MemoryError" in error.kinds or "can't allocate memory" in error.message:
        says = "Your program needed more memory than it may use."
        return Judgement(check, Outcome.OUT_OF_MEMORY, says, shown)
    return Judgement(check, Outcome.RAISED, "Your program stopped with an error.", shown)
