"""Instructor room: gradient descent and ascent (01, 02, 03), beside the course's figures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.results.measures import SEEDS, Measure, Section, reference
from benchmarks.results.svg import Panel, Series, draw

Gradient = Callable[[np.ndarray], np.ndarray]
MAXIMA = np.array([[-0.009318, 1.581368], [-0.4600, -0.6292], [1.2857, -0.0048]])
"""Of the peaks surface, to four decimals."""


def starting_value() -> Section:
    """01: from 0 exactly, descent never moves; from beside it, it does."""
    solution = reference("01_starting_value")
    grid = np.linspace(-2, 2, 2001)
    starts = [float(np.random.default_rng(seed).choice(grid)) for seed in SEEDS]
    paths = {
        start: solution.gradient_descent_1d(solution.df, start, 0.01, 100)[1]
        for start in (0.0, 1e-4, *starts)
    }
    measures = (
        Measure("end of the descent from 0", (paths[0.0][-1],), 6, course=0.0),
        Measure("end of the descent from 0.0001", (paths[1e-4][-1],), 6),
        Measure("end from a random start", tuple(paths[start][-1] for start in starts), 4),
    )
    alt = (
        f"Paths of gradient descent over 100 epochs. The one from 0 stays at {paths[0.0][-1]:g}; "
        f"the one from 0.0001 leaves it and ends at {paths[1e-4][-1]:.3f}; five random starts end "
        "in one of four minima."
    )
    epochs = range(101)
    lines = [Series(epochs, paths[start], "a", "random start") for start in starts]
    lines += [
        Series(epochs, paths[0.0], "b", "from 0"),
        Series(epochs, paths[1e-4], "c", "from 0.0001"),
    ]
    return Section(
        "01_starting_value",
        "Unfortunate starting value",
        "where a start at the top of a hill leads",
        "100 epochs at a rate of 0.01",
        "",
        measures,
        draw([Panel("x", "epoch", lines)], alt),
        alt,
    )


def gradient_ascent() -> Section:
    """02: the sign. Plus goes up, both ways alike; minus goes down, to the course's very point."""
    solution = reference("02_gradient_ascent")

    def gradient(point: np.ndarray) -> np.ndarray:
        return np.array(solution.peaks_gradient(point[0], point[1]))

    def down(gradient: Gradient, start: np.ndarray, rate: float, epochs: int) -> np.ndarray:
        path: np.ndarray = solution.ascend_by_sign(lambda p: -gradient(p), start, rate, epochs)
        return path

    uphill, apart, arrived = [], [], []
    ups, downs = [], []
    for seed in SEEDS:
        starts = np.random.default_rng(seed).uniform(-2, 2, (40, 2))
        by_sign = [solution.ascend_by_sign(gradient, start, 0.01, 1000) for start in starts]
        negated = [
            solution.ascend_by_negation(down, gradient, start, 0.01, 1000) for start in starts
        ]
        heights = np.array([solution.peaks(path[:, 0], path[:, 1]) for path in by_sign])
        # At the top, steps are smaller than what float64 can tell apart.
        uphill.append(100 * float((np.diff(heights) >= -1e-12).mean()))
        apart.append(float(np.abs(np.array(by_sign) - np.array(negated)).max()))
        ends = np.array([path[-1] for path in by_sign])
        nearest = np.abs(ends[:, None] - MAXIMA).max(axis=2).min(axis=1)
        arrived.append(100 * float((nearest < 1e-3).mean()))
        ups.append(heights[0])
        path = down(gradient, starts[0], 0.01, 1000)
        downs.append(solution.peaks(path[:, 0], path[:, 1]))
    end = down(gradient, np.array([-1.16863, 1.13353]), 0.01, 1000)[-1]
    measures = (
        Measure("steps of ascent that go uphill, %", tuple(uphill), 1),
        Measure("largest distance between the two ways", tuple(apart), 6),
        Measure("ascents that end at a maximum, %", tuple(arrived), 1),
        Measure("df/dx at (1, 1)", (float(gradient(np.ones(2))[0]),), 8, course=-1.07369833656079),
        Measure("descent from (-1.16863, 1.13353): x", (float(end[0]),), 5, course=-1.34740),
        Measure("descent from (-1.16863, 1.13353): y", (float(end[1]),), 5, course=0.20452),
    )
    alt = (
        "Height over the first 100 epochs from five random starts. With a plus every path climbs, "
        "with a minus every path falls."
    )
    epochs = range(101)  # nothing is seen to move after that
    lines = [Series(epochs, heights[:101], "a", "ascent (+)") for heights in ups]
    lines += [Series(epochs, heights[:101], "b", "descent (−)") for heights in downs]
    return Section(
        "02_gradient_ascent",
        "Gradient ascent in two dimensions",
        "the sign of gradient ascent",
        "five times 40 random starts, 1000 epochs at a rate of 0.01, both ways of ascent",
        "",
        measures,
        draw([Panel("height f(x, y)", "epoch", lines)], alt),
        alt,
    )


def learning_rate() -> Section:
    """03: one start for all three schedules, where the course drew one for each."""
    solution = reference("03_learning_rate")
    schedules = [
        solution.fixed_rate,
        solution.time_based_rate,
        solution.gradient_based_rate,
    ]
    bases = [0.01, 0.1, 0.01]

    def slope(x: float) -> float:
        return 6 * x - 3  # of 3x² - 3x + 4

    all_paths = []
    for seed in SEEDS:
        start = float(np.random.default_rng(seed).choice(np.linspace(-2, 2, 2001)))
        all_paths.append(
            solution.compare(solution.descend, slope, start, schedules, bases, epochs=50)
        )
    paths = np.array(all_paths)
    away = np.abs(paths - 0.5)  # 0.5 is where the parabola is lowest
    measures = (
        Measure("distance to 0.5 after 50 epochs, fixed", tuple(away[:, 0, -1]), 2, course=0.07),
        Measure("the same, gradient-based", tuple(away[:, 2, -1]), 2, course=0.05),
        Measure("the same, time-based", tuple(away[:, 1, -1]), 2, course=0.0),
        Measure(
            "epochs until the distance is below 0.01, time-based",
            tuple(float(row.argmax() + 1) for row in away[:, 1] < 0.01),
            0,
            course=6,
        ),
    )
    names = ("fixed", "time-based", "gradient-based")
    alt = (
        "x against epoch from five starts, for three schedules. The time-based rate arrives at 0.5 "
        f"after about {measures[3].mean:.0f} epochs; after 50 the fixed one is "
        f"{measures[0].mean:.2f} away on average, the gradient-based {measures[1].mean:.2f}."
    )
    lines = [
        Series(range(1, 51), path[k], color, names[k])
        for path in paths
        for k, color in enumerate("abc")
    ]
    return Section(
        "03_learning_rate",
        "Fixed and dynamic learning rates",
        "how soon three schedules arrive",
        "50 epochs, bases 0.01, 0.1 and 0.01",
        "The course's figures are read from its plot, where every schedule had a random start of "
        "its own; here the three share one.",
        measures,
        draw([Panel("x", "epoch", lines)], alt),
        alt,
    )
