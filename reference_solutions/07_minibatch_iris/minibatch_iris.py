# instructor room · gradeproof-canary-6f1d2c9a
"""Effects of mini-batch size, on irises: the reference.

Source: the course's section on regularization, CodeChallenge "Effects of mini-batch size".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

Part = tuple[Tensor, Tensor]
Loader = Iterable[Part]


def make_loaders(train: Part, test: Part, batch_size: int) -> tuple[Loader, Loader]:
    """Training batches of equal size, shuffled anew each pass; the test rows in one batch."""
    train_loader = DataLoader(
        TensorDataset(*train), batch_size=batch_size, shuffle=True, drop_last=True
    )
    # Nothing is learned from the test rows, so nothing speaks for small batches or for dropping.
    test_loader = DataLoader(TensorDataset(*test), batch_size=len(test[1]))
    return train_loader, test_loader


class IrisNet(nn.Module):
    """Four inputs, two hidden layers of 64 ReLU units, three logits."""

    def __init__(self) -> None:
        super().__init__()
        self.input = nn.Linear(4, 64)
        self.hidden = nn.Linear(64, 64)
        self.output = nn.Linear(64, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.relu(self.input(x))
        x = torch.relu(self.hidden(x))
        return self.output(x)


def count_right(logits: Tensor, y: Tensor) -> int:
    """How many rows have their largest logit at the label."""
    return int((logits.argmax(dim=1) == y).sum())


def train(
    model: nn.Module,
    train_loader: Loader,
    test_loader: Loader,
    epochs: int,
    learning_rate: float,
    device: str = "cpu",
) -> tuple[list[float], list[float], list[float]]:
    """Train in place by SGD on the cross-entropy: (losses, training and test accuracies)."""
    model.to(device)
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses, train_accuracies, test_accuracies = [], [], []
    for _ in range(epochs):
        model.train()
        total, right, rows = 0.0, 0, 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            loss = loss_function(logits, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            # The loss is a mean over the batch; times its rows it counts every row once.
            total += loss.item() * len(y)
            right += count_right(logits, y)
            rows += len(y)
        losses.append(total / rows)
        train_accuracies.append(100 * right / rows)

        model.eval()
        right, rows = 0, 0
        with torch.no_grad():
            for x, y in test_loader:
                right += count_right(model(x.to(device)), y.to(device))
                rows += len(y)
        test_accuracies.append(100 * right / rows)
    return losses, train_accuracies, test_accuracies


def sweep(
    batch_sizes: Sequence[int] | np.ndarray,
    train: Part,
    test: Part,
    make_loaders: Callable[[Part, Part, int], tuple[Loader, Loader]],
    create: Callable[[], Any],
    run: Callable[[Any, Loader, Loader], tuple[Sequence[float], Sequence[float]]],
) -> tuple[np.ndarray, np.ndarray]:
    """Accuracies of one new model per batch size, each table of shape (epochs, sizes)."""
    columns = [
        # int(): an array of sizes gives NumPy's integers, which a DataLoader refuses.
        run(create(), *make_loaders(train, test, int(size)))
        for size in batch_sizes
    ]
    train_columns, test_columns = zip(*columns, strict=True)
    return np.stack(train_columns, axis=1), np.stack(test_columns, axis=1)
