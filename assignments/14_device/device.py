"""The right device. The task is in README.md beside this file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

Device = str | torch.device
"""Where tensors live, such as "cpu", "cuda" or "meta"."""
Batches = Iterable[tuple[Tensor, Tensor]]
"""Pairs (x, y) on the CPU, anew each time one iterates over them."""


def line() -> nn.Linear:
    """A network to try `train` with: 3 inputs, 1 output. Given: leave it as it is."""
    return nn.Linear(3, 1)


def to_numpy(tensor: Tensor) -> np.ndarray:
    """The numbers of a tensor, wherever it lives and whatever it belongs to.

    Args:
        tensor: bool, int64, float32 or float64, any shape, on any device; it may require grad.
            It stays as it is.

    Returns:
        An array of the same shape, dtype and values.
    """
    raise NotImplementedError("Write to_numpy: NumPy wants plain numbers in the computer's memory.")


def move(batch: Any, device: Device) -> Any:
    """A batch with every tensor in it on the given device.

    Args:
        batch: a tensor; or a list, tuple or dict of batches; or anything else (text, a number,
            None). Stays as it is, and so does everything in it.
        device: where the tensors should be.

    Returns:
        The same structure with the same dtypes, shapes and values. What is no tensor stands in its
        place as it was.
    """
    raise NotImplementedError("Write move: a tensor, a container of batches, or anything else.")


class SeriesNet(nn.Module):
    """Scales the values of a series, adds the position of each step, and gives one output."""

    def __init__(self, mean: Tensor, deviation: Tensor) -> None:
        """Create the two layers, in the order of the data, and keep the two constants.

        Args:
            mean: float32 of shape (3,), on the CPU.
            deviation: float32 of shape (3,), positive, on the CPU.
        """
        super().__init__()
        raise NotImplementedError("Write SeriesNet: two layers to learn, two constants to keep.")

    def forward(self, x: Tensor) -> Tensor:
        """One output per series.

        Args:
            x: float32, float64 or bfloat16 of shape (n, steps, 3), at least 2 steps; where and of
                which dtype the network is.

        Returns:
            Shape (n, 1); where and of which dtype x is.
        """
        raise NotImplementedError("Write forward: scale, add the position, then the layers.")


def train(
    model: nn.Module,
    batches: Batches,
    learning_rate: float,
    epochs: int,
    device: Device = "cpu",
) -> None:
    """Train the given model in place on `device`, by plain SGD on the mean squared error.

    Args:
        model: a network, on the CPU; this very object is moved and changed.
        batches: pairs (x, y) of float32 tensors on the CPU; one iteration is one epoch.
        learning_rate: positive, the same in every step.
        epochs: number of epochs, at least 1.
        device: where to compute.
    """
    raise NotImplementedError("Write train: move the network, then epochs of batches.")


def timed(
    step: Callable[[], Any],
    repeats: int,
    warmup: int,
    synchronize: Callable[[], Any],
    clock: Callable[[], float],
) -> float:
    """The seconds that one step takes, on the average.

    Args:
        step: called as step(); starts the work, which may go on after it has returned.
        repeats: number of steps to be timed, at least 1.
        warmup: number of steps before those, at least 1; they are not timed.
        synchronize: called as synchronize(); returns when all work that was started is done.
        clock: called as clock(); the time in seconds.

    Returns:
        Mean seconds of the `repeats` steps.
    """
    raise NotImplementedError("Write timed: steps to warm up, then steps between two times.")
