"""Trusted room: makes figures of what a submission answered. The vocabulary of an exercise's plots.

What came back from a student's code may be anything. The functions below raise `Wrong` unless it
is numbers of a fitting shape, and keep few of them: a page stays small, whoever it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks import Wrong, describe, numbers
from autograder.figures import (
    SIDE,
    Band,
    Chart,
    Curve,
    Dots,
    Figure,
    Gallery,
    Matrix,
    Numbers,
    Picture,
    Range,
    Regions,
    Surface,
    Who,
)
from autograder.sentences import say

__all__ = [
    "Chart",
    "Figure",
    "Gallery",
    "band",
    "curve",
    "dots",
    "matrix",
    "picture",
    "regions",
    "row",
    "surface",
]

MOST_POINTS = 200
"""Points of a curve, dots of one kind: of more, as many are kept at equal distances."""
MOST_ROWS = 64
"""Rows and columns of a surface."""
_HUGE = 1e12


def row(value: object, name: str = "", length: int | None = None) -> NDArray[np.float64]:
    """`value` as float64 of shape (n,), NaN and infinity included. Raises `Wrong`."""
    found = numbers(value)
    if found is None or found.dtype.kind not in "fi" or found.ndim != 1 or not len(found):
        raise Wrong(say("plot.no_row", name=_start(name), value=describe(value)))
    if length is not None and len(found) != length:
        raise Wrong(say("plot.length", name=_start(name), wanted=length, found=len(found)))
    return found.astype(np.float64)


def curve(
    name: str, x: object, y: object, who: Who = "yours", *, ends: bool = False, label: str = ""
) -> Curve:
    """A curve through (x[k], y[k]). `label` names y in a `Wrong`."""
    xs, ys = _pair(x, y, label or name)
    return Curve(name, _kept(xs), _kept(ys), who, ends)


def dots(name: str, x: object, y: object, group: int = 0, who: Who = "yours") -> Dots:
    """Dots at (x[k], y[k])."""
    xs, ys = _pair(x, y, name)
    return Dots(name, _kept(xs), _kept(ys), group, who)


def band(name: str, x: object, runs: Sequence[object]) -> Band:
    """From the lowest to the highest of several right runs, each as long as `x`."""
    xs = row(x, name)
    table = np.stack([row(run, name, len(xs)) for run in runs])
    return Band(name, _kept(xs), _kept(table.min(axis=0)), _kept(table.max(axis=0)))


def surface(x: Range, y: Range, heights: object) -> Surface:
    """Contours of finite `heights` of shape (rows, columns), at most 64 of each."""
    table = _table(heights, say("plot.surface"))
    return Surface(x, y, tuple(tuple(_short(v) for v in line) for line in table))


def regions(name: str, x: Range, y: Range, groups: object, count: int = 3) -> Regions:
    """Cells that belong to the groups 0 .. count - 1, of shape (rows, columns)."""
    table = _whole(_table(groups, name), count, name)
    return Regions(name, x, y, tuple(map(tuple, table.tolist())))


def matrix(rows: str, columns: str, true: object, taken: object, names: Sequence[str]) -> Matrix:
    """How often each of `names`, given by its number in `true`, was taken for which."""
    is_, was = (_whole(row(part, columns), len(names), columns) for part in (true, taken))
    if len(is_) != len(was):
        raise Wrong(say("plot.length", name=_start(columns), wanted=len(is_), found=len(was)))
    counts = np.zeros((len(names), len(names)), dtype=np.int64)
    np.add.at(counts, (is_, was), 1)
    return Matrix(rows, columns, tuple(names), tuple(map(tuple, counts.tolist())))


def picture(caption: str, pixels: NDArray[Any]) -> Picture:
    """A picture of `pixels`, shape (28, 28), 0 is paper and 255 ink. Only of the course's data."""
    levels = np.clip(np.asarray(pixels, dtype=np.float64) / 17, 0, 15).astype(np.int64)
    assert levels.shape == (SIDE, SIDE), "a picture has 28 rows and columns"
    return Picture(caption, tuple("".join(f"{v:x}" for v in line) for line in levels))


def _pair(x: object, y: object, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    xs = row(x, name)
    return xs, row(y, name, len(xs))


def _kept(values: NDArray[np.float64]) -> Numbers:
    if len(values) > MOST_POINTS:
        values = values[np.linspace(0, len(values) - 1, MOST_POINTS).round().astype(int)]
    return tuple(_short(v) if abs(v) <= _HUGE else None for v in values.tolist())


def _short(value: float) -> float:
    """Five digits are more than a screen has pixels for."""
    return float(f"{value:.5g}")


def _table(value: object, name: str) -> NDArray[np.float64]:
    found = numbers(value)
    if found is None or found.dtype.kind not in "fi" or found.ndim != 2 or not found.size:
        raise Wrong(say("plot.no_table", name=_start(name), value=describe(value)))
    if max(found.shape) > MOST_ROWS or not np.isfinite(found).all():
        raise Wrong(say("plot.too_many", name=_start(name)))
    return found.astype(np.float64)


def _whole(values: NDArray[np.float64], count: int, name: str) -> NDArray[np.int64]:
    if not (np.isfinite(values) & (values == values.round())).all():
        raise Wrong(say("plot.not_whole", name=_start(name)))
    if values.min() < 0 or values.max() >= count:
        raise Wrong(say("plot.outside", name=_start(name), most=count - 1))
    return values.astype(np.int64)


def _start(name: str) -> str:
    name = name or say("plot.result")
    return name[:1].upper() + name[1:]
