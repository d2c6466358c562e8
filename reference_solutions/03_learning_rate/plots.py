# instructor room · gradeproof-canary-6f1d2c9a
"""What the page shows of this exercise: x over the epochs, under the student's own schedules."""

import numpy as np

from autograder.checks import array
from autograder.plots import Chart, curve

START, EPOCHS = -2.0, 50
SCHEDULES = (("fixed_rate", 0.01), ("time_based_rate", 0.1), ("gradient_based_rate", 0.01))


def descents(solution, inside, seed):
    """x after every step of the three descents, each of shape (50,)."""
    paths = []
    for name, base in SCHEDULES:
        schedule = getattr(solution, name)
        record = solution.descend(lambda x: 6 * float(x) - 3, START, schedule, base, EPOCHS)
        paths.append(array(record, (EPOCHS, 3), name="the record")[:, 0])
    return paths


def plot_descents(submission, inside, right):
    """Three schedules, one parabola"""
    epochs = np.arange(1, EPOCHS + 1)
    marks = [curve("the minimum", [1, EPOCHS], [0.5, 0.5], "guide")]
    ours, theirs = right.one(descents), descents(submission, inside, 0)
    for number, (good, own) in enumerate(zip(ours, theirs, strict=True)):
        marks.append(curve("" if number else "right", epochs, good, "right"))
        marks.append(curve("" if number else "yours", epochs, own))
    return Chart(
        "epoch",
        "x after the step",
        tuple(marks),
        "Your descent from −2 on 3x² − 3x + 4, with base 0.01 (fixed), 0.1 (time based) and 0.01 "
        "(gradient based). The time based one gets there first; the gradient based one slows down "
        "as the slope gets flat.",
    )
