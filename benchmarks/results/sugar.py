"""Instructor room: sugar predicted from the real red wines (11), beside the course's figures."""

from __future__ import annotations

import torch

from autograder.datasets import wine
from benchmarks.results.batches import Shuffled, shuffled_order
from benchmarks.results.measures import SEEDS, Measure, Section, reference
from benchmarks.results.svg import Panel, Series, draw

EPOCHS = 1000


def predict_sugar() -> Section:
    """11: correlation of predicted and measured sugar, in training and on held-out wines."""
    solution = reference("11_predict_sugar")
    features, target, _ = solution.prepare(wine())
    cut = len(target) * 9 // 10
    correlations, losses = [], []
    for seed in SEEDS:
        torch.manual_seed(seed)
        rows = torch.from_numpy(shuffled_order(len(target), seed))
        train, test = rows[:cut], rows[cut:]
        model = solution.SugarNet()
        batches = Shuffled(features[train], target[train], 32)
        held_out = [(features[test], target[test])]
        losses.append(solution.train(model, batches, held_out, EPOCHS, 0.01))
        correlations.append(
            [solution.correlation(model, features[part], target[part]) for part in (train, test)]
        )
    measures = (
        Measure(
            "correlation in training",
            tuple(r for r, _ in correlations),
            3,
            course=0.976,
            better="higher",
            chance="split",
        ),
        Measure(
            "correlation on test wines",
            tuple(r for _, r in correlations),
            3,
            course=0.834,
            better="higher",
            chance="split",
        ),
        Measure(
            "loss in training",
            tuple(pair[0][-1] for pair in losses),
            2,
            course=0.05,
            better="lower",
            chance="split",
        ),
        Measure(
            "loss on test wines",
            tuple(pair[1][-1] for pair in losses),
            2,
            course=0.19,
            better="lower",
            chance="split",
        ),
    )
    alt = (
        f"Left: losses over {EPOCHS} epochs for five seeds; in training they fall to "
        f"{measures[2].mean:.2f}, on test wines they end around {measures[3].mean:.2f}. Right: "
        f"correlations per seed, about {measures[0].mean:.3f} in training and "
        f"{min(measures[1].values):.2f} to {max(measures[1].values):.2f} on test wines, beside the "
        "course's."
    )
    parts = (("a", "training"), ("b", "test"))
    panels = [
        Panel(
            "loss (log scale)",
            "epoch",
            [
                Series(range(1, EPOCHS + 1), pair[k], color, label)
                for k, (color, label) in enumerate(parts)
                for pair in losses
            ],
            log=True,
        ),
        Panel(
            "correlation of predicted and measured sugar",
            "seed",
            [
                Series(list(SEEDS), measures[k].values, color, label, dots=True)
                for k, (color, label) in enumerate(parts)
            ],
            course=(0.976, 0.834),
            y_range=(0.6, 1.0),
            x_ticks=list(SEEDS),
        ),
    ]
    return Section(
        "11_predict_sugar",
        "Predict sugar",
        "the correlation of predicted sugar",
        f"{len(target)} wines, nine tenths to train with; {EPOCHS} epochs, batches of 32, rate "
        "0.01",
        "The same wines; another split. The course's losses are read from its plot.",
        measures,
        draw(panels, alt),
        alt,
    )
