"""Inside the sandbox: what every submission needs, done before the limits begin to count."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence


def prepare(modules: Sequence[str]) -> None:
    """Import the modules and use each of torch and sympy once, if they are among them.

    The first optimizer of a process imports for more than a second, the first expression for a
    tenth. torch also chooses its kernels by /proc/cpuinfo at the first operation, and there is no
    /proc later.
    """
    for name in modules:
        importlib.import_module(name)
    if "torch" in sys.modules:
        _warm_torch()
    if "sympy" in sys.modules:
        _warm_sympy()


def _warm_sympy() -> None:
    import sympy

    x = sympy.Symbol("x")
    slope = sympy.diff(sympy.sympify("x**2*exp(-x) + sin(x)"), x)
    sympy.lambdify([x], slope, "numpy")(1.0)


def _warm_torch() -> None:
    import torch

    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(0)
    layers = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
    for kind in (torch.optim.SGD, torch.optim.Adam):
        optimizer = kind(layers.parameters(), lr=1e-3)
        optimizer.zero_grad()
        layers(torch.randn(4, 8, generator=generator)).square().mean().backward()
        optimizer.step()
