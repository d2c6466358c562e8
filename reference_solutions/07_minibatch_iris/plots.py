# instructor room · gradeproof-canary-6f1d2c9a
"""What the page shows of this exercise: training on the irises, with small and large batches."""

import numpy as np
import torch

from autograder.plots import Chart, band, curve, row

SIZES = (8, 32)
RATE, EPOCHS = 0.02, 24


def parts(data):
    """(training rows, test rows) of the irises, z-scored: 120 and 30 pairs."""
    frame = data("iris")
    label = frame.columns[-1]
    y = frame[label].astype("category").cat.codes.to_numpy(dtype=np.int64)
    x = frame.drop(columns=label).to_numpy(dtype=np.float64)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    order = np.random.default_rng(7).permutation(len(x))
    both = torch.tensor(x[order], dtype=torch.float32), torch.tensor(y[order])
    return tuple(p[:120] for p in both), tuple(p[120:] for p in both)


def plot_loss(submission, inside, right, data):
    """How the loss falls, with batches of 8 and of 32"""
    train, test = parts(data)

    def losses(solution, inside, seed):
        curves = []
        for size in SIZES:
            inside.seed(seed)
            loaders = solution.make_loaders(train, test, size)
            found, _, _ = solution.train(solution.IrisNet(), *loaders, EPOCHS, RATE)
            curves.append(row(found, "the losses", EPOCHS))
        return np.stack(curves)

    epochs = np.arange(1, EPOCHS + 1)
    runs = np.stack(right(losses, (1, 2)))
    own = losses(submission, inside, 1)
    bands = [
        band("" if number else "right solutions", epochs, list(runs[:, number]))
        for number in range(len(SIZES))
    ]
    curves = [curve("" if number else "yours", epochs, own[number]) for number in range(len(SIZES))]
    return Chart(
        "epoch",
        "loss",
        (*bands, *curves),
        f"Learning rate {RATE:g}. The smaller the batches, the more steps an epoch has, and the "
        "faster the loss falls: the lower curve is that of batches of 8.",
    )
