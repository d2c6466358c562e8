"""Inside the sandbox: what every submission needs, done before the limits begin to count."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from autograder.sandbox.bars import Bars
from autograder.sandbox.seal import limit_cpu


def prepare(modules: Sequence[str], gradients: bool = True) -> None:
    """Import the modules and use each of torch and sympy once, if they are among them.

    The first optimizer of a process imports for more than a second, the first expression for a
    tenth. torch also chooses its kernels by /proc/cpuinfo at the first operation, and there is no
    /proc later. Without `gradients` no gradient is taken: the first one counts the GPUs for good,
    and before the fork there is none.
    """
    for name in modules:
        importlib.import_module(name)
    if "torch" in sys.modules:
        _warm_torch(gradients)
    if "sympy" in sys.modules:
        _warm_sympy()


def _warm_sympy() -> None:
    import sympy

    x = sympy.Symbol("x")
    slope = sympy.diff(sympy.sympify("x**2*exp(-x) + sin(x)"), x)
    sympy.lambdify([x], slope, "numpy")(1.0)


def wake(entry: str, bars: Bars) -> None:
    """Start the GPU of a sealed jail, in its last moment without a student. Raises as CUDA does."""
    if bars.gpu is None:
        return
    os.environ["CUDA_VISIBLE_DEVICES"] = bars.gpu.visible
    start = getattr(sys.modules.get(entry), "start", None)
    if start is not None:
        start("cuda", bars.gpu.fraction)
    limit_cpu(bars.cpu_seconds)


def _warm_torch(gradients: bool) -> None:
    import torch

    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(0)
    layers = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
    for kind in (torch.optim.SGD, torch.optim.Adam):
        optimizer = kind(layers.parameters(), lr=1e-3)
        optimizer.zero_grad()
        loss = layers(torch.randn(4, 8, generator=generator)).square().mean()
        if gradients:
            loss.backward()
            optimizer.step()
