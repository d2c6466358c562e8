"""Effects of mini-batch size, on irises. The task is in README.md beside this file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from torch import Tensor, nn

Part = tuple[Tensor, Tensor]
"""Rows and labels: X float32 of shape (n, 4), y int64 of shape (n,), values 0, 1, 2."""

Loader = Iterable[Part]
"""Batches (X, y); a new pass begins with each loop over it. A DataLoader is one."""

Numbers = Sequence[float] | np.ndarray | Tensor
Table = Sequence[Sequence[float]] | np.ndarray | Tensor


def make_loaders(train: Part, test: Part, batch_size: int) -> tuple[Loader, Loader]:
    """Loaders of training and test batches.

    Args:
        train: the training rows and their labels.
        test: the test rows and their labels.
        batch_size: rows of a training batch, from 1 to the number of training rows.

    Returns:
        train_loader: batches of exactly `batch_size` rows, in a new random order each pass; rows
            that do not fill a batch are left out of that pass.
        test_loader: one batch with all test rows.
    """
    raise NotImplementedError("Write make_loaders: one loader shuffles and drops, the other not.")


class IrisNet(nn.Module):
    """4 inputs, two hidden layers of 64 units with ReLU, three logits."""

    def __init__(self) -> None:
        super().__init__()
        raise NotImplementedError("Write IrisNet: three linear layers, in the order of the data.")

    def forward(self, x: Tensor) -> Tensor:
        """Logits of the three kinds.

        Args:
            x: float32 of shape (n, 4).

        Returns:
            Floats of shape (n, 3), any sign.
        """
        raise NotImplementedError("Write forward: send x through the three layers.")


def train(
    model: nn.Module,
    train_loader: Loader,
    test_loader: Loader,
    epochs: int,
    learning_rate: float,
    device: str = "cpu",
) -> tuple[Numbers, Numbers, Numbers]:
    """Train the given model in place, by plain SGD on the mean cross-entropy of each batch.

    Args:
        model: the network to train; this very object is changed.
        train_loader: gone through once per epoch, one step for each batch; batches may differ in
            size.
        test_loader: gone through after the steps of each epoch, to measure only; batches may
            differ in size.
        epochs: number of epochs, at least 1.
        learning_rate: positive, the same in every step.
        device: where to compute; move the model and each batch there.

    Returns:
        losses: per epoch, the mean loss over all its training rows, from before their steps.
        train_accuracies: per epoch, the percentage 0 to 100 of these rows that were right, from
            before their steps.
        test_accuracies: per epoch, the percentage of all test rows that are right after it.
    """
    raise NotImplementedError("Write train: epochs, in each one the batches, and count rows.")


def sweep(
    batch_sizes: Sequence[int] | np.ndarray,
    train: Part,
    test: Part,
    make_loaders: Callable[[Part, Part, int], tuple[Loader, Loader]],
    create: Callable[[], Any],
    run: Callable[[Any, Loader, Loader], tuple[Numbers, Numbers]],
) -> tuple[Table, Table]:
    """Train a new model with each batch size.

    Args:
        batch_sizes: different whole numbers, in any order.
        train: the training part, the same for all sizes.
        test: the test part, the same for all sizes.
        make_loaders: called as make_loaders(train, test, size), size being a plain int.
        create: called as create() for a new model, once per size.
        run: called as run(model, train_loader, test_loader); returns training and test accuracies,
            one number per epoch each.

    Returns:
        train_table, test_table: shape (epochs, number of sizes), columns in the order of
        `batch_sizes`.
    """
    raise NotImplementedError("Write sweep: loaders, model and run for each size, then tables.")
