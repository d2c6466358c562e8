# instructor room · gradeproof-canary-6f1d2c9a
"""What the page shows of this exercise: the student's net at work on three groups."""

import numpy as np
import torch

from autograder.checks import array
from autograder.plots import Chart, band, curve, dots, regions, row

CENTERS = ((0.0, 0.0), (3.0, 1.0), (0.5, 3.5))
EDGES = ((-2.5, 5.5), (-2.5, 6.0))
COUNT, CELLS = 40, 44
RATE, EPOCHS = 0.3, 120


def points():
    """X float32 of shape (120, 2), y int64 of shape (120,)."""
    draw = np.random.default_rng(5)
    y = np.repeat([0, 1, 2], COUNT)
    x = np.asarray(CENTERS)[y] + 0.8 * draw.standard_normal((len(y), 2))
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y)


def training(solution, inside, seed):
    """(the trained net, its losses)."""
    inside.seed(seed)
    model = solution.build()
    losses, _ = solution.train(model, *points(), RATE, EPOCHS)
    return model, row(losses, "the losses", EPOCHS)


def losses(solution, inside, seed):
    return training(solution, inside, seed)[1]


def plot_loss(submission, inside, right):
    """How the loss of your net falls"""
    epochs = np.arange(1, EPOCHS + 1)
    return Chart(
        "epoch",
        "loss",
        (
            band("right solutions, other starts", epochs, right(losses, (1, 2, 3))),
            curve("yours", epochs, losses(submission, inside, 1)),
        ),
        f"Three groups of {COUNT} points, learning rate {RATE:g}.",
    )


def plot_regions(submission, inside):
    """What your trained net says where"""
    model, _ = training(submission, inside, 1)
    (left, right), (low, high) = EDGES
    across = left + (np.arange(CELLS) + 0.5) * (right - left) / CELLS
    up = low + (np.arange(CELLS) + 0.5) * (high - low) / CELLS
    x, y = np.meshgrid(across, up)
    grid = torch.tensor(np.stack([x.ravel(), y.ravel()], axis=1), dtype=torch.float32)
    said = array(submission.predict(model, grid), (CELLS**2,), name="the predictions")
    X, groups = points()
    marks = [regions("your net's answer", EDGES[0], EDGES[1], said.reshape(CELLS, CELLS))]
    for group in range(3):
        own = X[groups == group].numpy()
        marks.append(dots(f"group {group}", own[:, 0], own[:, 1], group))
    says = (
        "Each tint is the group that your net puts a point into; the points are those it learned."
    )
    return Chart("x", "y", tuple(marks), says, square=True)
