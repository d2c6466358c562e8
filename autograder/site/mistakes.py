"""Trusted room: which named mistakes a class made, the commonest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.site.book import Piece


@dataclass(frozen=True)
class Made:
    """A mistake of an exercise as students are told of it, and who made it."""

    exercise: str
    says: str
    checks: tuple[str, ...]
    students: tuple[str, ...]


def made(pieces: Iterable[Piece]) -> tuple[Made, ...]:
    """The mistakes diagnosed in `pieces`. Who made one in several checks counts once."""
    students: dict[tuple[str, str], dict[str, None]] = {}
    checks: dict[tuple[str, str], dict[str, None]] = {}
    for piece in pieces:
        for ran in piece.mark.checks:
            if ran.check.diagnosis:
                key = piece.exercise, ran.check.diagnosis
                students.setdefault(key, {})[piece.student] = None
                checks.setdefault(key, {})[ran.check.title] = None
    found = [Made(*key, tuple(checks[key]), tuple(students[key])) for key in students]
    return tuple(sorted(found, key=lambda one: (-len(one.students), one.exercise, one.says)))
