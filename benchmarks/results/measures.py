"""Instructor room: measured figures beside the course's, and the rule that compares the two."""

from __future__ import annotations

import runpy
import statistics
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[2]
SEEDS = range(5)


@dataclass(frozen=True)
class Measure:
    """One figure, for every seed.

    `values` has one entry per seed, or a single one where nothing is left to chance. `course` is
    what the course reports, to `digits` decimals, or None. `better` says which way is good news;
    empty where neither is. `chance` is what a seed decides: a "split" of shipped data (with the
    start and the order of the batches), or a "draw" of made data.
    """

    name: str
    values: tuple[float, ...]
    digits: int
    course: float | None = None
    better: Literal["higher", "lower", ""] = ""
    chance: Literal["split", "draw"] = "draw"

    @property
    def mean(self) -> float:
        return statistics.fmean(self.values)


@dataclass(frozen=True)
class Section:
    """What is published of one exercise.

    `shows` names the promise that the figures keep, `ran` the budget, `differs` where data or
    procedure are not the course's. `plot` is an SVG document and `alt` its text.
    """

    slug: str
    title: str
    shows: str
    ran: str
    differs: str
    measures: tuple[Measure, ...]
    plot: str
    alt: str


def verdict(measure: Measure) -> str:
    """Where the course's figure lies among the measured ones, all to the course's decimals."""
    if measure.course is None:
        return "the course gives no figure"
    course = round(measure.course, measure.digits)
    values = [round(value, measure.digits) for value in measure.values]
    if len(values) == 1:
        return "equal" if values[0] == course else "different"
    if min(values) <= course <= max(values):
        return f"inside the range of the {_count(values)} seeds"
    above = course > max(values)
    says = f"{'above' if above else 'below'} all {_count(values)} seeds"
    spread = statistics.stdev(measure.values)
    if spread > 0:
        away = abs(measure.course - measure.mean) / spread
        says += f", {away:.1f} standard deviations from their mean"
    if not measure.better:
        return says
    lucky = above == (measure.better == "higher")
    return f"{says}: {'a lucky' if lucky else 'an unlucky'} {measure.chance}"


def reference(slug: str) -> Any:
    """What the reference solution of an exercise defines, as attributes."""
    module = slug.partition("_")[2]
    return SimpleNamespace(
        **runpy.run_path(str(ROOT / "reference_solutions" / slug / f"{module}.py"))
    )


def _count(values: list[float]) -> str:
    names = {2: "two", 3: "three", 4: "four", 5: "five"}
    return names.get(len(values), str(len(values)))
