"""Trusted room: what the outcomes of a class say about a check. Pure functions over numbers."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 10
"""Students below whom a correlation says nothing."""


@dataclass(frozen=True)
class Spread:
    """How points are spread: `counts[k]` students earned at least k and less than k + 1 points.

    The last one also counts whoever earned more than is possible. `median` and `mean` are None
    if there are no points at all.
    """

    counts: tuple[int, ...]
    mean: float | None
    median: float | None

    @property
    def total(self) -> int:
        return sum(self.counts)


def spread(points: Sequence[float], possible: int) -> Spread:
    """The spread of `points`, from 0 to `possible`."""
    counts = [0] * (possible + 1)
    for one in points:
        counts[min(max(math.floor(one), 0), possible)] += 1
    if not points:
        return Spread(tuple(counts), None, None)
    return Spread(tuple(counts), statistics.fmean(points), statistics.median(points))


def discrimination(passed: Sequence[bool], rest: Sequence[float]) -> float | None:
    """Point-biserial correlation of passing a check with the points for all the other checks.

    The check's own points are left out of `rest`, else every check would seem to tell something.
    From -1 to 1; near 0, or below, whoever knows more does not pass more often: look at the check.
    None for fewer than `FEWEST` students, and if all passed, none did, or all earned the same.
    """
    if len(passed) < FEWEST:
        return None
    try:
        return statistics.correlation([float(one) for one in passed], list(rest))
    except statistics.StatisticsError:  # one of the two does not vary
        return None


@dataclass(frozen=True)
class Times:
    """Seconds of the runner in one check: in the middle, and the longest."""

    median: float
    longest: float


def times(seconds: Sequence[float]) -> Times | None:
    """The times of a check; None if it never ran."""
    return Times(statistics.median(seconds), max(seconds)) if seconds else None
