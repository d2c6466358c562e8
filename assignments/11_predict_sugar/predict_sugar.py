"""Predict the residual sugar of a wine. The task is in README.md beside this file."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from torch import Tensor, nn

Batches = Iterable[tuple[Tensor, Tensor]]
"""Pairs (X, y): X float32 of shape (n, 11), y float32 of shape (n, 1). A DataLoader is one."""


def prepare(data: pd.DataFrame) -> tuple[Tensor, Tensor, list[str]]:
    """Drop the outliers, z-score every column, and set the sugar apart.

    Args:
        data: the twelve columns of the wine data, numbers, in any order; any number of rows.

    Returns:
        features: float32 tensor of shape (N, 11), N being the rows that are kept.
        target: float32 tensor of shape (N, 1), the z-scored "residual sugar".
        names: the eleven column names of `features`, in its order; a plain list.
    """
    raise NotImplementedError("Write prepare: drop rows, z-score, then split the columns.")


class SugarNet(nn.Module):
    """11 inputs, hidden layers of 16, 32 and 32 units with ReLU, one linear output."""

    def __init__(self) -> None:
        super().__init__()
        raise NotImplementedError("Write SugarNet: four linear layers, in the order of the data.")

    def forward(self, x: Tensor) -> Tensor:
        """Predicted z-scored sugar.

        Args:
            x: float32 of shape (n, 11).

        Returns:
            Floats of shape (n, 1), any sign.
        """
        raise NotImplementedError("Write forward: send x through the four layers.")


def train(
    model: nn.Module,
    train_batches: Batches,
    test_batches: Batches,
    epochs: int,
    learning_rate: float,
    device: str = "cpu",
) -> tuple[list[float], list[float]]:
    """Train the given model in place, by plain SGD on the mean squared error.

    Args:
        model: the network to train; this very object is changed.
        train_batches: gone through once per epoch, one step of SGD for each batch.
        test_batches: gone through after each epoch, to measure only.
        epochs: number of epochs, at least 1.
        learning_rate: positive, the same in every step.
        device: where to compute; move the model and each batch there.

    Returns:
        train_losses: one number per epoch, the mean of its batch losses.
        test_losses: one number per epoch, the mean over the test batches after it.
    """
    raise NotImplementedError("Write train: epochs, and in each one the batches.")


def correlation(model: nn.Module, features: Tensor, target: Tensor) -> float:
    """Pearson's r between the model's predictions and the target, over all rows.

    Args:
        model: any network from (n, 11) to (n, 1).
        features: float32 of shape (n, 11).
        target: float32 of shape (n, 1).

    Returns:
        r, a number within [-1, 1].
    """
    raise NotImplementedError("Write correlation: predict, then compare with the target.")


def correlation_matrix(data: pd.DataFrame) -> np.ndarray | Tensor | pd.DataFrame:
    """Pearson's r of every column with every column.

    Args:
        data: the twelve columns of the wine data, numbers, in any order; all rows count.

    Returns:
        Floats of shape (12, 12), rows and columns in the order of `data.columns`.
    """
    raise NotImplementedError("Write correlation_matrix: twelve columns against each other.")
