"""From nn.Sequential to a class. The task is in README.md beside this file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn

Loss = Callable[[Tensor, Tensor], Tensor]
"""(outputs of shape (n, 1), targets of shape (n, 1)) -> loss, a tensor of one number."""


def sequential_model() -> nn.Sequential:
    """The net to re-create. Given: leave it as it is, to compare your class with."""
    return nn.Sequential(
        nn.Linear(2, 16),
        nn.ReLU(),
        nn.Linear(16, 1),
        nn.ReLU(),
        nn.Linear(1, 1),
        nn.Sigmoid(),
    )


class MultilayerNet(nn.Module):
    """The net of `sequential_model` as a class: 2 inputs, 16 units, 1 unit, 1 output."""

    def __init__(self) -> None:
        """Create the layers; `MultilayerNet()` takes no arguments."""
        raise NotImplementedError("Write MultilayerNet.__init__: create the layers.")

    def forward(self, x: Tensor) -> Tensor:
        """Send the rows of `x` through the layers.

        Args:
            x: inputs, float32, shape (n, 2), n at least 1.

        Returns:
            One probability per row, float32, shape (n, 1), within [0, 1].
        """
        raise NotImplementedError("Write MultilayerNet.forward: use the layers, in their order.")


def create(
    learning_rate: float, device: str | torch.device = "cpu"
) -> tuple[MultilayerNet, Loss, torch.optim.Optimizer]:
    """Make all that one training run needs, new at every call.

    Args:
        learning_rate: positive; the length of a step is this times the gradient.
        device: where the net lives.

    Returns:
        (model, lossfun, optimizer): a new net with starting values of its own, the binary
        cross-entropy averaged over the rows, and plain stochastic gradient descent on the
        parameters of that net.
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
) -> tuple[Sequence[float] | np.ndarray | Tensor, np.ndarray | Tensor, float]:
    """Train `model` on all rows at once, one step per epoch, from the values that it has now.

    Args:
        model: the net; its parameters are changed.
        lossfun: its loss function.
        optimizer: its optimizer.
        X: inputs, float32, shape (n, 2).
        y: labels 0 or 1, float32, shape (n, 1).
        epochs: number of steps, at least 1.
        device: where the net lives; X and y are moved there.

    Returns:
        (losses, predictions, accuracy): `epochs` numbers, each the loss of its epoch before the
        step; the probabilities that the trained net gives for X, shape (n, 1); the percentage
        of rows whose prediction is on the label's side of 0.5, a number from 0 to 100.
    """
    raise NotImplementedError("Write train: `epochs` steps, then predict and count.")
