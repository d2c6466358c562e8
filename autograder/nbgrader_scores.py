"""Trusted room: a check's result as the outputs of its cell, in the form that nbgrader scores.

nbgrader gives a test cell nothing for an `error` and for anything on stderr, else the number in the
first `execute_result`, else all points. So there is always exactly one result, and no stderr.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from autograder.feedback.source import excerpts
from autograder.feedback.words import WORDS
from autograder.outcomes import Outcome
from autograder.scoring import CheckResult
from autograder.sentences import say
from autograder.visible import clean, sentence

Output = dict[str, Any]


def outputs(
    check: CheckResult, points: float, files: Mapping[str, bytes], notes: tuple[str, ...] = ()
) -> list[Output]:
    """What the cell of `check`, worth `points` in nbgrader, shows, and its score."""
    text = "\n".join((*_lines(check, files), *map(sentence, notes)))
    score = points * check.earned / check.possible if check.possible else 0.0
    return [
        {"output_type": "stream", "name": "stdout", "text": text + "\n"},
        {
            "output_type": "execute_result",
            "data": {"text/plain": repr(float(score))},
            "execution_count": None,
            "metadata": {},
        },
    ]


def _lines(check: CheckResult, files: Mapping[str, bytes]) -> Iterator[str]:
    yield f"{sentence(check.title, 300)}: {WORDS[check.outcome].says}"
    if check.outcome is Outcome.PASSED:
        return
    if check.says:
        yield sentence(check.says)
    if check.error:
        yield clean(f"{check.error.type}: {check.error.message}".strip(": "), 600)
        for place in excerpts(check.error.where, files)[:1]:
            at = say("page.in_file", line=place.line, file=place.file)
            yield f"{say('page.stopped', place=at)}:"
            yield from (line.text for line in place.lines if line.here)
    if check.called:
        called, value = sentence(check.called), sentence(check.returned)
        yield say("page.called_back", call=called, value=value)
    if check.diagnosis:
        yield f"{say('page.behind')}: {sentence(check.diagnosis)}"
