"""The results page: its verdicts follow from the figures, its plots show what they are given."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
import torch

from benchmarks.results.batches import Shuffled
from benchmarks.results.measures import Measure, Section, verdict
from benchmarks.results.page import shown, text
from benchmarks.results.svg import MOST_POINTS, Panel, Series, decades, draw, thinned, ticks

FIVE = (93.0, 94.0, 95.0, 94.5, 93.5)
SVG = "{http://www.w3.org/2000/svg}"


def accuracy(course: float | None, digits: int = 2) -> Measure:
    return Measure("accuracy", FIVE, digits, course, better="higher", chance="split")


@pytest.mark.parametrize(
    ("measure", "says"),
    [
        (accuracy(None), "the course gives no figure"),
        (accuracy(93.0), "inside the range of the five seeds"),
        (accuracy(95.0), "inside the range of the five seeds"),
        (accuracy(95.25), "above all five seeds, 1.6 standard deviations from their mean: "),
        (accuracy(95.25), ": a lucky split"),
        (accuracy(92.99), "below all five seeds, 1.3 standard deviations from their mean: "),
        (accuracy(92.99), ": an unlucky split"),
        (accuracy(95.25, digits=0), "inside the range of the five seeds"),
        (Measure("loss", FIVE, 0, 50.0, better="lower"), ": a lucky draw"),
        (Measure("loss", FIVE, 0, 97.0, better="lower"), ": an unlucky draw"),
        (Measure("share", (1.0, 1.0), 0, 2.0), "above all two seeds"),
        (Measure("slope", (-1.07369834,), 5, -1.0737), "equal"),
        (Measure("slope", (-1.07369834,), 8, -1.0737), "different"),
    ],
)
def test_the_verdict_follows_from_the_figures(measure: Measure, says: str) -> None:
    assert says in verdict(measure)


def test_neither_way_is_lucky_where_neither_is_good_news() -> None:
    assert "lucky" not in verdict(Measure("effect", FIVE, 1, 20.9, chance="split"))


def test_figures_have_the_decimals_of_the_course() -> None:
    assert [shown(v, 2) for v in (95.246, -0.001, 0.0)] == ["95.25", "0.00", "0"]


def test_the_page_holds_every_figure_and_points_at_its_plot() -> None:
    measures = (accuracy(95.25), Measure("slope", (2.0,), 1, 2.0))
    section = Section("02_gradient_ascent", "T", "S", "R", "D.", measures, "<svg/>", "an alt text")
    page = text([section], {"02_gradient_ascent": 12.4})
    assert "| accuracy | 95.25 | 93.00 | 94.00 | 95.00 | 94.50 | 93.50 | 94.00 |" in page
    assert "| slope | 2.0 | 2.0 | equal |" in page
    assert "![an alt text](results/02_gradient_ascent.svg)" in page
    assert "the course's 95.25 is above all five seeds" in page
    assert "| all | 12.4 |" in page
    assert "A lucky split or draw of the course: 02, accuracy (95.25)." in page
    assert "An unlucky split or draw of the course: none." in page


def test_batches_are_full_disjoint_and_new_each_time() -> None:
    rows = torch.arange(10.0)[:, None]
    batches = Shuffled(rows, torch.arange(10), 4)
    passes = [list(batches), list(batches)]
    for taken in passes:
        assert len(taken) == len(batches) == 2 and all(len(x) == len(y) == 4 for x, y in taken)
        labels = torch.cat([y for _, y in taken])
        assert len(labels.unique()) == 8
        assert torch.equal(torch.cat([x for x, _ in taken])[:, 0], labels.float())
    assert not torch.equal(passes[0][0][1], passes[1][0][1])


def test_a_plot_is_well_formed_and_inside_its_frame() -> None:
    lines = [
        Series(range(1000), [2.0**-k for k in range(1000)], "a", "falls & falls"),
        Series([0, 999], [1.0, 1e-3], "b", "dots", dots=True),
    ]
    panels = [Panel("one < two", "epoch", [lines[1]], course=(0.5,), log=True)]
    panels.append(Panel("two", "epoch", lines))
    tree = ElementTree.fromstring(draw(panels, 'an "alt" text'))
    assert tree.findtext(f"{SVG}title") == 'an "alt" text'
    width, height = float(tree.get("width", "")), float(tree.get("height", ""))
    circles = [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in tree.iter(f"{SVG}circle")]
    assert len(circles) == 2 * (2 + 1)  # two dots and one in the legend, in both panels
    assert all(0 < x < width and 0 < y < height for x, y in circles)
    dashes = [p for p in tree.iter(f"{SVG}path") if p.get("class") == "course"]
    assert len(dashes) == 2  # the course's figure, and its mark in the legend


@pytest.mark.parametrize(
    ("low", "high", "want"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (93.2, 95.25, [93, 93.5, 94, 94.5, 95, 95.5]),
        (-0.47, 1.42, [-0.5, 0, 0.5, 1, 1.5]),
        (3, 3, [3, 4]),
    ],
)
def test_ticks_are_round_and_cover_the_data(low: float, high: float, want: list[float]) -> None:
    assert ticks(low, high) == want


def test_decades_cover_the_data() -> None:
    assert decades(0.03, 50) == [0.01, 0.1, 1, 10, 100]
    assert decades(1, 1) == [1, 10]


def test_long_lines_are_thinned_and_keep_their_ends() -> None:
    points = [(float(k), 0.0) for k in range(10_000)]
    kept = thinned(points)
    assert len(kept) <= MOST_POINTS + 1 and kept[0] == points[0] and kept[-1] == points[-1]
    assert thinned(points[:3]) == points[:3]
