"""Trusted room: what judgements are worth. Pure functions over data; only `passed` ever pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from autograder.checks import Terms
from autograder.outcomes import Outcome
from autograder.trial import Judgement, StudentError

SKIPPED = "Not judged: it stands on a check that is not passed yet."


class Checks(Protocol):
    """What scoring must know of an exercise's hidden checks."""

    @property
    def checks(self) -> tuple[str, ...]: ...

    def terms(self, check: str) -> Terms: ...

    def title(self, check: str) -> str: ...


@dataclass(frozen=True)
class CheckResult:
    """One check as it stands in a result: what it was, how it ended, what it is worth."""

    name: str
    title: str
    outcome: Outcome
    earned: int
    possible: int
    says: str = ""
    diagnosis: str = ""
    error: StudentError | None = None
    called: str = ""
    returned: str = ""


@dataclass(frozen=True)
class Score:
    """The checks of one submission; `earned` is None where the grader's fault leaves it open."""

    checks: tuple[CheckResult, ...]

    @property
    def possible(self) -> int:
        return sum(check.possible for check in self.checks)

    @property
    def earned(self) -> int | None:
        if any(check.outcome is Outcome.GRADER_ERROR for check in self.checks):
            return None
        return sum(check.earned for check in self.checks)


def score(
    checks: Checks, judgements: Sequence[Judgement], diagnoses: Mapping[str, str] | None = None
) -> Score:
    """Apply points and needs. Every check ran; what stands on a failed one is skipped here."""
    outcomes: dict[str, Outcome] = {}
    results = []
    for judgement in judgements:
        terms = checks.terms(judgement.check)
        outcome, says = judgement.outcome, judgement.says
        needed = [outcomes.get(need, Outcome.FAILED) for need in terms.needs]
        if outcome is Outcome.PASSED and any(need is not Outcome.PASSED for need in needed):
            undetermined = all(n in (Outcome.PASSED, Outcome.GRADER_ERROR) for n in needed)
            outcome = Outcome.GRADER_ERROR if undetermined else Outcome.SKIPPED
            says = SKIPPED
        outcomes[judgement.check] = outcome
        passed = outcome is Outcome.PASSED
        results.append(
            CheckResult(
                name=judgement.check,
                title=checks.title(judgement.check),
                outcome=outcome,
                earned=terms.points if passed else 0,
                possible=terms.points,
                says=says,
                diagnosis="" if passed else (diagnoses or {}).get(judgement.check, ""),
                error=None if passed else judgement.error,
                called=judgement.called,
                returned=judgement.returned,
            )
        )
    return Score(tuple(results))
