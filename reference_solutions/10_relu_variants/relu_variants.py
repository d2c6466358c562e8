# instructor room · gradeproof-canary-6f1d2c9a
"""Three variants of the ReLU in one network on the wine data, compared from equal starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn

Batches = Iterable[tuple[Tensor, Tensor]]
Curves = tuple[list[float], list[float], list[float]]

SULFUR = "total sulfur dioxide"


def prepare(data: pd.DataFrame) -> tuple[Tensor, Tensor]:
    """Drop the outliers, z-score the eleven measurements, and call wines above 5 good."""
    kept = data[data[SULFUR] < 200]
    measured = kept.drop(columns="quality")
    # The outliers must be gone before the mean and the deviation are taken.
    scaled = (measured - measured.mean()) / measured.std(ddof=0)
    features = torch.tensor(scaled.to_numpy(), dtype=torch.float32)
    # One comparison makes the labels. Nothing is written into a slice of a slice of the frame,
    # where pandas would drop it.
    labels = torch.tensor((kept[["quality"]] > 5).to_numpy(), dtype=torch.float32)
    return features, labels


class WineNet(nn.Module):
    """11-16-32-32-1 with the named activation after each hidden layer; answers in logits."""

    def __init__(self, activation: str) -> None:
        super().__init__()
        self.input = nn.Linear(11, 16)
        self.hidden1 = nn.Linear(16, 32)
        self.hidden2 = nn.Linear(32, 32)
        self.output = nn.Linear(32, 1)
        # In torch.nn an activation is a class: its object is the function.
        self.activation = getattr(nn, activation)()

    def forward(self, x: Tensor) -> Tensor:
        x = self.activation(self.input(x))
        x = self.activation(self.hidden1(x))
        x = self.activation(self.hidden2(x))
        return self.output(x)


def percent_right(logits: Tensor, labels: Tensor) -> float:
    """Share of the rows, in percent, whose logit is on the label's side of 0."""
    return 100 * ((logits > 0) == (labels > 0.5)).float().mean().item()


def train(
    model: nn.Module,
    train_batches: Batches,
    test_batches: Batches,
    epochs: int,
    learning_rate: float,
    device: str = "cpu",
) -> Curves:
    """Train in place by SGD on the cross-entropy of the logits; three numbers per epoch."""
    model.to(device)
    loss_function = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    train_accuracies, test_accuracies, losses = [], [], []
    for _ in range(epochs):
        model.train()
        batch_accuracies, batch_losses = [], []
        for x, y in train_batches:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            loss = loss_function(logits, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
            batch_accuracies.append(percent_right(logits, y))
        losses.append(float(np.mean(batch_losses)))
        train_accuracies.append(float(np.mean(batch_accuracies)))

        model.eval()
        with torch.no_grad():
            batch_accuracies = [
                percent_right(model(x.to(device)), y.to(device)) for x, y in test_batches
            ]
        test_accuracies.append(float(np.mean(batch_accuracies)))
    return train_accuracies, test_accuracies, losses


def compare(
    build: Callable[[str], nn.Module],
    train: Callable[[nn.Module], Curves],
    names: Sequence[str],
    seed: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Train one network per name, all from the same start; a column of accuracies for each."""
    train_columns, test_columns = [], []
    for name in names:
        # Anew for every network: the linear layers then draw the same numbers each time.
        torch.manual_seed(seed)
        train_accuracies, test_accuracies, _ = train(build(name))
        train_columns.append(train_accuracies)
        test_columns.append(test_accuracies)
    return np.stack(train_columns, axis=1), np.stack(test_columns, axis=1)
