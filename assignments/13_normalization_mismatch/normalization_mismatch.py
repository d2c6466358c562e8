"""Normalization mismatch: what if only one of two parts is scaled? The task is in README.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import numpy as np
from torch import Tensor, nn

Mode = Literal["both", "test_raw", "train_raw"]
MODES: tuple[Mode, ...] = ("both", "test_raw", "train_raw")

Batches = Iterable[tuple[Tensor, Tensor]]
"""Pairs (x, y): x float32 of shape (m, 784), y int64 of shape (m,). A DataLoader is one."""
Normalize = Callable[[np.ndarray, np.ndarray, Mode], tuple[Tensor, Tensor]]
"""(train, test, mode) -> (x_train, x_test), as `normalize` below."""
Run = Callable[[nn.Module, Tensor, Tensor], Any]
"""(model, x_train, x_test) -> the result of one run, whatever it is."""
Table = Sequence[Sequence[float]] | np.ndarray | Tensor
"""Numbers of shape (epochs, 2): column 0 for training, column 1 for testing."""


def ranges(train: Tensor, test: Tensor) -> tuple[tuple[float, float], tuple[float, float]]:
    """Smallest and largest value of each part.

    Args:
        train: floats of any shape, such as (n, 784).
        test: floats of any shape, such as (m, 784).

    Returns:
        ((train_min, train_max), (test_min, test_max)).
    """
    raise NotImplementedError("Write ranges: two minima and two maxima.")


def normalize(train: np.ndarray, test: np.ndarray, mode: Mode) -> tuple[Tensor, Tensor]:
    """Min-max scale both parts or one of them, with the minimum and maximum of `train`.

    Args:
        train: uint8 of shape (n, 28, 28), values 0 to 255, not all equal; left as it is.
        test: uint8 of shape (m, 28, 28), values 0 to 255; left as it is.
        mode: "both"; "test_raw" scales the training images only; "train_raw" the test images only.

    Returns:
        x_train: float32 tensor of shape (n, 784), the rows of an image one after another.
        x_test: float32 tensor of shape (m, 784), likewise.
    """
    raise NotImplementedError("Write normalize: two constants, and three modes to use them in.")


class DigitNet(nn.Module):
    """784 inputs, hidden layers of 64, 32 and 32 units with ReLU, ten raw outputs."""

    def __init__(self) -> None:
        super().__init__()
        raise NotImplementedError("Write DigitNet: four linear layers, in the order of the data.")

    def forward(self, x: Tensor) -> Tensor:
        """Ten outputs per image, the larger the likelier the digit.

        Args:
            x: float32 of shape (m, 784).

        Returns:
            Floats of shape (m, 10), any sign.
        """
        raise NotImplementedError("Write forward: send x through the four layers.")


def train(
    model: nn.Module,
    batches: Batches,
    test_x: Tensor,
    test_y: Tensor,
    epochs: int,
    learning_rate: float,
    device: str = "cpu",
) -> tuple[Table, Table]:
    """Train the given model in place, by plain SGD on the cross-entropy, and test every epoch.

    Args:
        model: the network to train; this very object is changed.
        batches: gone through once per epoch, one step of SGD for each batch.
        test_x: float32 of shape (k, 784); looked at after each epoch, to measure only.
        test_y: int64 of shape (k,), the digits of `test_x`.
        epochs: number of epochs, at least 1.
        learning_rate: positive, the same in every step.
        device: where to compute; move the model and the data there.

    Returns:
        losses: shape (epochs, 2), the cross-entropy in training and in testing.
        accuracies: shape (epochs, 2), the same for the accuracy, 0 to 100 percent.
    """
    raise NotImplementedError("Write train: epochs of batches, and a look at the test images.")


def compare(
    normalize: Normalize,
    create: Callable[[], nn.Module],
    run: Run,
    train: np.ndarray,
    test: np.ndarray,
) -> dict[Mode, Any]:
    """Do one run per mode, each with a new model and with the same images.

    Args:
        normalize: called as normalize(train, test, mode), gives (x_train, x_test).
        create: called as create(), gives a new model.
        run: called as run(model, x_train, x_test), gives a result.
        train: uint8 of shape (n, 28, 28), raw; left as it is.
        test: uint8 of shape (m, 28, 28), raw; left as it is.

    Returns:
        For each of the three modes, under its name, the result of its run as it came.
    """
    raise NotImplementedError("Write compare: for each mode normalize, create, run.")
