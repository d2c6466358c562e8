"""Trusted room: the words, signs and letters in which outcomes are told to people."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.outcomes import Outcome
from autograder.sentences import say


@dataclass(frozen=True)
class Word:
    """How one outcome is told: to students in words, with a sign; in tables as a letter.

    `tone` is one of good, bad, open, ours: it chooses a color, which never stands alone.
    """

    says: str
    sign: str
    letter: str
    tone: str
    advice: str = ""


_SIGNS = {
    Outcome.PASSED: ("✓", "P", "good"),
    Outcome.FAILED: ("✗", "F", "bad"),
    Outcome.NOT_ATTEMPTED: ("○", "N", "open"),
    Outcome.RAISED: ("!", "R", "bad"),
    Outcome.TIMED_OUT: ("…", "T", "bad"),
    Outcome.OUT_OF_MEMORY: ("■", "M", "bad"),
    Outcome.CRASHED: ("!", "C", "bad"),
    Outcome.FORBIDDEN: ("⊘", "X", "bad"),
    Outcome.SKIPPED: ("–", "S", "open"),
    Outcome.GRADER_ERROR: ("?", "G", "ours"),
}
_NO_ADVICE = {Outcome.PASSED, Outcome.SKIPPED, Outcome.GRADER_ERROR}

WORDS: dict[Outcome, Word] = {
    outcome: Word(
        say(f"told.{outcome}"),
        *signs,
        advice="" if outcome in _NO_ADVICE else say(f"advice.{outcome}"),
    )
    for outcome, signs in _SIGNS.items()
}
