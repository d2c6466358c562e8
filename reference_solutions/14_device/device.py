# instructor room · gradeproof-canary-6f1d2c9a
"""The right device: the reference.

Source: a habit of the whole course, moving models and data between CPU and GPU.
"""

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


# Everywhere below it says to(device=device): `verify --mutate` leaves a plain to(device) alone,
# and here it is just what should be tried.


def to_numpy(tensor: Tensor) -> np.ndarray:
    """The numbers of a tensor, out of its graph and off its device."""
    return tensor.detach().cpu().numpy()


def move(batch: Any, device: Device) -> Any:
    """A batch with every tensor in it on the given device; the caller's stays where it is."""
    if isinstance(batch, Tensor):
        return batch.to(device=device)
    if isinstance(batch, dict):
        return {name: move(part, device) for name, part in batch.items()}
    if isinstance(batch, list | tuple):
        return type(batch)(move(part, device) for part in batch)
    return batch


class SeriesNet(nn.Module):
    """Scales the values of a series, adds the position of each step, and gives one output."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        # Buffers are moved, converted and saved with the network, and not trained.
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.hidden = nn.Linear(4, 8)
        self.output = nn.Linear(8, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Outputs (n, 1) for x (n, steps, 3)."""
        scaled = (x - self.mean) / self.deviation
        position = torch.linspace(-1, 1, x.shape[1], device=x.device, dtype=x.dtype)
        column = position.expand(len(x), -1).unsqueeze(2)
        steps = torch.tanh(self.hidden(torch.cat([scaled, column], dim=2)))
        return self.output(steps.mean(dim=1))


def train(
    model: nn.Module,
    batches: Batches,
    learning_rate: float,
    epochs: int,
    device: Device = "cpu",
) -> None:
    """Train the given model in place on `device`, by plain SGD on the mean squared error."""
    model.to(device=device)  # in place, unlike a tensor's
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        for x, y in batches:
            output = model(x.to(device=device))
            loss = torch.nn.functional.mse_loss(output, y.to(device=device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def timed(
    step: Callable[[], Any],
    repeats: int,
    warmup: int,
    synchronize: Callable[[], Any],
    clock: Callable[[], float],
) -> float:
    """Mean seconds of `repeats` steps, from a device at rest to a device at rest."""
    for _ in range(warmup):
        step()
    synchronize()
    start = clock()
    for _ in range(repeats):
        step()
    synchronize()
    return (clock() - start) / repeats
