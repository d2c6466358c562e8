"""Instructor room: made data, the groups of qwerties (05, 06, 09), beside the course's figures."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from benchmarks.results.measures import SEEDS, Measure, Section, reference
from benchmarks.results.svg import Panel, Series, draw

RATES = [float(rate) for rate in np.linspace(0.001, 0.1, 50)]
History = tuple[list[float], list[float]]
"""Loss and accuracy of every epoch."""
SUCCESS = 70
"""Percent; a run that learns the two groups is far above, one that does not is at 50."""


def many_qwerties() -> Section:
    """05: three groups. The reference gives logits; the course has a softmax before the loss."""
    solution = reference("05_many_qwerties")
    logits: list[History] = []
    softmax: list[History] = []
    for seed in SEEDS:
        X, y = solution.make_qwerties(100, 1.0, [[1, 1], [5, 1], [3, -2]], seed)
        for histories, last in ((logits, nn.Identity()), (softmax, nn.Softmax(dim=1))):
            torch.manual_seed(seed)
            model = nn.Sequential(solution.build(), last)
            histories.append(solution.train(model, X, y, 0.01, 10_000))
    measures = (
        Measure(
            "accuracy, %, with the course's softmax",
            tuple(accuracies[-1] for _, accuracies in softmax),
            0,
            course=93,
            better="higher",
        ),
        Measure(
            "loss with the course's softmax",
            tuple(losses[-1] for losses, _ in softmax),
            3,
            course=0.633,
            better="lower",
        ),
        Measure("accuracy, %, with logits", tuple(a[-1] for _, a in logits), 1),
        Measure("loss with logits", tuple(losses[-1] for losses, _ in logits), 3),
    )
    alt = (
        "Loss and accuracy over 10,000 epochs, five seeds each. With a softmax before the "
        f"cross-entropy the loss ends at {measures[1].mean:.2f}, with logits at "
        f"{measures[3].mean:.2f}; the accuracies end at {measures[0].mean:.0f} and "
        f"{measures[2].mean:.0f} percent."
    )
    panels = [
        Panel(
            title,
            "epoch",
            [
                Series(range(1, 10_001), history[index], color, label)
                for color, label, histories in (
                    ("a", "logits", logits),
                    ("b", "softmax", softmax),
                )
                for history in histories
            ],
            course=(figure,),
        )
        for title, index, figure in (("loss", 0, 0.633), ("accuracy, %", 1, 93.0))
    ]
    return Section(
        "05_many_qwerties",
        "Many qwerties",
        "what a softmax before the cross-entropy does to loss and accuracy",
        "100 points per group, 10,000 epochs of full batches at a rate of 0.01",
        "The reference's network gives logits. So that the course's figures can be compared, its "
        "softmax layer is put behind the same network, and both are trained.",
        measures,
        draw(panels, alt),
        alt,
    )


def two_groups(seed: int) -> tuple[Tensor, Tensor]:
    """The 200 points of the course's multilayer net, and their labels, (200, 2) and (200, 1)."""
    random = np.random.default_rng(seed)
    labels = np.repeat([0, 1], 100)
    points = np.array([[1, 3], [1, -2]])[labels] + random.standard_normal((200, 2))
    return torch.tensor(points).float(), torch.tensor(labels).float()[:, None]


def sequential_to_class() -> Section:
    """06: from equal parameters, class and Sequential train alike, bit for bit."""
    solution = reference("06_sequential_to_class")
    accuracies: list[list[float]] = []
    pairs: list[tuple[list[float], list[float]]] = []
    apart, shares = [], []
    for seed in SEEDS:
        X, y = two_groups(seed)
        torch.manual_seed(seed)
        ends, difference = [], 0.0
        for rate in RATES:
            model, lossfun, optimizer = solution.create(rate)
            twin = solution.sequential_model()
            for own, other in zip(twin.parameters(), model.parameters(), strict=True):
                own.data.copy_(other.data)
            losses, predictions, accuracy = solution.train(model, lossfun, optimizer, X, y, 1000)
            stepper = torch.optim.SGD(twin.parameters(), lr=rate)
            twin_losses, twin_predictions, _ = solution.train(twin, lossfun, stepper, X, y, 1000)
            difference = max(
                difference,
                float(np.abs(np.subtract(losses, twin_losses)).max()),
                float((predictions - twin_predictions).abs().max()),
            )
            ends.append(accuracy)
        pairs.append((losses, twin_losses))  # of the largest rate, to be drawn
        accuracies.append(ends)
        apart.append(difference)
        shares.append(_success(ends))
    measures = (
        Measure("largest difference of class and Sequential", tuple(apart), 6),
        Measure("runs above 70 %, of 50", tuple(shares), 0, course=34, better="higher"),
    )
    alt = (
        "Left: losses at the largest rate for five seeds; those of the class, as lines, run "
        "through those of the Sequential, as dots. Right: final accuracy against learning rate, 50 "
        "rates and five seeds. Nearly all runs end near 50 or near 100 percent; "
        f"{measures[1].mean:.0f} of 50 on average are above 70."
    )
    epochs, some = range(1, 1001), slice(0, None, 50)
    twins = [Series(epochs, losses, "a", "class") for losses, _ in pairs]
    twins += [Series(epochs[some], losses[some], "b", "Sequential", True) for _, losses in pairs]
    return Section(
        "06_sequential_to_class",
        "From Sequential to a class",
        "the equivalence of Sequential and class",
        "50 learning rates from 0.001 to 0.1, 1000 epochs of full batches; every run twice, as a "
        "class and as nn.Sequential with equal parameters",
        "The course's figure is counted in its plot.",
        measures,
        draw(
            [
                Panel(f"loss at a rate of {RATES[-1]:g}", "epoch", twins),
                _panel("accuracy, %, no batch norm", accuracies),
            ],
            alt,
        ),
        alt,
    )


def batchnorm_qwerties() -> Section:
    """09: the same experiment with batch norm behind the first activation."""
    solution = reference("09_batchnorm_qwerties")
    accuracies: list[list[float]] = []
    shares = []
    for seed in SEEDS:
        X, y = two_groups(seed)
        torch.manual_seed(seed)
        ends: list[float] = []

        def run(rate: float, X: Tensor = X, y: Tensor = y, ends: list[float] = ends) -> float:
            model, lossfun, optimizer = solution.create(rate)
            solution.train(model, lossfun, optimizer, X, y, 1000)
            right = (solution.predict(model, X) > 0.5) == (y > 0.5)
            ends.append(100 * right.float().mean().item())
            return ends[-1]

        shares.append(50 * solution.success_share(run, RATES))
        accuracies.append(ends)
    measures = (Measure("runs above 70 %, of 50", tuple(shares), 0, course=49, better="higher"),)
    alt = (
        "Final accuracy against learning rate with batch norm, 50 rates and five seeds. On average "
        f"{measures[0].mean:.0f} of 50 runs are above 70 percent."
    )
    return Section(
        "09_batchnorm_qwerties",
        "Batch-normalized qwerties",
        "how many runs batch norm saves",
        "as 06, with batch norm; predictions in evaluation mode",
        "The course's figure is counted in its plot, and its accuracies are taken in training "
        "mode.",
        measures,
        draw([_panel("accuracy, %, with batch norm", accuracies)], alt),
        alt,
    )


def _success(accuracies: list[float]) -> int:
    return sum(accuracy > SUCCESS for accuracy in accuracies)


def _panel(title: str, accuracies: list[list[float]]) -> Panel:
    dots = [Series(RATES, ends, "a", "a run", dots=True) for ends in accuracies]
    return Panel(title, "learning rate", dots, y_range=(0, 100))
