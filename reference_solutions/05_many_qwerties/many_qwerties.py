# instructor room · gradeproof-canary-6f1d2c9a
"""Many qwerties, three groups and three outputs: the reference.

Source: the course's section on ANN basics, CodeChallenge "Many qwerties".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn


def make_qwerties(
    n_per_group: int, blur: float, centers: Sequence[Sequence[float]] | np.ndarray, seed: int
) -> tuple[Tensor, Tensor]:
    """Points of shape (3n, 2), group after group, and their groups of shape (3n,)."""
    random = np.random.default_rng(seed)
    y = np.repeat([0, 1, 2], n_per_group)
    X = np.asarray(centers)[y] + blur * random.standard_normal((len(y), 2))
    return torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.int64)


def build(device: str | torch.device = "cpu") -> nn.Module:
    """A new net 2-4-3 that returns logits."""
    # No softmax at the end: CrossEntropyLoss takes the logarithm of the softmax itself.
    return nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3)).to(device)


def train(
    model: nn.Module,
    X: Tensor,
    y: Tensor,
    learning_rate: float,
    epochs: int,
    device: str | torch.device = "cpu",
) -> tuple[list[float], list[float]]:
    """Full-batch training: (losses before, accuracies in percent after each step)."""
    X, y = X.to(device), y.to(device)
    lossfun = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses, accuracies = [], []
    for _ in range(epochs):
        loss = lossfun(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        accuracies.append(100 * (predict(model, X) == y).double().mean().item())
    return losses, accuracies


def predict(model: nn.Module, X: Tensor) -> Tensor:
    """The number of the largest logit of each row, int64 of shape (n,)."""
    with torch.no_grad():
        return model(X).argmax(dim=1)


def group_accuracies(predictions: Tensor, y: Tensor) -> list[float]:
    """Of the rows of each group, the percentage that is predicted as that group."""
    return [100 * (predictions[y == k] == k).double().mean().item() for k in range(3)]
