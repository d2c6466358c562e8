# instructor room · gradeproof-canary-6f1d2c9a
"""What the page shows of this exercise: predicted against measured sugar, and the losses."""

import numpy as np
import torch

from autograder.checks import array
from autograder.plots import Chart, band, curve, dots, row

SIZE, RATE, EPOCHS = 32, 0.05, 40
TRAIN, TEST = 640, 160


class Run:
    """Data, and how a solution is trained on it."""

    def __init__(self, data):
        self.frame = data("wine").sample(n=960, random_state=11).reset_index(drop=True)

    def train(self, solution, inside, seed):
        """(losses of shape (epochs, 2), measured and predicted sugar of the test wines)."""
        features, target, _ = solution.prepare(self.frame)
        both = list(zip(torch.split(features, SIZE), torch.split(target, SIZE), strict=True))
        cut, end = TRAIN // SIZE, (TRAIN + TEST) // SIZE
        inside.seed(seed)
        model = solution.SugarNet()
        found = solution.train(model, both[:cut], both[cut:end], EPOCHS, RATE)
        train_losses, test_losses = found
        losses = np.stack([row(part, "the losses", EPOCHS) for part in (train_losses, test_losses)])
        predicted = array(model(features[TRAIN : TRAIN + TEST]), (TEST, 1), name="the prediction")
        measured = array(target[TRAIN : TRAIN + TEST], (TEST, 1), name="the target")
        return losses.T, measured[:, 0], predicted[:, 0]


def plot_sugar(submission, inside, right, data):
    """Your predictions against what was measured"""
    _, measured, predicted = Run(data).train(submission, inside, 1)
    ends = [min(measured), max(measured)]
    return Chart(
        "measured sugar (z-score)",
        "predicted sugar (z-score)",
        (
            curve("equal", ends, ends, "guide"),
            dots(f"{TEST} wines that were not learned from", measured, predicted),
        ),
        "A perfect network would put every wine on the line. Very sweet wines are rare, so most "
        "networks stay below the line there.",
        square=True,
    )


def plot_loss(submission, inside, right, data):
    """How your losses fall"""
    run = Run(data)

    def losses(solution, inside, seed):
        return run.train(solution, inside, seed)[0]

    epochs = np.arange(1, EPOCHS + 1)
    runs, own = right(losses, (1, 2)), losses(submission, inside, 1)
    return Chart(
        "epoch",
        "loss",
        (
            band("right solutions, training", epochs, [found[:, 0] for found in runs]),
            band("right solutions, test", epochs, [found[:, 1] for found in runs]),
            curve("yours, training", epochs, own[:, 0]),
            curve("yours, test", epochs, own[:, 1], ends=True),
        ),
        f"{TRAIN} wines in batches of {SIZE}, learning rate {RATE:g}; the test curve has ○ and ● "
        "at its ends.",
    )
