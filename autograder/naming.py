"""Instructor room: does the feedback name a mistake that is known, and no other?

Every mistake is taken for a student's answer in a round, and told by the same comparison as in
grading. Two mistakes that answer alike there are one function in two files: either name is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.diagnosis import Seen, alike, look, recognise
from autograder.outcomes import Outcome
from autograder.trial import Judgement


@dataclass(frozen=True)
class Naming:
    """Names of mistakes by what became of them; `another` and `twins` are (mistake, told) pairs."""

    rightly: tuple[str, ...] = ()
    another: tuple[tuple[str, str], ...] = ()
    nothing: tuple[str, ...] = ()
    twins: tuple[tuple[str, str], ...] = ()
    of_right: tuple[tuple[str, str], ...] = ()  # right answers that were told of a mistake

    @property
    def total(self) -> int:
        return len(self.rightly) + len(self.another) + len(self.nothing)


Failed = Mapping[str, Seen]
"""Failed check -> what was said in it."""


def failed(judgements: Sequence[Judgement]) -> Failed:
    """The checks that feedback is given on, with what was said in them."""
    return {
        judgement.check: look(judgement.tape)
        for judgement in judgements
        if judgement.outcome in (Outcome.FAILED, Outcome.RAISED)
    }


def measure(
    reference: Mapping[str, Seen],
    mistakes: Mapping[str, Failed],
    right: Mapping[str, Failed],
) -> Naming:
    """What each of `mistakes` and each right answer would be told, all heard in one round."""
    loses = {name: frozenset(checks) for name, checks in mistakes.items()}
    rightly, another, nothing, twins = [], [], [], []
    for name, seen in mistakes.items():
        told = set(recognise(seen, reference, mistakes, loses).values())
        others = sorted(told - {name})
        same = {other for other in others if _answer_alike(seen, mistakes[other])}
        twins += [(name, other) for other in sorted(same)]
        if set(others) - same:
            another += [(name, other) for other in others if other not in same][:1]
        elif told:
            rightly.append(name)
        else:
            nothing.append(name)
    return Naming(
        rightly=tuple(rightly),
        another=tuple(another),
        nothing=tuple(nothing),
        twins=tuple(twins),
        of_right=tuple(
            (name, told)
            for name, seen in right.items()
            for told in sorted(set(recognise(seen, reference, mistakes, loses).values()))
        ),
    )


def _answer_alike(a: Failed, b: Failed) -> bool:
    return a.keys() == b.keys() and all(alike(a[check], b[check]) for check in a)
