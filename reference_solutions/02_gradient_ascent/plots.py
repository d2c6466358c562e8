# instructor room · gradeproof-canary-6f1d2c9a
"""What the page shows of this exercise: the student's own walks over the peaks."""

import numpy as np

from autograder.checks import array
from autograder.plots import Chart, curve, surface

STARTS = ((0.4, -0.9), (-1.4, 0.3), (1.6, 0.7), (-0.3, 2.7))
RATE, EPOCHS = 0.02, 60
EDGE = 3.0
ROWS = 49


def walks(solution, inside, seed):
    """The four walks of a solution along its own gradient, each of shape (61, 2)."""

    def gradient(point):
        along_x, along_y = solution.peaks_gradient(float(point[0]), float(point[1]))
        return np.array([float(array(along_x, ())), float(array(along_y, ()))])

    return [
        array(
            solution.ascend_by_sign(gradient, list(start), RATE, EPOCHS),
            (EPOCHS + 1, 2),
            name="the trajectory",
        )
        for start in STARTS
    ]


def plot_walks(submission, inside, right):
    """Your ascent on the peaks"""
    heights = right.one(peaks)
    marks = [surface((-EDGE, EDGE), (-EDGE, EDGE), heights)]
    for number, walk in enumerate(right.one(walks)):
        marks.append(curve("" if number else "right", walk[:, 0], walk[:, 1], "right"))
    for number, walk in enumerate(walks(submission, inside, 0)):
        name = "" if number else "yours, from ○ to ●"
        marks.append(curve(name, walk[:, 0], walk[:, 1], ends=True))
    return Chart(
        "x",
        "y",
        tuple(marks),
        f"Four starts, {EPOCHS} steps with learning rate {RATE:g}, along your own gradient. Solid "
        "contours lie above 0, dashed ones below: an ascent crosses them towards a summit.",
        square=True,
    )


def peaks(solution, inside, seed):
    """Heights over the grid, rows from low y to high y."""
    grid = np.linspace(-EDGE, EDGE, ROWS)
    x, y = np.meshgrid(grid, grid)
    return solution.peaks(x, y)
