"""Trusted room: where numbers lie on a chart: limits, ticks, and pixels. Pure numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.figures import Band, Chart, Curve, Dots, Mark, Numbers, Range, Regions, Surface

TICKS = 5
_EDGE = 0.04


@dataclass(frozen=True)
class Scale:
    """One axis: the numbers `low` to `high` lie on the pixels `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a number."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """A few round numbers and how they are written."""
        step = _round_step((self.high - self.low) / TICKS)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        values = [number * step + 0.0 for number in range(first, last + 1)]
        if decimals > 4 or abs(self.high) >= 1e6:
            return [(value, f"{value:.3g}") for value in values]
        return [(value, f"{value:.{decimals}f}".replace("-", "−")) for value in values]


def limits(chart: Chart) -> tuple[Range, Range]:
    """What of x and y is shown.

    A rectangle shows itself. Otherwise right answers choose, and a student's own may widen that to
    three times at most: a curve that runs away leaves the chart, and does not flatten the rest.
    """
    for mark in chart.marks:
        if isinstance(mark, Surface | Regions):
            return mark.x, mark.y
    return _limit(chart.marks, 0), _limit(chart.marks, 1)


def _limit(marks: Iterable[Mark], axis: int) -> Range:
    ours: list[float] = []
    own: list[float] = []
    for mark in marks:
        theirs = isinstance(mark, Curve | Dots) and mark.who == "yours"
        (own if theirs else ours).extend(v for v in _values(mark, axis) if v is not None)
    low, high = min(ours or own or [0.0]), max(ours or own or [1.0])
    span = (high - low) or abs(high) or 1.0
    low = min([low, *(max(v, low - span) for v in own)])
    high = max([high, *(min(v, high + span) for v in own)])
    if high == low:
        low, high = low - span / 2, high + span / 2
    edge = _EDGE * (high - low)
    return low - edge, high + edge


def _values(mark: Mark, axis: int) -> Numbers:
    if isinstance(mark, Band):
        return mark.low + mark.high if axis else mark.x
    if isinstance(mark, Curve | Dots):
        return mark.y if axis else mark.x
    return ()


def _round_step(step: float) -> float:
    """The next of 1, 2, 5, 10 at that power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return power * next(n for n in (1, 2, 5, 10) if n * power >= step * 0.999)
