# instructor room · gradeproof-canary-6f1d2c9a
"""Binarized MNIST: how well a network reads digits without shades of gray. The reference.

Source: the course's section on feed-forward networks, CodeChallenge "Binarized MNIST images".
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor, nn

Batches = Iterable[tuple[Tensor, Tensor]]
"""Pairs (x, y): x float32 of shape (m, 784), y int64 of shape (m,)."""


def binarize(images: np.ndarray, threshold: int = 0) -> Tensor:
    """float32 of shape (n, 784): 1 where a pixel is greater than the threshold, else 0."""
    # The raw pixels are compared, so the threshold is in their units, 0 to 255.
    ink = images > threshold
    return torch.from_numpy(ink.reshape(len(images), 784)).float()


def prepare(
    images: np.ndarray, labels: np.ndarray, order: np.ndarray, threshold: int = 0
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """(train_x, train_y, test_x, test_y): the first nine tenths of `order`, and the last tenth."""
    # Images and labels are put into the same order, so that they stay together.
    x = binarize(images, threshold)[order]
    y = torch.from_numpy(labels)[order]
    cut = len(order) * 9 // 10
    return x[:cut], y[:cut], x[cut:], y[cut:]


class DigitNet(nn.Module):
    """784 inputs, hidden layers of 64, 32 and 32 ReLU units, ten log-probabilities."""

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
        # Axis 1 holds the ten digits: each image's probabilities sum to 1.
        return torch.log_softmax(self.output(x), dim=1)


def train(
    model: nn.Module,
    batches: Batches,
    epochs: int,
    learning_rate: float,
    device: str = "cpu",
) -> list[float]:
    """Train in place by SGD on the negative log-likelihood; the mean batch loss of each epoch."""
    model.to(device)
    model.train()
    loss_function = nn.NLLLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        batch_losses = []
        for x, y in batches:
            loss = loss_function(model(x.to(device)), y.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        losses.append(sum(batch_losses) / len(batch_losses))
    return losses


def accuracy(log_probabilities: Tensor, labels: Tensor) -> float:
    """Percentage of the rows whose largest entry stands at the label."""
    # Flattened, a column of labels cannot be compared all with all.
    right = log_probabilities.argmax(dim=1) == labels.flatten()
    return 100 * right.float().mean().item()
