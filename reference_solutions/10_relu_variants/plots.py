# instructor room · gradeproof-canary-6f1d2c9a
"""What the page shows of this exercise: the three networks' losses from equal starts."""

import numpy as np
import torch

from autograder.plots import Chart, band, curve, row

NAMES = ("ReLU", "ReLU6", "LeakyReLU")
SIZE, RATE, EPOCHS = 32, 0.05, 15
TRAIN, TEST = 640, 160


def plot_loss(submission, inside, right, data):
    """How the losses of your three networks fall"""
    frame = data("wine").sample(n=960, random_state=10).reset_index(drop=True)

    def losses(solution, inside, seed):
        features, labels = solution.prepare(frame)
        both = list(zip(torch.split(features, SIZE), torch.split(labels, SIZE), strict=True))
        train = both[: TRAIN // SIZE]
        test = both[TRAIN // SIZE : (TRAIN + TEST) // SIZE]
        curves = []
        for name in NAMES:
            inside.seed(seed)
            _, _, found = solution.train(solution.WineNet(name), train, test, EPOCHS, RATE)
            curves.append(row(found, "the losses", EPOCHS))
        return np.stack(curves)

    epochs = np.arange(1, EPOCHS + 1)
    runs = [run for table in right(losses, (1, 2)) for run in table]
    own = losses(submission, inside, 1)
    marks = [band("right solutions, all variants", epochs, runs)]
    for number in range(len(NAMES)):
        marks.append(curve("" if number else "yours, all variants", epochs, own[number]))
    return Chart(
        "epoch",
        "loss",
        tuple(marks),
        f"{TRAIN} wines in batches of {SIZE}, learning rate {RATE:g}: "
        + "; ".join(f"{name} ends at {own[number, -1]:.3g}" for number, name in enumerate(NAMES))
        + ".",
    )
