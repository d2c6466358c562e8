"""Trusted room: what a plot shows, as frozen data. Runs nothing, draws nothing, needs no numpy.

    plots.py of an exercise ─► Figure ─► JSON in the store ─► SVG in a page

`autograder.plots` makes figures of what a submission answered; `autograder.feedback` draws them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

MOST_MARKS = 12
MOST_PICTURES = 12
SIDE = 28
"""Rows and columns of a picture."""

Who = Literal["yours", "right", "guide"]
Numbers = tuple[float | None, ...]
"""None is a gap: NaN, infinity, or too large to draw."""
Range = tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """A line through points in their order; with `ends` its start and end are marked."""

    name: str
    x: Numbers
    y: Numbers
    who: Who = "yours"
    ends: bool = False


@dataclass(frozen=True)
class Band:
    """Where right solutions run: from `low` to `high` at each x."""

    name: str
    x: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True)
class Dots:
    """Single points. `group` 0, 1, 2 chooses a shape and a color."""

    name: str
    x: Numbers
    y: Numbers
    group: int = 0
    who: Who = "yours"


@dataclass(frozen=True)
class Surface:
    """Heights over a rectangle, drawn as contour lines; row 0 lies at the lowest y."""

    x: Range
    y: Range
    heights: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Regions:
    """Which of three groups each cell of a rectangle belongs to; row 0 lies at the lowest y."""

    name: str
    x: Range
    y: Range
    groups: tuple[tuple[int, ...], ...]


Mark = Curve | Band | Dots | Surface | Regions


@dataclass(frozen=True)
class Chart:
    """Marks over two axes, the first one at the back. `says`: a sentence on what to look at."""

    x: str
    y: str
    marks: tuple[Mark, ...]
    says: str = ""
    square: bool = False
    title: str = ""


@dataclass(frozen=True)
class Matrix:
    """Counts of what was taken for what; row: what it is, column: what it was taken for."""

    rows: str
    columns: str
    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    says: str = ""
    title: str = ""


@dataclass(frozen=True)
class Picture:
    """A gray picture of 28 rows of 28 hexadecimal digits: 0 is paper, f is ink."""

    caption: str
    ink: tuple[str, ...]


@dataclass(frozen=True)
class Gallery:
    """A few small pictures."""

    pictures: tuple[Picture, ...]
    says: str = ""
    title: str = ""


@dataclass(frozen=True)
class Absent:
    """A plot that could not be drawn, and a sentence why."""

    title: str
    says: str


Figure = Chart | Matrix | Gallery
Drawn = Figure | Absent
_KINDS = {
    kind.__name__: kind
    for kind in (Curve, Band, Dots, Surface, Regions, Chart, Matrix, Picture, Gallery, Absent)
}


def dump(drawn: Sequence[Drawn]) -> str:
    """Figures as ASCII JSON."""
    return json.dumps([_packed(one) for one in drawn], allow_nan=False, separators=(",", ":"))


def load(text: str) -> tuple[Drawn, ...]:
    """What `dump` wrote."""
    return tuple(_unpacked(one) for one in json.loads(text))


def _packed(value: Any) -> Any:
    if type(value).__name__ in _KINDS:
        fields = {name: _packed(part) for name, part in vars(value).items()}
        return {"kind": type(value).__name__, **fields}
    if isinstance(value, tuple) and any(type(part).__name__ in _KINDS for part in value):
        return [_packed(part) for part in value]
    return value


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict):
        kind = _KINDS[value.pop("kind")]
        return kind(**{name: _unpacked(part) for name, part in value.items()})
    return tuple(_unpacked(part) for part in value) if isinstance(value, list) else value
