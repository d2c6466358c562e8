# instructor room · gradeproof-canary-6f1d2c9a
"""What the page shows of this exercise: the student's own descents into the four valleys."""

import numpy as np

from autograder.checks import array
from autograder.plots import Chart, curve

STARTS = (-1.9, -0.6, 0.0, 1.15)
RATE, EPOCHS = 0.004, 80


def descents(solution, inside, seed):
    """The paths of a solution along its own slope, each of shape (81,)."""

    def slope(x):
        return float(array(solution.df(float(x)), name="the slope").reshape(-1)[0])

    paths = []
    for start in STARTS:
        _, path = solution.gradient_descent_1d(slope, start, RATE, EPOCHS)
        paths.append(array(path, (EPOCHS + 1,), name="the path"))
    return paths


def heights(solution, inside, seed):
    """x and the height of the landscape there."""
    x = np.linspace(-2.05, 2.05, 200)
    return x, solution.f(x)


def plot_descents(submission, inside, right):
    """Your descents into the valleys"""
    x, y = right.one(heights)
    marks = [curve("the landscape", x, y, "guide")]
    ours, theirs = right.one(descents), descents(submission, inside, 0)
    for number, (good, own) in enumerate(zip(ours, theirs, strict=True)):
        first = not number
        marks.append(curve("right" if first else "", good, np.interp(good, x, y), "right"))
        name = "yours, from ○ to ●" if first else ""
        marks.append(curve(name, own, np.interp(own, x, y), ends=True))
    return Chart(
        "x",
        "height f(x)",
        tuple(marks),
        f"Four starts, {EPOCHS} steps with learning rate {RATE:g}, along your own slope. The start "
        "at 0 is the unfortunate one: it lies on a top, where there is no slope to follow.",
    )
