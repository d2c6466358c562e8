"""Trusted room: what a feedback page says, as clean text in frozen data, before any markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.feedback.figures import FigureView, figure_views
from autograder.feedback.source import Excerpt, definition, excerpts
from autograder.feedback.words import WORDS, Word
from autograder.figures import Drawn
from autograder.outcomes import Outcome
from autograder.results import Result, State
from autograder.scoring import CheckResult
from autograder.sentences import say
from autograder.trial import StudentError
from autograder.visible import clean, line, sentence

NAMED = 80
NOTES = 20
_LONG = 80
"""Characters of a sentence that is not read twice."""

# These words repeat what the sentences of such checks say, unless somebody said more.
_REPEATED = {"Not written yet.", "Your program stopped with an error."}
_DONE = {Outcome.PASSED, Outcome.SKIPPED, Outcome.GRADER_ERROR}


@dataclass(frozen=True)
class ErrorView:
    """An exception of the student's code."""

    type: str
    message: str
    places: tuple[Excerpt, ...]


@dataclass(frozen=True)
class CheckView:
    """One check as the student reads it. `points` is empty where they are open.

    `own` is the student's code that was called, where it came back and was not right.
    """

    title: str
    outcome: str
    word: Word
    weight: int
    points: str
    says: str = ""
    called: str = ""
    returned: str = ""
    diagnosis: str = ""
    error: ErrorView | None = None
    own: Excerpt | None = None


@dataclass(frozen=True)
class PageView:
    """A whole page. `trouble` is what stopped every check alike; it is then told only once."""

    student: str
    title: str
    earned: str
    possible: int
    tally: str
    next_step: str
    trouble: CheckView | None
    checks: tuple[CheckView, ...]
    figures: tuple[FigureView, ...]
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


def view(result: Result, files: Mapping[str, bytes], figures: Sequence[Drawn] = ()) -> PageView:
    """The page of one result; `files` are the student's own, to quote from."""
    trouble = _trouble(result.checks)
    checks = tuple(_told_once(_check(check, files) for check in result.checks))
    passed = sum(check.outcome is Outcome.PASSED for check in result.checks)
    determined = result.state is State.GRADED and result.earned is not None
    return PageView(
        student=line(result.student, NAMED),
        title=line(result.title),
        earned=str(result.earned) if determined else "",
        possible=result.possible,
        tally=say("page.tally", passed=passed, total=len(checks)),
        next_step=next_step(result),
        trouble=_check(trouble, files) if trouble else None,
        checks=tuple(_bare(check) for check in checks) if trouble else checks,
        figures=() if trouble else figure_views(figures),
        notes=tuple(sentence(note, 500) for note in result.notes[:NOTES]),
        facts=_facts(result),
    )


def next_step(result: Result) -> str:
    """One or two sentences on where to begin."""
    if _trouble(result.checks):
        return say("next.trouble")
    for check in result.checks:
        if check.outcome not in _DONE:
            title = sentence(check.title, 300).rstrip(".")
            advice = WORDS[check.outcome].advice
            if check.diagnosis:
                advice = say("next.behind")
            return say("next.check", title=title, advice=advice)
    if result.state is State.UNDETERMINED:
        return say("next.ours")
    if not result.checks:
        return say("next.notes")
    return say("next.nothing")


def _trouble(checks: tuple[CheckResult, ...]) -> CheckResult | None:
    """The first check, if all of them ended alike before anything of the file was called."""
    if len(checks) < 2 or checks[0].outcome in _DONE:
        return None
    first = checks[0]
    alike = (first.outcome, first.says, first.error)
    if any(check.called or (check.outcome, check.says, check.error) != alike for check in checks):
        return None
    return first


def _check(check: CheckResult, files: Mapping[str, bytes]) -> CheckView:
    word = WORDS[check.outcome]
    open_score = check.outcome is Outcome.GRADER_ERROR
    plain = CheckView(
        title=sentence(check.title, 300),
        outcome=check.outcome.value,
        word=word,
        weight=check.possible,
        points="" if open_score else _points(check.earned, check.possible),
    )
    if check.outcome is Outcome.PASSED:
        return plain
    error = _error(check.error, files) if check.error else None
    says = "" if check.says in _REPEATED else sentence(check.says)
    if check.outcome is Outcome.NOT_ATTEMPTED and error and error.places:
        says, error = _unwritten(error.places[0], error.message), None
    returned = check.returned
    if returned == "None" and check.outcome is not Outcome.FAILED:
        returned = ""  # the call did not come back at all
    return replace(
        plain,
        says=says,
        called=line(check.called),
        returned=line(returned) if check.called else "",
        diagnosis=sentence(check.diagnosis),
        error=error,
        own=definition(check.called, files) if check.outcome is Outcome.FAILED else None,
    )


def _told_once(checks: Iterable[CheckView]) -> Iterator[CheckView]:
    """What was said of an earlier check in the same words is referred to, and not said again."""
    said: dict[str, str] = {}
    shown: set[Excerpt] = set()

    def once(words: str, title: str) -> str:
        first = said.setdefault(words, title)
        if first == title or len(words) <= _LONG:
            return words
        return say("page.same", title=first)

    for check in checks:
        own = None if check.own in shown else check.own
        yield replace(
            check,
            says=once(check.says, check.title),
            diagnosis=once(check.diagnosis, check.title),
            own=own,
        )
        if own is not None:
            shown.add(own)


def _unwritten(place: Excerpt, message: str) -> str:
    where = say("page.in_file", line=place.line, file=place.file)
    says = sentence(message, 300) or "NotImplementedError"
    return say("page.unwritten", what=place.function or say("page.file"), where=where, says=says)


def _bare(check: CheckView) -> CheckView:
    return CheckView(check.title, check.outcome, check.word, check.weight, check.points)


def _error(error: StudentError, files: Mapping[str, bytes]) -> ErrorView:
    return ErrorView(
        type=line(error.type, NAMED),
        message=clean(error.message, 600).strip(),
        places=excerpts(error.where, files),
    )


def _facts(result: Result) -> tuple[tuple[str, str], ...]:
    isolation = result.isolation
    versions = ", ".join(f"{name} {version}" for name, version in sorted(result.versions.items()))
    facts = (
        (say("fact.exercise"), result.exercise),
        (say("fact.round"), result.round),
        (
            say("fact.isolation"),
            say("fact.level", letter=isolation.letter, name=isolation.name),
        ),
        (say("fact.device"), result.device),
        (say("fact.time"), say("fact.seconds", seconds=result.seconds)),
        (say("fact.versions"), versions),
        ("SHA-256", result.sha256),
    )
    return tuple((name, line(value, 300)) for name, value in facts if value)


def _points(earned: int, possible: int) -> str:
    if possible == 1:
        return say("page.points_of_one", earned=earned)
    return say("page.points_of", earned=earned, possible=possible)
