"""Trusted room: figures as a page shows them: drawn, and told in words for who cannot see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from autograder.feedback.charts import chart, sample, small_picture
from autograder.feedback.text import line, sentence
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
    return tuple(map(_view, shown))


def _view(figure: Drawn) -> FigureView:
    title = sentence(figure.title, 120)
    match figure:
        case Absent():
            return FigureView(title, absent=sentence(figure.says, 300))
        case Chart():
            told = sentence(_told(figure), 1200)
            named = [
                (sample(mark), line(mark.name, 60))
                for mark in figure.marks
                if not isinstance(mark, Surface) and mark.name
            ]
            return FigureView(
                title,
                sentence(figure.says, 400),
                told,
                drawing=chart(figure, title, told),
                legend=tuple(named),
            )
        case Matrix():
            return FigureView(
                title, sentence(figure.says, 400), _mixed_up(figure), table=_table(figure)
            )
        case Gallery():
            shown = tuple((small_picture(p), line(p.caption, 60)) for p in figure.pictures)
            told = "; ".join(caption for _, caption in shown)
            return FigureView(title, sentence(figure.says, 400), told, pictures=shown)


def _told(figure: Chart) -> str:
    parts = [f"{figure.y} against {figure.x}", *(_mark(mark) for mark in figure.marks)]
    return ". ".join(part for part in parts if part) + "."


def _mark(mark: Mark) -> str:
    match mark:
        case Curve() if mark.name:
            points = _points(mark.x, mark.y)
            if not points:
                return f"{mark.name}: no finite numbers"
            return f"{mark.name}: from {_at(points[0])} to {_at(points[-1])}"
        case Band():
            low, high = _points(mark.x, mark.low), _points(mark.x, mark.high)
            if not low or not high:
                return ""
            ends = [f"between {a[1]:.3g} and {b[1]:.3g}" for a, b in zip(low, high, strict=False)]
            return f"{mark.name}: {ends[0]} at {low[0][0]:g}, {ends[-1]} at {low[-1][0]:g}"
        case Dots():
            return f"{mark.name}: {len(_points(mark.x, mark.y))} points"
        case Surface():
            flat = [height for row in mark.heights for height in row]
            return f"Contour lines of heights from {min(flat):.3g} to {max(flat):.3g}"
        case Regions():
            flat_groups = [group for row in mark.groups for group in row]
            shares = (
                f"{100 * flat_groups.count(group) / len(flat_groups):.0f} % of it in group {group}"
                for group in sorted(set(flat_groups))
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
    names = tuple(line(name, 12) for name in figure.names)
    return TableView(line(figure.rows, 60), line(figure.columns, 60), names, cells)


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
    often = ", ".join(f"{here} taken for {there} ({count}×)" for count, here, there in wrong[:3])
    return f"{right} of {total} right" + (f"; most often wrong: {often}." if often else ".")
