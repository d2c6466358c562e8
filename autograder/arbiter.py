"""Trusted room: one mark for CPU and GPU. What was not passed on a GPU is asked on the CPU.

A right program may stumble over a GPU: it takes an array of a tensor, finds the memory full, or
loses a digit too many. So the CPU's word counts, where an exercise can be done there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograder.candidates import Candidate
from autograder.judge import Judge
from autograder.outcomes import Outcome
from autograder.rounds import Round
from autograder.trial import Judgement

STANDS = frozenset({Outcome.PASSED, Outcome.NOT_ATTEMPTED})
"""How a check ends on a GPU as it would on the CPU."""


def on_cpu(
    judge: Judge, heard: Sequence[Judgement], asked: Round, candidate: Callable[[], Candidate]
) -> tuple[Judgement, ...]:
    """The judgements of a GPU, with the CPU's in the place of those that do not stand.

    candidate: the same program on the CPU, made if it is needed, and closed.
    """
    again = {judgement.check for judgement in heard if judgement.outcome not in STANDS}
    if not again:
        return tuple(heard)
    other = candidate()
    try:
        found = {judgement.check: judgement for judgement in judge.hear(other, asked, again)}
    finally:
        other.close()
    return tuple(found.get(judgement.check, judgement) for judgement in heard)
