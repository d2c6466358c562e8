# instructor room · gradeproof-canary-6f1d2c9a
"""What the page shows of this exercise: which digits the student's network mixes up."""

import numpy as np
import torch

from autograder.checks import array
from autograder.plots import Chart, Gallery, band, curve, matrix, picture, row

COUNT, SIZE, RATE, EPOCHS = 1000, 20, 0.1, 12
TEST = 300
SHOWN = 12


class Run:
    """Some digits, and how a solution is trained on them."""

    def __init__(self, data):
        mnist = data("mnist")
        chosen = np.random.default_rng(12).permutation(len(mnist.images))[: COUNT + TEST]
        self.images, self.labels = mnist.images[chosen], mnist.labels[chosen]
        self.seen = self.images[COUNT:], self.labels[COUNT:]

    def train(self, solution, inside, seed):
        """(the trained network, its losses)."""
        x = solution.binarize(self.images[:COUNT])
        y = torch.from_numpy(self.labels[:COUNT])
        batches = list(zip(torch.split(x, SIZE), torch.split(y, SIZE), strict=True))
        inside.seed(seed)
        model = solution.DigitNet()
        losses = solution.train(model, batches, EPOCHS, RATE)
        return model, row(losses, "the losses", EPOCHS)

    def answers(self, solution, inside):
        """(what the test pictures show, what the trained network takes them for)."""
        model, _ = self.train(solution, inside, 1)
        out = model(solution.binarize(self.seen[0]))
        return self.seen[1], array(out, (TEST, 10), name="the network's answer").argmax(axis=1)


def plot_loss(submission, inside, right, data):
    """How the loss of your network falls"""
    run = Run(data)

    def losses(solution, inside, seed):
        return run.train(solution, inside, seed)[1]

    epochs = np.arange(1, EPOCHS + 1)
    return Chart(
        "epoch",
        "loss",
        (
            band("right solutions, other starts", epochs, right(losses, (1, 2))),
            curve("yours", epochs, losses(submission, inside, 1)),
        ),
        f"{COUNT} digits in batches of {SIZE}, learning rate {RATE:g}.",
    )


def plot_mixed_up(submission, inside, data):
    """What your network takes digits for"""
    run = Run(data)
    true, taken = run.answers(submission, inside)
    wrong = np.flatnonzero(true != taken)
    pictures = tuple(
        picture(f"{true[k]}, taken for {taken[k]}", run.seen[0][k]) for k in wrong[:SHOWN]
    )
    says = f"{len(wrong)} of {TEST} pictures that it did not learn from. Would you know them all?"
    return (
        matrix("the digit", "what your network says", true, taken, list("0123456789")),
        Gallery(pictures, says, "Digits that your network got wrong"),
    )
