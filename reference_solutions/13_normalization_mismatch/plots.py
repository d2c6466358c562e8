# instructor room · gradeproof-canary-6f1d2c9a
"""What the page shows of this exercise: three ways to scale, and which digits are mixed up."""

import numpy as np
import torch

from autograder.checks import array
from autograder.plots import Chart, Gallery, band, curve, matrix, picture

MODES = ("both", "test_raw")
COUNT, SIZE, RATE, EPOCHS = 1000, 20, 0.1, 10
TEST = 300
SHOWN = 12


class Run:
    """Some digits, and how a solution is trained on them."""

    def __init__(self, data):
        mnist = data("mnist")
        chosen = np.random.default_rng(13).permutation(len(mnist.images))[: COUNT + TEST]
        self.images, self.labels = mnist.images[chosen], mnist.labels[chosen]
        self.seen = self.images[COUNT:], self.labels[COUNT:]

    def train(self, solution, inside, seed, mode="both"):
        """(the trained network, the scaled test images, the test accuracy of every epoch)."""
        x, test_x = solution.normalize(self.images[:COUNT], self.seen[0], mode)
        y, test_y = (torch.from_numpy(p) for p in (self.labels[:COUNT], self.seen[1]))
        batches = list(zip(torch.split(x, SIZE), torch.split(y, SIZE), strict=True))
        inside.seed(seed)
        model = solution.DigitNet()
        _, accuracies = solution.train(model, batches, test_x, test_y, EPOCHS, RATE)
        return model, test_x, array(accuracies, (EPOCHS, 2), name="the accuracies")[:, 1]

    def answers(self, solution, inside):
        """(what the test pictures show, what the trained network takes them for)."""
        model, test_x, _ = self.train(solution, inside, 1)
        out = array(model(test_x), (TEST, 10), name="the network's answer")
        return self.seen[1], out.argmax(axis=1)


def plot_accuracy(submission, inside, right, data):
    """Test accuracy, scaled alike and not"""
    run = Run(data)

    def accuracies(solution, inside, seed):
        return np.stack([run.train(solution, inside, seed, mode)[2] for mode in MODES])

    epochs = np.arange(1, EPOCHS + 1)
    runs, own = right(accuracies, (1, 2)), accuracies(submission, inside, 1)
    return Chart(
        "epoch",
        "test accuracy in %",
        (
            band("right solutions, both scaled", epochs, [found[0] for found in runs]),
            band("right solutions, test raw", epochs, [found[1] for found in runs]),
            curve("yours, both scaled", epochs, own[0]),
            curve("yours, test raw", epochs, own[1], ends=True),
        ),
        f"{COUNT} digits in batches of {SIZE}, learning rate {RATE:g}. The curve with ○ and ● at "
        "its ends belongs to raw test images.",
    )


def plot_mixed_up(submission, inside, data):
    """What your network takes digits for, if both parts are scaled"""
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
