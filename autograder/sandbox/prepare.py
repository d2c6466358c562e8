"""Inside the sandbox: what every submission needs, done before the limits begin to count."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence


def prepare(modules: Sequence[str]) -> None:
    """Import the modules and, if torch is among them, take one step of each usual optimizer.

    The first optimizer of a process imports for more than a second. torch also chooses its
    kernels by /proc/cpuinfo at the first operation, and there is no /proc later.
    """
    for name in modules:
        importlib.import_module(name)
    if "torch" not in sys.modules:
        return
    import torch

    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(0)
    layers = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
    for kind in (torch.optim.SGD, torch.optim.Adam):
        optimizer = kind(layers.parameters(), lr=1e-3)
        optimizer.zero_grad()
        layers(torch.randn(4, 8, generator=generator)).square().mean().backward()
        optimizer.step()
