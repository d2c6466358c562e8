"""Trusted room: a histogram of points as plain numbers for SVG, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.site.items import Spread

_STEP = 26
_BAR = 20
_TOP = 16  # room for the count above a bar
_HEIGHT = 84
_FOOT = 16  # room for the points below


@dataclass(frozen=True)
class Bar:
    """One bar; `x` is its middle. Lengths are in the units of the drawing."""

    x: float
    y: float
    left: float
    width: float
    height: float
    label: str
    count: int


@dataclass(frozen=True)
class Chart:
    """A histogram in a drawing of `width` x `height`; `says` tells it to whoever cannot see it."""

    width: int
    height: int
    floor: int
    bars: tuple[Bar, ...]
    says: str


def histogram(spread: Spread) -> Chart:
    """A bar per point; an empty one is a stroke of no height, so that gaps can be seen."""
    most = max(spread.counts, default=0) or 1
    bars = []
    for number, count in enumerate(spread.counts):
        height = round(count / most * (_HEIGHT - _TOP), 1)
        middle = number * _STEP + _STEP / 2
        bars.append(
            Bar(
                x=middle,
                y=_HEIGHT - height,
                left=middle - _BAR / 2,
                width=_BAR,
                height=height,
                label=str(number),
                count=count,
            )
        )
    return Chart(
        width=_STEP * len(bars),
        height=_HEIGHT + _FOOT,
        floor=_HEIGHT,
        bars=tuple(bars),
        says=_words(spread),
    )


def _words(spread: Spread) -> str:
    told = (f"{number}: {count}" for number, count in enumerate(spread.counts) if count)
    return f"Points of {spread.total} students. Points: students. {', '.join(told)}."
