"""Trusted room: draws figures as SVG: the same bytes for the same numbers, no script, no ids.

Colors come from the page's style, so one drawing serves light, dark and print. No meaning rests on
color alone: what is the student's own is a thick line, right answers are thin, dashed or a band;
of two bands the second has solid edges.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup

from autograder.feedback.axes import Scale, limits
from autograder.feedback.contours import contours
from autograder.feedback.svg import Point, path, short, tag, text
from autograder.figures import (
    SIDE,
    Band,
    Chart,
    Curve,
    Dots,
    Mark,
    Numbers,
    Picture,
    Regions,
    Surface,
)

WIDTH, HEIGHT, SQUARE = 360, 250, 356
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 14, 8, 44
LEVELS = 14
GROUPS = 3
_CORNERS = {1: ((-3, -3), (3, -3), (3, 3), (-3, 3)), 2: ((-4, 3), (4, 3), (0, -4))}


def chart(figure: Chart, title: str, told: str) -> Markup:
    """A chart, with its title and what it shows in words for those who cannot see it."""
    height = SQUARE if figure.square else HEIGHT
    (x_low, x_high), (y_low, y_high) = limits(figure)
    wide, high = WIDTH - _LEFT - _RIGHT, height - _TOP - _BOTTOM
    x, y = Scale(x_low, x_high, 0, wide), Scale(y_low, y_high, high, 0)
    inner = [part for mark in figure.marks for part in _mark(mark, x, y, is_second(figure, mark))]
    return tag(
        "svg",
        tag("title", title),
        tag("desc", told),
        *_axes(figure, x, y),
        # An inner svg cuts off what lies outside of it.
        tag("svg", *inner, x=_LEFT, y=_TOP, width=wide, height=high),
        tag("rect", x=_LEFT, y=_TOP, width=wide, height=high, class_="frame"),
        viewBox=f"0 0 {WIDTH} {height}",
        class_="plot",
        role="img",
    )


def is_second(figure: Chart, mark: Mark) -> bool:
    """Whether `mark` is a band, and not the first one of its chart."""
    bands = [one for one in figure.marks if isinstance(one, Band)]
    return any(one is mark for one in bands[1:])


def sample(mark: Mark, second: bool = False) -> Markup:
    """How a mark looks, for the legend; a band may be the `second` one."""
    x, y = Scale(0, 1, 0, 28), Scale(0, 1, 14, 0)
    parts: Iterator[Markup]
    if isinstance(mark, Curve):
        parts = _curve(Curve("", (0.05, 0.95), (0.5, 0.5), mark.who), x, y)
    elif isinstance(mark, Band):
        parts = _band(Band("", (0.0, 1.0), (0.1, 0.1), (0.9, 0.9)), x, y, second)
    elif isinstance(mark, Dots):
        parts = _dots(Dots("", (0.5,), (0.5,), mark.group, mark.who), x, y)
    else:
        boxes = (f"M{9 * n + 1} 2h8v10h-8z" for n in range(GROUPS))
        parts = (tag("path", d=box, class_=f"region group{n}") for n, box in enumerate(boxes))
    return tag("svg", *parts, viewBox="0 0 28 14", class_="sample", aria_hidden="true")


def small_picture(picture: Picture) -> Markup:
    """A picture of ink on paper, in two shades. Its caption is beside it, so it needs no label."""
    return tag(
        "svg",
        tag("path", d=_ink(picture, 3, 9), class_="pale"),
        tag("path", d=_ink(picture, 9, 16), class_="ink"),
        viewBox=f"0 0 {SIDE} {SIDE}",
        class_="picture",
        aria_hidden="true",
    )


def _axes(figure: Chart, x: Scale, y: Scale) -> Iterator[Markup]:
    bottom = _TOP + y.start
    for value, words in x.ticks:
        at = _LEFT + x.at(value)
        yield tag("path", d=path([[(at, _TOP), (at, bottom)]]), class_="grid")
        yield text(words, at, bottom + 16, text_anchor="middle")
    for value, words in y.ticks:
        at = _TOP + y.at(value)
        yield tag("path", d=path([[(_LEFT, at), (_LEFT + x.end, at)]]), class_="grid")
        yield text(words, _LEFT - 6, at + 4, text_anchor="end")
    middle = _TOP + y.start / 2
    yield text(figure.x, _LEFT + x.end / 2, bottom + 36, text_anchor="middle", class_="axis")
    turned = f"rotate(-90 11 {short(middle)})"
    yield text(figure.y, 11, middle, text_anchor="middle", class_="axis", transform=turned)


def _mark(mark: Mark, x: Scale, y: Scale, second: bool) -> Iterator[Markup]:
    match mark:
        case Curve():
            return _curve(mark, x, y)
        case Band():
            return _band(mark, x, y, second)
        case Dots():
            return _dots(mark, x, y)
        case Surface():
            return _surface(mark, x, y)
        case Regions():
            return _regions(mark, x, y)


def _curve(mark: Curve, x: Scale, y: Scale) -> Iterator[Markup]:
    lines = _unbroken(mark.x, mark.y, x, y)
    yield tag("path", d=path(lines), class_=f"curve {mark.who}")
    if mark.ends and lines:
        (first_x, first_y), (last_x, last_y) = lines[0][0], lines[-1][-1]
        yield tag("circle", cx=short(first_x), cy=short(first_y), r=4.5, class_="start")
        yield tag("circle", cx=short(last_x), cy=short(last_y), r=4.5, class_="end")


def _band(mark: Band, x: Scale, y: Scale, second: bool) -> Iterator[Markup]:
    low = _unbroken(mark.x, mark.low, x, y)
    high = _unbroken(mark.x, mark.high, x, y)
    if len(low) == len(high) == 1:
        yield tag("path", d=path([low[0] + high[0][::-1]], closed=True), class_="band")
        edge = "edge second" if second else "edge"
        yield tag("path", d=path([low[0], high[0]]), class_=edge)


def _dots(mark: Dots, x: Scale, y: Scale) -> Iterator[Markup]:
    points = [point for line in _unbroken(mark.x, mark.y, x, y) for point in line]
    corners = _CORNERS.get(mark.group)
    if corners:
        shapes = [[(a + dx, b + dy) for dx, dy in corners] for a, b in points]
        drawn = path(shapes, closed=True)
    else:
        circle = "a3 3 0 1 0 6 0a3 3 0 1 0-6 0z"
        drawn = "".join(f"M{short(a - 3)} {short(b)}{circle}" for a, b in points)
    yield tag("path", d=drawn, class_=f"dots group{mark.group} {mark.who}")


def _surface(mark: Surface, x: Scale, y: Scale) -> Iterator[Markup]:
    """Contours at equal distances; those below zero are dashed, as on maps."""
    rows, columns = len(mark.heights) - 1, len(mark.heights[0]) - 1

    def place(point: Point) -> Point:
        across, up = point[0] / columns, point[1] / rows
        at_x = mark.x[0] + across * (mark.x[1] - mark.x[0])
        return x.at(at_x), y.at(mark.y[0] + up * (mark.y[1] - mark.y[0]))

    for below, class_ in ((False, "level"), (True, "level below")):
        lines = [line for level, line in _contours(mark.heights) if (level < 0) == below]
        yield tag("path", d=path([place(point) for point in line] for line in lines), class_=class_)


@lru_cache(maxsize=8)
def _contours(heights: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, list[Point]], ...]:
    """(level, line) of a surface; kept, because a class has one landscape."""
    low, high = min(map(min, heights)), max(map(max, heights))
    if low == high:
        return ()
    levels = (low + (number + 0.5) * (high - low) / LEVELS for number in range(LEVELS))
    return tuple((level, line) for level in levels for line in contours(heights, level))


def _regions(mark: Regions, x: Scale, y: Scale) -> Iterator[Markup]:
    """Runs of equal cells in each row, as one path for each group."""
    tall = (mark.y[1] - mark.y[0]) / len(mark.groups)
    wide = (mark.x[1] - mark.x[0]) / len(mark.groups[0])
    for group in range(GROUPS):
        boxes = []
        for number, cells in enumerate(mark.groups):
            bottom, top = y.at(mark.y[0] + number * tall), y.at(mark.y[0] + (number + 1) * tall)
            for start, end in _runs([cell == group for cell in cells]):
                left, right = x.at(mark.x[0] + start * wide), x.at(mark.x[0] + end * wide)
                boxes.append([(left, bottom), (right, bottom), (right, top), (left, top)])
        yield tag("path", d=path(boxes, closed=True), class_=f"region group{group}")


def _unbroken(xs: Numbers, ys: Numbers, x: Scale, y: Scale) -> list[list[Point]]:
    """Pixels of the points, cut where there is a gap."""
    lines: list[list[Point]] = [[]]
    for a, b in zip(xs, ys, strict=True):
        if a is None or b is None:
            lines.append([])
        else:
            lines[-1].append((x.at(a), y.at(b)))
    return [line for line in lines if line]


def _runs(cells: list[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for number, cell in enumerate([*cells, False]):
        if cell and start is None:
            start = number
        elif not cell and start is not None:
            yield start, number
            start = None


def _ink(picture: Picture, low: int, high: int) -> str:
    rows = ([low <= int(digit, 16) < high for digit in line] for line in picture.ink)
    return "".join(
        f"M{start} {number}h{end - start}v1h{start - end}z"
        for number, row in enumerate(rows)
        for start, end in _runs(row)
    )
