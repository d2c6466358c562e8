# instructor room · gradeproof-canary-6f1d2c9a
"""Predict the residual sugar of a red wine from everything else that was measured."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import torch
from torch import Tensor, nn

Batches = Iterable[tuple[Tensor, Tensor]]

TARGET = "residual sugar"
SULFUR = "total sulfur dioxide"


def prepare(data: pd.DataFrame) -> tuple[Tensor, Tensor, list[str]]:
    """Drop the outliers, z-score every column, then set the sugar apart."""
    kept = data[data[SULFUR] < 200]
    # The outliers must be gone before the mean and the deviation are taken.
    scaled = (kept - kept.mean()) / kept.std(ddof=0)
    names = [name for name in scaled.columns if name != TARGET]
    features = torch.tensor(scaled[names].to_numpy(), dtype=torch.float32)
    # The double brackets keep the column dimension: (N, 1), as the network answers.
    target = torch.tensor(scaled[[TARGET]].to_numpy(), dtype=torch.float32)
    return features, target, names


class SugarNet(nn.Module):
    """Eleven inputs, hidden layers of 16, 32 and 32 ReLU units, one linear output."""

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
        # No activation here: a z-scored target is negative for more than half of the wines.
        return self.output(x)


def train(
    model: nn.Module,
    train_batches: Batches,
    test_batches: Batches,
    epochs: int,
    learning_rate: float,
    device: str = "cpu",
) -> tuple[list[float], list[float]]:
    """Train in place by SGD on the mean squared error; one loss per epoch and set."""
    model.to(device)
    loss_function = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    train_losses, test_losses = [], []
    for _ in range(epochs):
        model.train()
        losses = []
        for x, y in train_batches:
            loss = loss_function(model(x.to(device)), y.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        train_losses.append(sum(losses) / len(losses))

        model.eval()
        with torch.no_grad():
            losses = [
                loss_function(model(x.to(device)), y.to(device)).item() for x, y in test_batches
            ]
        test_losses.append(sum(losses) / len(losses))
    return train_losses, test_losses


def correlation(model: nn.Module, features: Tensor, target: Tensor) -> float:
    """Pearson's r between what the model predicts and what was measured."""
    model.eval()
    with torch.no_grad():
        predicted = model(features).flatten().double()
    measured = target.flatten().double()
    predicted = predicted - predicted.mean()
    measured = measured - measured.mean()
    return float((predicted * measured).sum() / (predicted.norm() * measured.norm()))


def correlation_matrix(data: pd.DataFrame) -> pd.DataFrame:
    """Pearson's r of every column with every column."""
    return data.corr()
