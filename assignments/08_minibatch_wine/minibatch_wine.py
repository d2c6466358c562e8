"""Mini-batch size in the wine data. The task is in README.md beside this file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from torch import Tensor, nn

Numbers = Sequence[float] | np.ndarray | Tensor
Table = Sequence[Sequence[float]] | np.ndarray | Tensor


def prepare(data: pd.DataFrame) -> tuple[Tensor, Tensor]:
    """Drop the outliers and set measurements and labels apart.

    Args:
        data: the twelve columns of the wine data, numbers, in any order; any number of rows.

    Returns:
        X: float32 of shape (N, 11), N being the rows that are kept; all columns but "quality", as
            they are and in the order of `data`.
        y: float32 of shape (N, 1); 1 where the quality is above 5, else 0.
    """
    raise NotImplementedError("Write prepare: drop rows, then split the columns.")


def standardize(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    """z-score both parts, column by column, with mean and deviation of the training rows.

    Args:
        train: float32 of shape (n, 11), no column constant; stays as it is.
        test: float32 of shape (m, 11); stays as it is.

    Returns:
        The two parts standardized, float32 of shapes (n, 11) and (m, 11).
    """
    raise NotImplementedError("Write standardize: which rows give the mean and the deviation?")


class WineNet(nn.Module):
    """11 inputs, hidden layers of 16, 32 and 32 units with ReLU, one logit."""

    def __init__(self) -> None:
        super().__init__()
        raise NotImplementedError("Write WineNet: four linear layers, in the order of the data.")

    def forward(self, x: Tensor) -> Tensor:
        """Logits that the wines are good.

        Args:
            x: float32 of shape (n, 11).

        Returns:
            Floats of shape (n, 1), any sign.
        """
        raise NotImplementedError("Write forward: send x through the four layers.")


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
    """Train the given model in place, by plain SGD on the mean binary cross-entropy of each batch.

    Args:
        model: a network that returns logits of shape (n, 1); this very object is changed.
        X: float32 of shape (n, 11).
        y: float32 of shape (n, 1), zeros and ones.
        batch_size: rows of every batch, from 1 to n.
        learning_rate: positive, the same in every step.
        epochs: number of epochs, at least 1.
        shuffle: called once per epoch as shuffle(n); returns the numbers 0 to n - 1 in the order
            of this epoch, int64 of shape (n,). `torch.randperm` is one.
        device: where to compute; move the model and the rows there.
    """
    raise NotImplementedError("Write train: an order for each epoch, and a step for each batch.")


def accuracy(logits: Tensor, y: Tensor) -> float:
    """The percentage of rows that are put on the right side.

    Args:
        logits: float32 of shape (n, 1), none of them on the border.
        y: float32 of shape (n, 1), zeros and ones.

    Returns:
        A number from 0 to 100.
    """
    raise NotImplementedError("Write accuracy: from which logit on is p above one half?")


def compare(
    batch_sizes: Sequence[int] | np.ndarray,
    create: Callable[[], Any],
    run: Callable[[Any, int], tuple[Numbers, Numbers]],
    clock: Callable[[], float],
) -> Table:
    """Run every batch size with a new model.

    Args:
        batch_sizes: different whole numbers, in any order.
        create: called as create() for a new model, once per size.
        run: called as run(model, size); returns training and test accuracies, one number per
            epoch each, for at least five epochs.
        clock: called as clock(); returns a time in seconds.

    Returns:
        Shape (number of sizes, 4), rows in the order of `batch_sizes`: training accuracy and test
        accuracy, each the mean of the last five epochs; the first minus the second; the seconds
        of the run.
    """
    raise NotImplementedError("Write compare: model, clock, run, clock, and a row for each size.")
