"""Trusted room: the words, signs and letters in which outcomes are told to people."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.outcomes import Outcome


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


WORDS: dict[Outcome, Word] = {
    Outcome.PASSED: Word("passed", "✓", "P", "good"),
    Outcome.FAILED: Word(
        "not right yet",
        "✗",
        "F",
        "bad",
        "Make the same call on a small example of your own and look at what comes back.",
    ),
    Outcome.NOT_ATTEMPTED: Word(
        "not written yet", "○", "N", "open", "This is the next piece to write."
    ),
    Outcome.RAISED: Word(
        "stopped with an error",
        "!",
        "R",
        "bad",
        "The error and your own lines that led to it are shown below.",
    ),
    Outcome.TIMED_OUT: Word(
        "took too long",
        "…",
        "T",
        "bad",
        "Look for a loop that never ends, or for work that is done again in every step.",
    ),
    Outcome.OUT_OF_MEMORY: Word(
        "needed too much memory",
        "■",
        "M",
        "bad",
        "Look for arrays that grow with every step, or that hold every pair of rows.",
    ),
    Outcome.CRASHED: Word(
        "ended early",
        "!",
        "C",
        "bad",
        "Look for a call that ends the program, such as exit(), and run the file on its own.",
    ),
    Outcome.FORBIDDEN: Word(
        "not allowed here",
        "⊘",
        "X",
        "bad",
        "Programs are judged without network and without starting others: do without it.",
    ),
    Outcome.SKIPPED: Word("waits for another check", "–", "S", "open"),
    Outcome.GRADER_ERROR: Word("could not be judged: our fault", "?", "G", "ours"),
}
