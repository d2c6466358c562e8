"""Instructor room: splits and shuffled batches, as the course's notebooks make them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor


class Shuffled:
    """Full batches of `size` rows in a new order each time, as a DataLoader with drop_last."""

    def __init__(self, x: Tensor, y: Tensor, size: int) -> None:
        self.x, self.y, self.size = x, y, size

    def __len__(self) -> int:
        return len(self.x) // self.size

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        order = torch.randperm(len(self.x))
        for begin in range(0, len(self) * self.size, self.size):
            rows = order[begin : begin + self.size]
            yield self.x[rows], self.y[rows]


def shuffled_order(n: int, seed: int) -> np.ndarray:
    """0 to n - 1 in random order, int64."""
    return np.random.default_rng(seed).permutation(n)
