"""Many qwerties: three groups, three outputs. The task is in README.md beside this file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

Numbers = Sequence[float] | np.ndarray | Tensor


def make_qwerties(
    n_per_group: int, blur: float, centers: Sequence[Sequence[float]] | np.ndarray, seed: int
) -> tuple[Tensor, Tensor]:
    """Three groups of points in the plane.

    Args:
        n_per_group: points in each group, at least 1.
        blur: standard deviation of the normal noise on each coordinate, at least 0.
        centers: three pairs (x, y).
        seed: at least 0; the same seed gives the same data, another seed other data.

    Returns:
        (X, y): points, float32, shape (3 * n_per_group, 2), and the group of each, 0, 1 or 2,
        int64, shape (3 * n_per_group,).
    """
    raise NotImplementedError("Write make_qwerties: centers plus noise, and the labels.")


def build(device: str | torch.device = "cpu") -> nn.Module:
    """A new net 2-4-3 with a ReLU after the hidden layer, and random starting values.

    Args:
        device: where the net lives.

    Returns:
        A net that takes rows, float32, shape (n, 2), and returns their logits, any real
        numbers, shape (n, 3).
    """
    raise NotImplementedError("Write build: two linear layers and what is between them.")


def train(
    model: nn.Module,
    X: Tensor,
    y: Tensor,
    learning_rate: float,
    epochs: int,
    device: str | torch.device = "cpu",
) -> tuple[Numbers, Numbers]:
    """Train `model` on all rows at once, one step per epoch, from the values that it has now.

    Args:
        model: a net that returns logits of shape (n, 3); its parameters are changed.
        X: points, float32, shape (n, 2).
        y: groups 0, 1 or 2, int64, shape (n,).
        learning_rate: positive; a step is this times the gradient of the mean cross-entropy.
        epochs: number of steps, at least 1.
        device: where the net lives; X and y are moved there.

    Returns:
        (losses, accuracies): `epochs` numbers each. The loss of an epoch is that before its
        step; the accuracy, in percent from 0 to 100, is that after its step.
    """
    raise NotImplementedError("Write train: `epochs` steps on the cross-entropy.")


def predict(model: nn.Module, X: Tensor) -> Sequence[int] | np.ndarray | Tensor:
    """The group that `model` finds most likely for each row.

    Args:
        model: a net that returns logits of shape (n, 3).
        X: points, float32, shape (n, 2), n at least 1.

    Returns:
        Whole numbers 0, 1 or 2, shape (n,).
    """
    raise NotImplementedError("Write predict: from three logits a row to one group a row.")


def group_accuracies(predictions: Tensor, y: Tensor) -> Numbers:
    """How well each group is recognized.

    Args:
        predictions: predicted groups 0, 1 or 2, int64, shape (n,).
        y: true groups, int64, shape (n,); each of the three occurs.

    Returns:
        Three numbers from 0 to 100: of the rows of group 0, 1 and 2, the percentage that is
        predicted as that group.
    """
    raise NotImplementedError("Write group_accuracies: one percentage for each group.")
