"""Trusted room: figures as a page shows them: drawn, and told in words for who cannot see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, is_dataclass, replace
from typing import Any

from markupsafe import Markup

from autograder.feedback.charts import chart, is_second, sample, small_picture
from autograder.figures import (
    Absent,
    Band,
    Chart,
    Curve,
    Dots,
    Drawn,
    Gallery,
    Mark,
    Matrix,
    Numbers,
    Regions,
    Surface,
)
from autograder.sentences import say
from autograder.visible import sentence

WORDS = 400
"""Characters of a text in a figure."""


@dataclass(frozen=True)
class Cell:
    """A number of a table; `shade` 0 to 4 is its share of the row, `right` marks the diagonal."""

    count: int
    shade: int
    right: bool


@dataclass(frozen=True)
class TableView:
    """A table of what was taken for what."""

    rows: str
    columns: str
    names: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class FigureView:
    """One figure. `told` says in words what it shows; `absent` why there is none."""

    title: str
    says: str = ""
    told: str = ""
    absent: str = ""
    drawing: Markup | None = None
    legend: tuple[tuple[Markup, str], ...] = ()
    table: TableView | None = None
    pictures: tuple[tuple[Markup, str], ...] = ()


def figure_views(drawn: Sequence[Drawn]) -> tuple[FigureView, ...]:
    """The figures in their order; where none could be drawn, only why the first one is missing."""
    absent = [one for one in drawn if isinstance(one, Absent)]
    shown = absent[:1] if len(absent) == len(drawn) else drawn
    return tuple(_view(_clean(one)) for one in shown)


def _clean(part: Any) -> Any:
    """A figure with harmless words: most are the course's own, but not what an exception says."""
    if isinstance(part, str):
        return sentence(part, WORDS)
    if isinstance(part, tuple) and part and not isinstance(part[0], int | float | tuple | None):
        return tuple(map(_clean, part))
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{name: _clean(value) for name, value in vars(part).items()})
    return part


def _view(figure: Drawn) -> FigureView:
    title = figure.title
    match figure:
        case Absent():
            return FigureView(title, absent=figure.says)
        case Chart():
            told = _told(figure)
            named = [
                (sample(mark, is_second(figure, mark)), mark.name)
                for mark in figure.marks
                if not isinstance(mark, Surface) and mark.name
            ]
            return FigureView(
                title,
                figure.says,
                told,
                drawing=chart(figure, title, told),
                legend=tuple(named),
            )
        case Matrix():
            return FigureView(title, figure.says, _mixed_up(figure), table=_table(figure))
        case Gallery():
            shown = tuple((small_picture(p), p.caption) for p in figure.pictures)
            told = "; ".join(caption for _, caption in shown)
            return FigureView(title, figure.says, told, pictures=shown)


def _told(figure: Chart) -> str:
    axes = say("figure.axes", y=figure.y, x=figure.x)
    parts = [axes, *(_mark(mark) for mark in figure.marks)]
    return ". ".join(part for part in parts if part) + "."


def _mark(mark: Mark) -> str:
    match mark:
        case Curve() if mark.name:
            points = _points(mark.x, mark.y)
            if not points:
                return say("figure.no_numbers", name=mark.name)
            first, last = _at(points[0]), _at(points[-1])
            return say("figure.curve", name=mark.name, first=first, last=last)
        case Band():
            low, high = _points(mark.x, mark.low), _points(mark.x, mark.high)
            if not low or not high:
                return ""
            ends = [
                say("figure.between", low=low[k][1], high=high[k][1], x=low[k][0]) for k in (0, -1)
            ]
            return say("figure.band", name=mark.name, first=ends[0], last=ends[1])
        case Dots():
            return say("figure.dots", name=mark.name, number=len(_points(mark.x, mark.y)))
        case Surface():
            flat = [height for row in mark.heights for height in row]
            return say("figure.surface", low=min(flat), high=max(flat))
        case Regions():
            flat_groups = [group for row in mark.groups for group in row]
            shares = (
                say("figure.share", percent=100 * flat_groups.count(n) / len(flat_groups), group=n)
                for n in sorted(set(flat_groups))
            )
            return f"{mark.name}: {', '.join(shares)}"
    return ""


def _points(x: Numbers, y: Numbers) -> list[tuple[float, float]]:
    both = zip(x, y, strict=True)
    return [(a, b) for a, b in both if a is not None and b is not None]


def _at(point: tuple[float, float]) -> str:
    return f"({point[0]:.3g}, {point[1]:.3g})"


def _table(figure: Matrix) -> TableView:
    cells = tuple(
        tuple(Cell(count, _shade(count, row), here == there) for there, count in enumerate(row))
        for here, row in enumerate(figure.counts)
    )
    return TableView(figure.rows, figure.columns, figure.names, cells)


def _shade(count: int, row: Iterable[int]) -> int:
    """0 for none, then 1 to 4 by its share of what the row holds."""
    share = count / (sum(row) or 1)
    return 0 if not count else 1 + sum(share > bound for bound in (0.1, 0.3, 0.6))


def _mixed_up(figure: Matrix) -> str:
    """How many were right, and what was mixed up most often."""
    wrong = sorted(
        (
            (count, figure.names[here], figure.names[there])
            for here, row in enumerate(figure.counts)
            for there, count in enumerate(row)
            if here != there and count
        ),
        key=lambda found: -found[0],
    )
    total = sum(map(sum, figure.counts))
    right = sum(row[here] for here, row in enumerate(figure.counts))
    if not wrong:
        return say("figure.right", right=right, total=total)
    often = ", ".join(
        say("figure.taken", what=here, other=there, number=count)
        for count, here, there in wrong[:3]
    )
    return say("figure.wrong", right=right, total=total, often=often)
