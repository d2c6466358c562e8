# instructor room · gradeproof-canary-6f1d2c9a
"""Batch-normalize the qwerties: the reference.

Source: the course's section on metaparameters, CodeChallenge "Batch-normalize the qwerties".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn

Loss = Callable[[Tensor, Tensor], Tensor]


def create(
    learning_rate: float, device: str | torch.device = "cpu"
) -> tuple[nn.Module, Loss, torch.optim.Optimizer]:
    """A new net, its loss function and its optimizer."""
    model = nn.Sequential(
        nn.Linear(2, 16),
        nn.ReLU(),
        nn.BatchNorm1d(16),  # centers what enters the single unit behind it
        nn.Linear(16, 1),
        nn.ReLU(),
        nn.Linear(1, 1),
        nn.Sigmoid(),
    ).to(device)
    return model, nn.BCELoss(), torch.optim.SGD(model.parameters(), lr=learning_rate)


def train(
    model: nn.Module,
    lossfun: Loss,
    optimizer: torch.optim.Optimizer,
    X: Tensor,
    y: Tensor,
    epochs: int,
    device: str | torch.device = "cpu",
) -> list[float]:
    """Full-batch training in training mode: the loss of each epoch before its step."""
    X, y = X.to(device), y.to(device)
    model.train()  # predict may have left the net in evaluation mode
    losses = []
    for _ in range(epochs):
        loss = lossfun(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def predict(model: nn.Module, X: Tensor) -> Tensor:
    """Probabilities of shape (n, 1), in evaluation mode."""
    model.eval()
    with torch.no_grad():
        return model(X)


def success_share(
    run: Callable[[float], float], learning_rates: Sequence[float] | np.ndarray
) -> float:
    """Share of the learning rates at which a run is more than 70 percent accurate."""
    successes = [run(rate) > 70 for rate in learning_rates]
    return sum(successes) / len(successes)
