# instructor room · gradeproof-canary-6f1d2c9a
"""What the page shows of this exercise: training and test loss, epoch by epoch."""

import numpy as np
import torch

from autograder.checks import array
from autograder.plots import Chart, band, curve

SIZE, RATE, EPOCHS = 16, 0.05, 20
TRAIN = 640


def entropy(logits, y):
    """Mean binary cross-entropy of float64 logits."""
    return float(np.mean(np.logaddexp(0, logits) - logits * y))


def plot_loss(submission, inside, right, data):
    """How well your network knows the wines"""
    frame = data("wine").sample(n=960, random_state=8).reset_index(drop=True)

    def losses(solution, inside, seed):
        X, y = solution.prepare(frame)
        train, test = solution.standardize(X[:TRAIN], X[TRAIN:])
        inside.seed(seed)
        model = solution.WineNet()
        found = []
        for epoch in range(EPOCHS):
            draw = np.random.default_rng((seed, epoch))
            solution.train(
                *(model, train, y[:TRAIN], SIZE, RATE, 1),
                lambda n, draw=draw: torch.from_numpy(draw.permutation(n)),
            )
            pair = []
            for part, labels in ((train, y[:TRAIN]), (test, y[TRAIN:])):
                logits = array(model(part), (len(labels), 1), name="the network's answer")
                pair.append(entropy(logits[:, 0], array(labels)[:, 0]))
            found.append(pair)
        return np.array(found)

    epochs = np.arange(1, EPOCHS + 1)
    runs, own = right(losses, (1, 2)), losses(submission, inside, 1)
    return Chart(
        "epoch",
        "loss",
        (
            band("right solutions, training", epochs, [run[:, 0] for run in runs]),
            band("right solutions, test", epochs, [run[:, 1] for run in runs]),
            curve("yours, training", epochs, own[:, 0]),
            curve("yours, test", epochs, own[:, 1], ends=True),
        ),
        f"Batches of {SIZE}, learning rate {RATE:g}. The test curve has ○ and ● at its ends. Where "
        "it rises while the training curve falls, the network learns the wines by heart.",
    )
