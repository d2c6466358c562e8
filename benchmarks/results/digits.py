"""Instructor room: real MNIST digits (12, 13), beside the course's figures."""

from __future__ import annotations

import numpy as np
import torch

from autograder.datasets import mnist
from benchmarks.results.batches import Shuffled, shuffled_order
from benchmarks.results.measures import SEEDS, Measure, Section, reference
from benchmarks.results.svg import Panel, Series, draw

EPOCHS, BATCH, RATE = 60, 32, 0.01
COLORS = {"both": "a", "test_raw": "b", "train_raw": "c"}
NAMES = {"both": "both scaled", "test_raw": "test raw", "train_raw": "training raw"}
COURSE = {"both": (95.45, 0.17), "test_raw": (94.80, 48.0), "train_raw": (20.90, 2.2)}
"""Test accuracy in percent, and test loss as read from the plots."""
RAN = f"{EPOCHS} epochs, batches of {BATCH}, rate {RATE}"


def _data_note(n: int) -> str:
    return (
        f"{n:,} real MNIST training digits, as many as in the course's file, but another draw of "
        "them; nine tenths to train with. Split, start and batches differ with the seed."
    )


def binarized_mnist() -> Section:
    """12: the accuracy on digits without shades of gray."""
    solution = reference("12_binarized_mnist")
    digits = mnist()
    curves, trained, ends = [], [], []
    for seed in SEEDS:
        torch.manual_seed(seed)
        order = shuffled_order(len(digits.labels), seed)
        x, y, test_x, test_y = solution.prepare(digits.images, digits.labels, order)
        model, batches = solution.DigitNet(), Shuffled(x, y, BATCH)
        curve, losses = [], []
        for _ in range(EPOCHS):  # SGD keeps nothing from epoch to epoch, so one at a time is equal
            losses += solution.train(model, batches, 1, RATE)
            with torch.no_grad():
                curve.append(solution.accuracy(model(test_x), test_y))
        with torch.no_grad():
            trained.append(solution.accuracy(model(x), y))
        curves.append(curve)
        ends.append(losses[-1])
    measures = (
        Measure(
            "accuracy on test digits, %",
            tuple(curve[-1] for curve in curves),
            2,
            course=95.25,
            better="higher",
            chance="split",
        ),
        Measure(
            "accuracy in training, %",
            tuple(trained),
            0,
            course=100,
            better="higher",
            chance="split",
        ),
        Measure("loss of the last epoch", tuple(ends), 4),
    )
    alt = (
        f"Accuracy on test digits over {EPOCHS} epochs for five seeds; they end between "
        f"{min(measures[0].values):.1f} and {max(measures[0].values):.1f} percent, beside the "
        "course's 95.25."
    )
    epochs = range(1, EPOCHS + 1)
    lines = [Series(epochs, curve, "a", "a seed") for curve in curves]
    late = [Series(list(epochs)[20:], curve[20:], "a", "a seed") for curve in curves]
    panels = [
        Panel("accuracy on test digits, %", "epoch", lines, (95.25,), y_range=(0, 100)),
        Panel("the same from epoch 21 on", "epoch", late, (95.25,)),
    ]
    return Section(
        "12_binarized_mnist",
        "Binarized MNIST",
        "the accuracy of binarized MNIST",
        RAN,
        _data_note(len(digits.labels)),
        measures,
        draw(panels, alt),
        alt,
    )


def normalization_mismatch() -> Section:
    """13: what becomes of accuracy and loss if only one part is scaled."""
    solution = reference("13_normalization_mismatch")
    digits = mnist()
    cut = len(digits.labels) * 9 // 10
    results = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        order = shuffled_order(len(digits.labels), seed)
        images, labels = digits.images[order], torch.from_numpy(digits.labels[order])
        y, test_y = labels[:cut], labels[cut:]

        def run(
            model: torch.nn.Module,
            x: torch.Tensor,
            test_x: torch.Tensor,
            y: torch.Tensor = y,
            test_y: torch.Tensor = test_y,
        ) -> tuple[np.ndarray, np.ndarray]:
            batches = Shuffled(x, y, BATCH)
            return solution.train(model, batches, test_x, test_y, EPOCHS, RATE)  # type: ignore[no-any-return]

        results.append(
            solution.compare(solution.normalize, solution.DigitNet, run, images[:cut], images[cut:])
        )
    measures = []
    for mode, (accuracy, loss) in COURSE.items():
        losses, accuracies = zip(*(result[mode] for result in results), strict=True)
        measures += [
            Measure(
                f"{NAMES[mode]}: test accuracy, %",
                tuple(float(table[-1, 1]) for table in accuracies),
                2,
                accuracy,
                "higher" if mode == "both" else "",
                "split",
            ),
            Measure(
                f"{NAMES[mode]}: test loss",
                tuple(float(table[-1, 1]) for table in losses),
                0 if loss > 10 else 1 if loss > 1 else 2,
                loss,
                "lower" if mode == "both" else "",
                "split",
            ),
        ]
    means = [measure.mean for measure in measures]
    alt = (
        f"Test accuracy and test loss over {EPOCHS} epochs for three modes, five seeds each. Both "
        f"parts scaled: {means[0]:.1f} percent at a loss of {means[1]:.2f}. Test images raw: "
        f"{means[2]:.1f} percent at a loss of {means[3]:.0f}. Training images raw: {means[4]:.1f} "
        f"percent at a loss of {means[5]:.1f}."
    )
    panels = [
        Panel(
            title,
            "epoch",
            [
                Series(
                    range(1, EPOCHS + 1), result[mode][table][:, 1], color, mode.replace("_", " ")
                )
                for mode, color in COLORS.items()
                for result in results
            ],
            course=[pair[1 - table] for pair in COURSE.values()],
            log=table == 0,
            y_range=(0, 100) if table else None,
        )
        for title, table in (("accuracy on test digits, %", 1), ("test loss (log scale)", 0))
    ]
    return Section(
        "13_normalization_mismatch",
        "Normalization mismatch",
        "the effects of mismatched normalization",
        f"three modes of {RAN}",
        _data_note(len(digits.labels)) + " The course's losses are read from its plots.",
        tuple(measures),
        draw(panels, alt),
        alt,
    )
