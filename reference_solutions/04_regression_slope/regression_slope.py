# instructor room · gradeproof-canary-6f1d2c9a
"""Fit lines of many slopes with a network of one hidden ReLU unit, and see where it fails."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

MakeData = Callable[[float], tuple[Tensor, Tensor]]
BuildAndTrain = Callable[[Tensor, Tensor], tuple[Tensor, list[float]]]


def make_data(
    slope: float, n: int = 50, noise: float = 0.5, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """n standard normal x, and y on a line through the origin, with normal noise."""
    x = torch.randn(n, 1, generator=generator)
    y = slope * x + noise * torch.randn(n, 1, generator=generator)
    return x, y


def build_model(device: str = "cpu") -> nn.Sequential:
    """One hidden ReLU unit between two linear layers of one number each."""
    return nn.Sequential(nn.Linear(1, 1), nn.ReLU(), nn.Linear(1, 1)).to(device)


def build_and_train(
    build: Callable[[], nn.Module],
    x: Tensor,
    y: Tensor,
    learning_rate: float,
    epochs: int,
    device: str = "cpu",
) -> tuple[Tensor, list[float]]:
    """Train a new network on all rows at once; its final predictions, and a loss per epoch."""
    model = build().to(device)
    x, y = x.to(device), y.to(device)
    loss_function = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        loss = loss_function(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())

    # The last forward pass of the loop was made before the last step: predict once more.
    with torch.no_grad():
        predictions = model(x)
    return predictions, losses


def correlation(predictions: Tensor, y: Tensor) -> float:
    """Pearson's r, and 0 where one side is constant, as a dead network's predictions are."""
    p = predictions.flatten().double()
    t = y.flatten().double()
    p, t = p - p.mean(), t - t.mean()
    r = (p * t).sum() / (p.norm() * t.norm())
    return float(r.nan_to_num(nan=0.0))  # 0 / 0 is NaN


def run_experiment(
    make_data: MakeData,
    build_and_train: BuildAndTrain,
    steepest: float,
    steps: int,
    repeats: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Final loss and correlation for every slope and repeat, each on data of its own."""
    slopes = np.linspace(-steepest, steepest, steps)
    results = np.zeros((steps, repeats, 2))
    for i, slope in enumerate(slopes):
        for j in range(repeats):
            x, y = make_data(float(slope))
            predictions, losses = build_and_train(x, y)
            results[i, j] = losses[-1], correlation(predictions, y)
    return slopes, results
