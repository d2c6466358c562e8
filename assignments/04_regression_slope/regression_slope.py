"""Manipulate the slope of a regression. The task is in README.md beside this file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn

MakeData = Callable[[float], tuple[Tensor, Tensor]]
"""slope -> new data (x, y), float32 tensors of shape (n, 1)."""
BuildAndTrain = Callable[[Tensor, Tensor], tuple[Tensor, list[float]]]
"""(x, y) -> (predictions of shape (n, 1), one loss per epoch), from a new network."""


def make_data(
    slope: float, n: int = 50, noise: float = 0.5, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Draw n points around the line y = slope * x.

    Args:
        slope: m, any sign; usually within [-2, 2].
        n: number of points, at least 1.
        noise: standard deviation of the noise in y, 0 or more.
        generator: where all random numbers come from; None stands for torch's global generator.

    Returns:
        x: standard normal numbers, float32, shape (n, 1).
        y: slope * x plus normal noise of its own in every row, float32, shape (n, 1).
    """
    raise NotImplementedError("Write make_data: draw x, then y around the line.")


def build_model(device: str = "cpu") -> nn.Module:
    """Make a new network: Linear(1, 1), ReLU, Linear(1, 1).

    Args:
        device: where the network lives.

    Returns:
        A network from (n, 1) to (n, 1), float32, with PyTorch's usual random start.
    """
    raise NotImplementedError("Write build_model: two linear layers with a ReLU between them.")


def build_and_train(
    build: Callable[[], nn.Module],
    x: Tensor,
    y: Tensor,
    learning_rate: float,
    epochs: int,
    device: str = "cpu",
) -> tuple[Tensor | np.ndarray, Sequence[float]]:
    """Build a network, train it by plain SGD on the mean squared error, and predict.

    Args:
        build: makes a new network, as `build_model` does; call it once, without arguments.
        x: float32, shape (n, 1).
        y: float32, shape (n, 1).
        learning_rate: positive, the same in every step.
        epochs: number of steps, at least 1; each one on all rows.
        device: where to compute; move the network, x and y there.

    Returns:
        predictions: what the network answers to x after the last step, shape (n, 1).
        losses: one number per epoch, the loss just before the step of that epoch.
    """
    raise NotImplementedError("Write build_and_train: build, take the steps, then predict.")


def correlation(predictions: Tensor, y: Tensor) -> float:
    """Pearson's r between predictions and y, and 0 where it is not defined.

    Args:
        predictions: float32, shape (n, 1), n at least 2.
        y: float32, shape (n, 1).

    Returns:
        A number within [-1, 1]; 0 if all predictions, or all y, are the same.
    """
    raise NotImplementedError("Write correlation: Pearson's r, never NaN.")


def run_experiment(
    make_data: MakeData,
    build_and_train: BuildAndTrain,
    steepest: float,
    steps: int,
    repeats: int,
) -> tuple[np.ndarray | Tensor | Sequence[float], np.ndarray | Tensor]:
    """Train one network for every slope and repeat, each on new data.

    Args:
        make_data: called as make_data(slope).
        build_and_train: called as build_and_train(x, y).
        steepest: positive; the slopes go from -steepest to +steepest, both included.
        steps: number of slopes, at least 2, evenly spaced.
        repeats: number of networks per slope, at least 1.

    Returns:
        slopes: shape (steps,), rising.
        results: shape (steps, repeats, 2); results[i, j] is (final loss, correlation) of repeat j
            at slope i.
    """
    raise NotImplementedError("Write run_experiment: slopes, and for each one the repeats.")
