# instructor room · gradeproof-canary-6f1d2c9a
"""Normalization mismatch: what becomes of loss and accuracy if only one part is scaled.

The reference. Source: the course's section on feed-forward networks, CodeChallenge "Data
normalization".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn

Mode = Literal["both", "test_raw", "train_raw"]
MODES: tuple[Mode, ...] = ("both", "test_raw", "train_raw")

Batches = Iterable[tuple[Tensor, Tensor]]
Normalize = Callable[[np.ndarray, np.ndarray, Mode], tuple[Tensor, Tensor]]
Run = Callable[[nn.Module, Tensor, Tensor], Any]


def ranges(train: Tensor, test: Tensor) -> tuple[tuple[float, float], tuple[float, float]]:
    """((train_min, train_max), (test_min, test_max))."""
    return (
        (train.min().item(), train.max().item()),
        (test.min().item(), test.max().item()),
    )


def normalize(train: np.ndarray, test: np.ndarray, mode: Mode) -> tuple[Tensor, Tensor]:
    """Min-max scale both parts or one of them, with the constants of `train`."""
    # Floats first: in uint8 a difference below 0 would wrap around to 255.
    x_train = torch.from_numpy(train).float().reshape(len(train), 784)
    x_test = torch.from_numpy(test).float().reshape(len(test), 784)
    low, high = x_train.min(), x_train.max()

    def scaled(x: Tensor) -> Tensor:
        return (x - low) / (high - low)

    return (
        x_train if mode == "train_raw" else scaled(x_train),
        x_test if mode == "test_raw" else scaled(x_test),
    )


class DigitNet(nn.Module):
    """784 inputs, hidden layers of 64, 32 and 32 ReLU units, ten raw outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.input = nn.Linear(784, 64)
        self.hidden1 = nn.Linear(64, 32)
        self.hidden2 = nn.Linear(32, 32)
        self.output = nn.Linear(32, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.relu(self.input(x))
        x = torch.relu(self.hidden1(x))
        x = torch.relu(self.hidden2(x))
        return self.output(x)


def percent_right(outputs: Tensor, labels: Tensor) -> float:
    """Percentage of the rows whose largest output is at the label."""
    return 100 * (outputs.argmax(dim=1) == labels).float().mean().item()


def train(
    model: nn.Module,
    batches: Batches,
    test_x: Tensor,
    test_y: Tensor,
    epochs: int,
    learning_rate: float,
    device: str = "cpu",
) -> tuple[np.ndarray, np.ndarray]:
    """Train in place by SGD on the cross-entropy: (losses, accuracies), each (epochs, 2)."""
    model.to(device)
    test_x, test_y = test_x.to(device), test_y.to(device)
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses, accuracies = np.zeros((epochs, 2)), np.zeros((epochs, 2))
    for epoch in range(epochs):
        model.train()
        batch_losses, batch_accuracies = [], []
        for x, y in batches:
            x, y = x.to(device), y.to(device)
            outputs = model(x)
            loss = loss_function(outputs, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
            batch_accuracies.append(percent_right(outputs, y))

        model.eval()
        with torch.no_grad():
            outputs = model(test_x)
        losses[epoch] = np.mean(batch_losses), loss_function(outputs, test_y).item()
        accuracies[epoch] = np.mean(batch_accuracies), percent_right(outputs, test_y)
    return losses, accuracies


def compare(
    normalize: Normalize,
    create: Callable[[], nn.Module],
    run: Run,
    train: np.ndarray,
    test: np.ndarray,
) -> dict[Mode, Any]:
    """The result of one run per mode, each with a new model and with the same images."""
    results: dict[Mode, Any] = {}
    for mode in MODES:
        x_train, x_test = normalize(train, test, mode)
        results[mode] = run(create(), x_train, x_test)
    return results
