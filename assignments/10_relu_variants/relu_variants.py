"""Compare ReLU variants on the wine data. The task is in README.md beside this file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd
from torch import Tensor, nn

Batches = Iterable[tuple[Tensor, Tensor]]
"""Pairs (X, y): X float32 of shape (n, 11), y float32 of shape (n, 1). A DataLoader is one."""
Curves = tuple[Sequence[float], Sequence[float], Sequence[float]]
"""(train_accuracies, test_accuracies, losses), one number per epoch in each."""


def prepare(data: pd.DataFrame) -> tuple[Tensor, Tensor]:
    """Drop the outliers, z-score the measurements, and make labels of the quality.

    Args:
        data: the twelve columns of the wine data, numbers, in any order. It stays as it is.

    Returns:
        features: float32 tensor of shape (N, 11), N being the rows that are kept; its columns are
            those of `data`, in the same order, without "quality".
        labels: float32 tensor of shape (N, 1): 1 for a quality above 5, else 0.
    """
    raise NotImplementedError("Write prepare: drop rows, z-score the features, make the labels.")


class WineNet(nn.Module):
    """11 inputs, hidden layers of 16, 32 and 32 units, one logit."""

    def __init__(self, activation: str) -> None:
        """Create the layers.

        Args:
            activation: "ReLU", "ReLU6" or "LeakyReLU", the name of a class in torch.nn.
        """
        super().__init__()
        raise NotImplementedError("Write WineNet: four linear layers, and the named activation.")

    def forward(self, x: Tensor) -> Tensor:
        """The logits of wines.

        Args:
            x: float32 of shape (n, 11).

        Returns:
            Floats of shape (n, 1), any sign; above 0 stands for a good wine.
        """
        raise NotImplementedError("Write forward: send x through the four layers.")


def train(
    model: nn.Module,
    train_batches: Batches,
    test_batches: Batches,
    epochs: int,
    learning_rate: float,
    device: str = "cpu",
) -> Curves:
    """Train the given model in place, by plain SGD on the binary cross-entropy of its logits.

    Args:
        model: the network to train; this very object is changed.
        train_batches: gone through once per epoch, one step of SGD for each batch.
        test_batches: gone through after each epoch, to measure only.
        epochs: number of epochs, at least 1.
        learning_rate: positive, the same in every step.
        device: where to compute; move the model and each batch there.

    Returns:
        (train_accuracies, test_accuracies, losses), each with one number per epoch: percent,
        percent, and the mean cross-entropy of the training batches.
    """
    raise NotImplementedError("Write train: epochs, and in each one the batches.")


def compare(
    build: Callable[[str], nn.Module],
    train: Callable[[nn.Module], Curves],
    names: Sequence[str],
    seed: int,
) -> tuple[np.ndarray | Tensor, np.ndarray | Tensor]:
    """Train one network per name, all from equal starts.

    Args:
        build: called as build(name), makes a new network, as WineNet does.
        train: called as train(model), trains it and returns its curves.
        names: the activations to compare, at least one.
        seed: decides the start that all networks share; the same seed gives the same start.

    Returns:
        (train_accuracies, test_accuracies), each of shape (epochs, len(names)): a column for each
        name, in the order of `names`.
    """
    raise NotImplementedError("Write compare: a network per name, from the same start.")
