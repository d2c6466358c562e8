"""Figures: made of untrusted numbers, kept as JSON, drawn as SVG that says what it shows."""

from __future__ import annotations

import itertools
import json
import math
import re
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checks import Wrong
from autograder.feedback.axes import Scale, limits
from autograder.feedback.charts import chart, sample, small_picture
from autograder.feedback.contours import contours
from autograder.feedback.figures import figure_views
from autograder.feedback.page import TEMPLATES
from autograder.feedback.svg import path, tag
from autograder.figures import (
    Absent,
    Chart,
    Curve,
    Drawn,
    Gallery,
    Matrix,
    Picture,
    dump,
    load,
)
from autograder.plots import band, curve, dots, matrix, picture, regions, row, surface

GRID = np.add.outer(np.linspace(-1, 1, 9) ** 2, np.linspace(-1, 1, 9) ** 2)
NAN, INF = float("nan"), float("inf")


def every_kind(words: str = "words", scale: float = 1.0) -> tuple[Drawn, ...]:
    """A figure of every kind, with `words` wherever there are any."""
    x = np.arange(30.0)
    y = scale * np.sin(x)
    marks = (
        surface((0, 30), (-2, 2), GRID - 1),
        band(words, x, [y - 1, y + 1, y]),
        curve(words, x, y, ends=True),
        curve(words, x, -y, "right"),
        curve("", x, 0 * x, "guide"),
        *(dots(words, x[group::3], y[group::3], group) for group in range(3)),
        dots(words, x, y, who="right"),
    )
    plane = regions(words, (0, 1), (0, 1), np.arange(16).reshape(4, 4) % 3)
    shades = np.arange(784).reshape(28, 28) % 256
    return (
        Chart(words, words, marks, words, title=words),
        Chart(words, words, (plane,), words, square=True, title=words),
        Matrix(words, words, (words, words), ((3, 1), (0, 7)), words, words),
        Gallery((Picture(words, picture("", shades).ink),) * 2, words, words),
        Absent(words, words),
    )


@pytest.mark.parametrize(
    "value",
    [None, "12", [], [[1.0]], [1, "2"], {"a": 1}, [True, False], 3.0, [[1], [2, 3]], object()],
    ids=lambda v: repr(v).partition(" at 0x")[0],
)
def test_what_is_no_row_of_numbers_is_wrong(value: object) -> None:
    with pytest.raises(Wrong, match="should be a row of numbers"):
        row(value)
    with pytest.raises(Wrong):
        curve("c", [1.0, 2.0], value)
    with pytest.raises(Wrong):
        dots("d", value, [1.0])
    with pytest.raises(Wrong):
        band("b", [1.0, 2.0], [[1.0, 2.0], value])


def test_lengths_must_agree() -> None:
    with pytest.raises(Wrong, match="should hold 3 numbers; it holds 2"):
        curve("your losses", [1, 2, 3], [1.0, 2.0])
    with pytest.raises(Wrong, match="should hold 2 numbers; it holds 1"):
        matrix("is", "said", [0, 1], [1], ["a", "b"])


@pytest.mark.parametrize("said", [[0, 2], [0, -1], [0, 0.5], [0, NAN], [0, 1e300]], ids=repr)
def test_groups_that_are_not_there_are_wrong(said: list[float]) -> None:
    with pytest.raises(Wrong):
        matrix("is", "said", [0, 1], said, ["a", "b"])
    with pytest.raises(Wrong):
        regions("r", (0, 1), (0, 1), [said], count=2)


def test_a_surface_is_small_and_finite() -> None:
    for heights in (np.zeros((65, 2)), np.full((3, 3), NAN), np.zeros(4), [["a"]]):
        with pytest.raises(Wrong):
            surface((0, 1), (0, 1), heights)


def test_many_points_are_thinned_and_both_ends_stay() -> None:
    long = curve("c", np.arange(100_000), np.arange(100_000.0))
    assert len(long.x) == len(long.y) == 200
    assert (long.x[0], long.x[-1]) == (0, 99_999)


def test_what_cannot_be_drawn_is_a_gap() -> None:
    assert curve("c", [0, 1, 2, 3, 4], [1, NAN, INF, -1e300, 2]).y == (1, None, None, None, 2)


@pytest.mark.parametrize("scale", [1.0, 1e-9, 1e11, 0.0])
def test_figures_come_back_from_json_as_they_were(scale: float) -> None:
    figures = every_kind("ä\ud800</script>", scale)
    text = dump(figures)
    assert load(text) == figures
    assert text.isascii() and "NaN" not in text and "Infinity" not in text


def test_a_matrix_counts_each_pair() -> None:
    found = matrix("is", "said", [0, 0, 0, 1], np.array([0, 1, 1, 1]), ["a", "b"])
    assert found.counts == ((1, 2), (0, 1))
    (view,) = figure_views([found])
    assert view.told == "2 of 4 right; most often wrong: a taken for b (2×)."
    assert view.table is not None
    assert [[cell.shade for cell in cells] for cells in view.table.cells] == [[3, 4], [0, 4]]


def test_contours_of_a_bowl_are_circles() -> None:
    size = 41
    axis = np.linspace(-1, 1, size)
    bowl = np.add.outer(axis**2, axis**2).tolist()
    (ring,) = contours(bowl, 0.49)
    assert ring[0] == ring[-1]
    for across, up in ring:
        x, y = (2 * at / (size - 1) - 1 for at in (across, up))
        assert math.hypot(x, y) == pytest.approx(0.7, abs=0.002)


def test_a_saddle_is_parted_and_a_plain_has_no_contours() -> None:
    assert len(contours([[1, 0], [0, 1]], 0.5)) == 2
    assert contours([[0, 1], [1, 0]], 0.4) != contours([[0, 1], [1, 0]], 0.6)
    assert contours([[2, 2], [2, 2]], 1) == []


def test_a_contour_that_leaves_the_table_is_an_open_line() -> None:
    slope = [[0.0, 1.0, 2.0]] * 4
    (line,) = contours(slope, 0.5)
    assert sorted(line) == [(0.5, 0), (0.5, 1), (0.5, 2), (0.5, 3)]


def test_a_curve_that_runs_away_does_not_flatten_the_others() -> None:
    right = curve("right", [0, 1, 2], [1.0, 0.5, 0.2], "right")
    for last in (1e9, -1e9):
        mine = curve("yours", [0, 1, 2], [1.0, 2.0, last])
        low, high = limits(Chart("x", "y", (right, mine)))[1]
        assert high - low < 4 * 0.8
    low, high = limits(Chart("x", "y", (curve("yours", [0, 1], [5.0, 5.0]),)))[1]
    assert low < 5 < high
    assert limits(Chart("x", "y", (Curve("yours", (None,), (None,)),)))[1][0] < 1


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3, 3), (0.69, 0.7), (0, 12345), (-1e-7, 1e-7)])
def test_ticks_are_few_round_and_inside(low: float, high: float) -> None:
    ticks = Scale(low, high, 0, 100).ticks
    assert 2 <= len(ticks) <= 7
    assert all(low - 1e-9 <= value <= high + 1e-9 for value, _ in ticks)
    assert len({words for _, words in ticks}) == len(ticks)


def test_steps_of_a_path_do_not_add_up_their_rounding() -> None:
    points = [(0.04 * k, 0.0) for k in range(1000)]
    d = path([points])
    end = sum(float(part) for part in d.partition("l")[2].split()[::2])
    assert end == pytest.approx(0.04 * 999, abs=0.06)
    assert path([[(1.0, 1.0)]]) == "" and path([]) == ""


def test_no_text_becomes_an_element() -> None:
    hostile = '"><script>alert(1)</script>'
    assert "<script" not in tag("text", hostile, class_=hostile)
    for figure in figure_views(every_kind(hostile)):
        drawn = (figure.drawing, *(s for s, _ in figure.legend), *(p for p, _ in figure.pictures))
        assert not any("<script" in (part or "") for part in drawn)


def drawings() -> list[Any]:
    views = figure_views(every_kind())
    return [view.drawing for view in views if view.drawing]


def test_a_drawing_says_what_it_shows() -> None:
    assert len(drawings()) == 2
    for drawn, view in zip(drawings(), figure_views(every_kind())[:2], strict=True):
        root = ET.fromstring(drawn)
        assert root.get("role") == "img"
        assert [child.tag for child in root][:2] == ["title", "desc"]
        assert root.findtext("title") == view.title and root.findtext("desc") == view.told
    told = figure_views(every_kind())[0].told
    assert "words: from (0, 0) to (29, -0.664)" in told
    assert "heights from -1 to 1" in told and "words: 10 points" in told
    assert figure_views(every_kind())[1].told.endswith(
        "38 % of it in group 0, 31 % of it in group 1, 31 % of it in group 2."
    )


def test_a_drawing_is_the_same_every_time_and_needs_nothing() -> None:
    assert drawings() == drawings()
    for drawn in drawings():
        names = {element.tag for element in ET.fromstring(drawn).iter()}
        assert names <= {"svg", "title", "desc", "path", "text", "rect", "circle"}
        attributes = set(itertools.chain(*(e.attrib for e in ET.fromstring(drawn).iter())))
        assert not attributes & {"href", "style", "id", "onload", "fill", "stroke"}


def test_a_drawing_is_small_however_much_is_in_it() -> None:
    draw = np.random.default_rng(1)
    x = draw.normal(size=100_000)
    marks = [curve(str(k), x, draw.normal(size=100_000)) for k in range(12)]
    assert len(chart(Chart("x", "y", tuple(marks)), "title", "told")) < 60_000
    rough = surface((0, 1), (0, 1), draw.normal(size=(64, 64)))
    assert len(dump([Chart("x", "y", (rough,))])) < 60_000
    smooth = surface((0, 1), (0, 1), np.add.outer(np.sin(np.arange(64) / 9), np.arange(64) / 30))
    assert len(chart(Chart("x", "y", (smooth,)), "title", "told")) < 60_000


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(width=64), min_size=1, max_size=20))
def test_any_numbers_can_be_drawn(values: list[float]) -> None:
    figure = Chart(
        "x", "y", (curve("c", values, values[::-1], ends=True), dots("d", values, values))
    )
    ET.fromstring(chart(figure, "title", "told"))
    assert load(dump([figure])) == (figure,)
    json.loads(dump([figure]), parse_constant=pytest.fail)


def test_pictures_and_samples_are_decoration_beside_their_words() -> None:
    (first, _), *_ = figure_views(every_kind())[3].pictures
    assert 'aria-hidden="true"' in first
    assert 'aria-hidden="true"' in sample(curve("c", [0, 1], [0, 1]))
    blank = small_picture(Picture("", ("0" * 28,) * 28))
    assert blank.count('d=""') == 2


def test_where_nothing_could_be_drawn_one_sentence_says_why() -> None:
    views = figure_views([Absent("one", "Because."), Absent("two", "Because of that.")])
    assert [(view.title, view.absent) for view in views] == [("one", "Because.")]
    assert [v.absent for v in figure_views([Absent("one", "Because."), *every_kind()[:1]])] == [
        "Because.",
        "",
    ]


def test_two_bands_are_told_apart_without_color() -> None:
    """In the drawing and in the legend, also where both are the same numbers."""
    runs = [[1.0, 2.0], [2.0, 3.0]]
    one, two = (band(name, [0.0, 1.0], runs) for name in ("training", "test"))
    (shown,) = figure_views([Chart("epoch", "loss", (one, two), title="A")])
    assert shown.drawing is not None
    edges = re.findall(r'class="(edge[^"]*)"', shown.drawing)
    assert edges == ["edge", "edge second"]
    assert [re.findall(r'class="(edge[^"]*)"', drawn) for drawn, _ in shown.legend] == [
        *(["edge"], ["edge second"]),
    ]
    css = (TEMPLATES / "page.css.j2").read_text("utf-8")
    assert ".edge.second { stroke-dasharray: none; }" in css
