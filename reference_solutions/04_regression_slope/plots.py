# instructor room · gradeproof-canary-6f1d2c9a
"""What the page shows of this exercise: lines that the student's own network fits."""

import numpy as np
import torch

from autograder.checks import array
from autograder.plots import Chart, curve, dots

RATE, EPOCHS = 0.05, 120
SEEDS = (1, 2, 3, 4)


def rows():
    """Fifty points around a line of slope 1.5: x and y, float32 of shape (50, 1)."""
    draw = np.random.default_rng(4)
    x = np.sort(draw.standard_normal((50, 1)), axis=0)
    y = 1.5 * x + 0.5 * draw.standard_normal((50, 1))
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


def fits(solution, inside, seed):
    """The predictions of four networks for the fifty points, each of shape (50,)."""
    x, y = rows()
    found = []
    for start in SEEDS:
        inside.seed(start)
        trained = solution.build_and_train(solution.build_model, x, y, RATE, EPOCHS)
        predictions, _ = trained
        found.append(array(predictions, (50, 1), name="the predictions")[:, 0])
    return found


def plot_fits(submission, inside, right):
    """Four starts of your network on one line"""
    x, y = (part.numpy()[:, 0] for part in rows())
    marks = [dots("the data", x, y, who="right")]
    for number, fit in enumerate(right.one(fits)):
        marks.append(curve("" if number else "right", x, fit, "right"))
    for number, fit in enumerate(fits(submission, inside, 0)):
        marks.append(curve("" if number else "yours", x, fit))
    return Chart(
        "x",
        "y",
        tuple(marks),
        f"After {EPOCHS} epochs with learning rate {RATE:g}. One ReLU unit is a hinge, flat on one "
        "side; some starts never get off the flat side, which is no mistake of yours.",
    )
