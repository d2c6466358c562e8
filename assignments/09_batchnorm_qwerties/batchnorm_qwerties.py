"""Batch-normalize the qwerties. The task is in README.md beside this file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn

Loss = Callable[[Tensor, Tensor], Tensor]
"""(probabilities of shape (n, 1), labels of shape (n, 1)) -> loss, a tensor of one number."""


def create(
    learning_rate: float, device: str | torch.device = "cpu"
) -> tuple[nn.Module, Loss, torch.optim.Optimizer]:
    """Make all that one training run needs, new at every call.

    Args:
        learning_rate: positive; the length of a step is this times the gradient.
        device: where the net lives.

    Returns:
        (model, lossfun, optimizer): a new net 2-16-1-1 with batch normalization after the ReLU of
        the input layer, which takes float32 rows of shape (n, 2), n at least 2 in training mode,
        and returns probabilities of shape (n, 1); the binary cross-entropy averaged over the
        rows; plain stochastic gradient descent on all parameters of that net.
    """
    raise NotImplementedError("Write create: a new net, its loss function and its optimizer.")


def train(
    model: nn.Module,
    lossfun: Loss,
    optimizer: torch.optim.Optimizer,
    X: Tensor,
    y: Tensor,
    epochs: int,
    device: str | torch.device = "cpu",
) -> Sequence[float] | np.ndarray | Tensor:
    """Train `model` in training mode on all rows at once, one step per epoch.

    Args:
        model: the net, in either mode; its parameters and running statistics are changed.
        lossfun: its loss function.
        optimizer: its optimizer.
        X: inputs, float32, shape (n, 2), n at least 2.
        y: labels 0 or 1, float32, shape (n, 1).
        epochs: number of steps, at least 1.
        device: where the net lives; X and y are moved there.

    Returns:
        `epochs` numbers, each the loss of its epoch before the step.
    """
    raise NotImplementedError("Write train: `epochs` steps in training mode.")


def predict(model: nn.Module, X: Tensor) -> Sequence[Sequence[float]] | np.ndarray | Tensor:
    """What `model` says in evaluation mode. Changes no parameter and no running statistic.

    Args:
        model: the net, in either mode.
        X: inputs, float32, shape (n, 2), n at least 1.

    Returns:
        One probability per row, shape (n, 1), within [0, 1].
    """
    raise NotImplementedError("Write predict: evaluation mode, then the outputs.")


def success_share(
    run: Callable[[float], float], learning_rates: Sequence[float] | np.ndarray
) -> float:
    """Run the experiment once for each learning rate and count the successes.

    Args:
        run: trains a new net with a learning rate and returns its accuracy in percent, 0 to 100.
        learning_rates: positive numbers, at least one.

    Returns:
        The share of runs whose accuracy is above 70, a number from 0 to 1.
    """
    raise NotImplementedError("Write success_share: one run per learning rate, then count.")
