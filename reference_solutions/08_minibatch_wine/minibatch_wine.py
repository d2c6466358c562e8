# instructor room · gradeproof-canary-6f1d2c9a
"""Mini-batch size in the wine data: the reference.

Source: the course's section on metaparameters, CodeChallenge "Minibatch size in the wine dataset".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn

LAST = 5
"""Epochs at the end over which accuracies are averaged."""


def prepare(data: pd.DataFrame) -> tuple[Tensor, Tensor]:
    """The eleven measurements (N, 11) and the labels (N, 1) of the wines that are no outliers."""
    kept = data[data["total sulfur dioxide"] < 200]
    X = torch.tensor(kept.drop(columns="quality").to_numpy(), dtype=torch.float32)
    # The double brackets keep the column dimension: (N, 1), as the network answers.
    y = torch.tensor((kept[["quality"]] > 5).to_numpy(), dtype=torch.float32)
    return X, y


def standardize(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """Both parts z-scored with mean and deviation of the training rows."""
    # float64, because some columns vary little around a mean that is far from zero.
    mean = train.double().mean(dim=0)
    deviation = train.double().std(dim=0, correction=0)
    scaled = [((part.double() - mean) / deviation).float() for part in (train, test)]
    return scaled[0], scaled[1]


class WineNet(nn.Module):
    """Eleven inputs, hidden layers of 16, 32 and 32 ReLU units, one logit."""

    def __init__(self) -> None:
        super().__init__()
        self.input = nn.Linear(11, 16)
        self.hidden1 = nn.Linear(16, 32)
        self.hidden2 = nn.Linear(32, 32)
        self.output = nn.Linear(32, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.relu(self.input(x))
        x = torch.relu(self.hidden1(x))
        x = torch.relu(self.hidden2(x))
        return self.output(x)


def train(
    model: nn.Module,
    X: Tensor,
    y: Tensor,
    batch_size: int,
    learning_rate: float,
    epochs: int,
    shuffle: Callable[[int], Tensor],
    device: str = "cpu",
) -> None:
    """Train in place: each epoch in the order of `shuffle`, one step of SGD per whole batch."""
    model.to(device)
    X, y = X.to(device), y.to(device)
    loss_function = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    model.train()
    for _ in range(epochs):
        order = shuffle(len(X))
        whole = len(X) // batch_size * batch_size
        for rows in order[:whole].split(batch_size):
            loss = loss_function(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def accuracy(logits: Tensor, y: Tensor) -> float:
    """Percentage of rows whose logit is positive just where the label is 1."""
    # p is above one half where the logit is above zero.
    return 100 * ((logits > 0) == (y > 0.5)).double().mean().item()


def compare(
    batch_sizes: Sequence[int] | np.ndarray,
    create: Callable[[], Any],
    run: Callable[[Any, int], tuple[Sequence[float], Sequence[float]]],
    clock: Callable[[], float],
) -> np.ndarray:
    """One row per size: training accuracy, test accuracy, their gap, and seconds."""
    table = np.zeros((len(batch_sizes), 4))
    for row, size in zip(table, batch_sizes, strict=True):
        model = create()
        start = clock()
        train_accuracies, test_accuracies = run(model, int(size))
        seconds = clock() - start
        trained, tested = np.mean(train_accuracies[-LAST:]), np.mean(test_accuracies[-LAST:])
        row[:] = trained, tested, trained - tested, seconds
    return table
