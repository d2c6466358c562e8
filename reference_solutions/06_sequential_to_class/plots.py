# instructor room · gradeproof-canary-6f1d2c9a
"""What the page shows of this exercise: how the loss falls."""

import numpy as np
import torch

from autograder.plots import Chart, band, curve, row

COUNT = 60
RATE, EPOCHS = 0.1, 150


def points():
    """Two groups of 60: X float32 of shape (120, 2), y float32 of shape (120, 1)."""
    draw = np.random.default_rng(6)
    y = np.repeat([0.0, 1.0], COUNT)[:, None]
    x = np.array([1.0, 1.0]) + y * np.array([4.0, 0.0]) + draw.standard_normal((2 * COUNT, 2))
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


def losses(solution, inside, seed):
    """The loss of every epoch, from a start that `seed` decides."""
    inside.seed(seed)
    model, lossfun, optimizer = solution.create(RATE)
    found, _, _ = solution.train(model, lossfun, optimizer, *points(), EPOCHS)
    return row(found, "the losses", EPOCHS)


def plot_loss(submission, inside, right):
    """How the loss of your net falls"""
    epochs = np.arange(1, EPOCHS + 1)
    marks = [band("right solutions, other starts", epochs, right(losses, (1, 2, 3)))]
    for number, seed in enumerate((1, 2, 3)):
        own = losses(submission, inside, seed)
        marks.append(curve("" if number else "yours, three starts", epochs, own))
    return Chart(
        "epoch",
        "loss",
        tuple(marks),
        f"Two groups of {COUNT} points, learning rate {RATE:g}. A loss that stays near 0.69 is a "
        "net that says one half to everything: the narrow layer's one ReLU is dead. That happens "
        "to right solutions too, at some starts.",
    )
