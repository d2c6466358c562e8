"""Binarized MNIST: digits without shades of gray. The task is in README.md beside this file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from torch import Tensor, nn

Batches = Iterable[tuple[Tensor, Tensor]]
"""Pairs (x, y): x float32 of shape (m, 784), y int64 of shape (m,). A DataLoader is one."""


def binarize(images: np.ndarray, threshold: int = 0) -> Tensor:
    """Turn every pixel into 1 (greater than the threshold) or 0 (not greater).

    Args:
        images: uint8 of shape (n, 28, 28), values 0 to 255; left as it is.
        threshold: whole number from 0 to 254.

    Returns:
        float32 tensor of shape (n, 784), zeros and ones; the rows of an image one after another.
    """
    raise NotImplementedError("Write binarize: compare the pixels, then make rows of numbers.")


def prepare(
    images: np.ndarray, labels: np.ndarray, order: np.ndarray, threshold: int = 0
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Binarize the images and share them out: nine tenths to train with, one tenth to test with.

    Args:
        images: uint8 of shape (n, 28, 28), n a multiple of 10; left as it is.
        labels: the digits, int64 of shape (n,), values 0 to 9; left as it is.
        order: the numbers 0 to n - 1 in the order to take the images in, int64 of shape (n,).
        threshold: whole number from 0 to 254, as for `binarize`.

    Returns:
        train_x: float32 tensor of shape (9n/10, 784), the images that come first in `order`.
        train_y: int64 tensor of shape (9n/10,), their digits.
        test_x: float32 tensor of shape (n/10, 784), the images that come last.
        test_y: int64 tensor of shape (n/10,), their digits.
    """
    raise NotImplementedError("Write prepare: binarize, put into the given order, share out.")


class DigitNet(nn.Module):
    """784 inputs, hidden layers of 64, 32 and 32 units with ReLU, ten log-probabilities."""

    def __init__(self) -> None:
        super().__init__()
        raise NotImplementedError("Write DigitNet: four linear layers, in the order of the data.")

    def forward(self, x: Tensor) -> Tensor:
        """Log-probabilities of the ten digits.

        Args:
            x: float32 of shape (m, 784).

        Returns:
            Floats of shape (m, 10), at most 0; the exponentials of each row sum to 1.
        """
        raise NotImplementedError("Write forward: four layers, then log-probabilities.")


def train(
    model: nn.Module,
    batches: Batches,
    epochs: int,
    learning_rate: float,
    device: str = "cpu",
) -> Sequence[float] | np.ndarray | Tensor:
    """Train the given model in place, by plain SGD on the negative log-likelihood.

    Args:
        model: a network that gives log-probabilities; this very object is changed.
        batches: gone through once per epoch, one step of SGD for each batch.
        epochs: number of epochs, at least 1.
        learning_rate: positive, the same in every step.
        device: where to compute; move the model and each batch there.

    Returns:
        One number per epoch, the mean of its batch losses, each from before its step.
    """
    raise NotImplementedError("Write train: epochs, and in each one the batches.")


def accuracy(log_probabilities: Tensor, labels: Tensor) -> float:
    """Share of the images whose likeliest digit is the label, in percent.

    Args:
        log_probabilities: floats of shape (n, 10).
        labels: int64 of shape (n,) or, as a column, (n, 1); values 0 to 9.

    Returns:
        A number from 0 to 100.
    """
    raise NotImplementedError("Write accuracy: which digit is likeliest, and is it the label?")
