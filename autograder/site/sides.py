"""Trusted room: pairs of submissions that are alike, side by side, as clean text in frozen data.

A list to look at. It says what is alike, and never why.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.similarity import Found, Pair, Program
from autograder.site.items import percent
from autograder.site.overview import NAMED
from autograder.visible import clean, line

MOST_LINES = 800
"""Lines shown of one side."""


@dataclass(frozen=True)
class Side:
    """One program: (number of the line, text, whether it is shared)."""

    name: str
    share: int
    lines: tuple[tuple[int, str, bool], ...]
    left_out: int


@dataclass(frozen=True)
class Sides:
    """One pair; shares are in percent."""

    alike: int
    first: Side
    second: Side
    with_course: bool


@dataclass(frozen=True)
class SimilarityPage:
    """The whole page. `baseline`: how alike the course's own right answers are, in percent."""

    exercise: str
    compared: int
    threshold: int
    baseline: int | None
    total: int
    pairs: tuple[Sides, ...]


def similarity_page(
    exercise: str, compared: int, threshold: float, baseline: float | None, found: Found
) -> SimilarityPage:
    """The page of one exercise; `compared` is the number of students."""
    return SimilarityPage(
        exercise=line(exercise),
        compared=compared,
        threshold=percent(threshold),
        baseline=None if baseline is None else percent(baseline),
        total=found.total,
        pairs=tuple(map(_sides, found.pairs)),
    )


def _sides(pair: Pair) -> Sides:
    return Sides(
        alike=percent(pair.alike),
        first=_side(pair.first, pair.first_share, pair.first_lines),
        second=_side(pair.second, pair.second_share, pair.second_lines),
        with_course=pair.first.from_course or pair.second.from_course,
    )


def _side(program: Program, share: float, shared: frozenset[int]) -> Side:
    lines = program.text.split("\n")
    return Side(
        name=line(program.name, NAMED),
        share=percent(share),
        lines=tuple(
            (number + 1, clean(text, 200), number in shared)
            for number, text in enumerate(lines[:MOST_LINES])
        ),
        left_out=max(0, len(lines) - MOST_LINES),
    )
