"""Trusted room: results as Gradescope's `results.json` has them. Nothing in it is markup.

Every visibility is said: one hidden test, and Gradescope hides the total from the student. What a
program printed is in no test, and standard output is for instructors.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from autograder import __version__
from autograder.feedback.view import CheckView, view
from autograder.outcomes import Outcome
from autograder.results import Result
from autograder.scoring import CheckResult
from autograder.sentences import say
from autograder.visible import sentence

Document = dict[str, Any]
_FORM = {
    "output_format": "text",
    "test_output_format": "text",
    "test_name_format": "text",
    "visibility": "visible",
    "stdout_visibility": "hidden",
}
_MOST = 4000


def document(
    results: Sequence[Result], files: Sequence[Mapping[str, bytes]], seconds: float
) -> Document:
    """The document for the results of one submission; `files` are the student's, per result.

    An open score is not claimed, and neither is a part of it: without any number Gradescope has
    no score, while it would take the sum of those that are there for the whole.
    """
    closed = all(result.earned is not None for result in results)
    earned = sum(result.earned or 0 for result in results)
    possible = sum(result.possible for result in results)
    score = say("gradescope.score", earned=earned, possible=possible)
    lines = [score if closed else say("gradescope.open")]
    tests: list[Document] = []
    for number, (result, own) in enumerate(zip(results, files, strict=True), 1):
        page = view(result, own)
        name = f"{page.title}: " if len(results) > 1 else ""
        lines += (f"{name}{said}" for said in (page.next_step, *page.notes))
        # What stopped every check alike is told once, with the first.
        shown = (page.trouble, *page.checks[1:]) if page.trouble else page.checks
        for at, (check, told) in enumerate(zip(result.checks, shown, strict=True), 1):
            tests.append(_test(check, told, f"{number}.{at}", closed))
    total: Document = {"score": earned} if closed else {}
    return total | _head(lines, seconds, tests) | {"extra_data": _facts(results)}


def undetermined(seconds: float) -> Document:
    """The document where nothing could be judged at all."""
    return _head([say("gradescope.open")], seconds, [])


def _head(lines: Sequence[str], seconds: float, tests: Sequence[Document]) -> Document:
    spent = round(seconds, 3) if math.isfinite(seconds) else 0
    return {"execution_time": spent, "output": "\n".join(lines), **_FORM, "tests": list(tests)}


def _test(check: CheckResult, told: CheckView, number: str, closed: bool) -> Document:
    passed = check.outcome is Outcome.PASSED
    worth: Document = {"score": check.earned, "max_score": check.possible}
    return {
        "name": sentence(check.title, 300),
        "name_format": "text",
        "number": number,
        "output": _says(told),
        "output_format": "text",
        "visibility": "visible",
        **(worth | {"status": "passed" if passed else "failed"} if closed else {}),
    }


def _says(check: CheckView) -> str:
    """How the check ended and what is said about it, with the student's own lines."""
    lines = [f"{check.word.says.capitalize()}.", check.says, check.diagnosis]
    if check.error is not None:
        lines.append(f"{check.error.type}: {check.error.message}")
        lines += (
            say("gradescope.at", file=place.file, line=place.line) for place in check.error.places
        )
    return "\n".join(filter(None, lines))[:_MOST]


def _facts(results: Sequence[Result]) -> Document:
    """What Gradescope keeps beside the result, for whoever has to tell how it came about."""
    return {
        "gradeproof": __version__,
        "isolation": results[0].isolation.letter if results else "",
        "sha256": {result.exercise: result.sha256 for result in results},
        "versions": dict(results[0].versions) if results else {},
    }
