"""Inside the sandbox: the probes, for what cannot be asked over the wire. Nothing here is trusted.

The autograd graph cannot cross the wire, so gradients and training steps are taken beside the
model. A probe's answer is a claim like any other.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from autograder.inside.elsewhere import Elsewhere


def parameters(model: nn.Module) -> dict[str, Tensor]:
    """Name -> value of every registered parameter, in the order of `named_parameters()`."""
    return dict(model.named_parameters())


def buffers(model: nn.Module) -> dict[str, Tensor]:
    """Name -> value of every registered buffer."""
    return dict(model.named_buffers())


def load(model: nn.Module, arrays: list[Any]) -> None:
    """Copy `arrays` into the parameters, in their order. Raises `ValueError` if a shape differs."""
    params = list(model.parameters())
    shapes = [tuple(p.shape) for p in params]
    if shapes != [tuple(a.shape) for a in arrays]:
        raise ValueError(f"the model has parameters of shapes {shapes}")
    with torch.no_grad():
        for param, array in zip(params, arrays, strict=True):
            param.copy_(torch.as_tensor(array))


def vjp(model: Any, x: Tensor, v: Tensor) -> tuple[Tensor, list[Tensor | None], Tensor | None]:
    """(model(x), gradient of sum(v * model(x)) for each parameter, and for x)."""
    x = x.detach().clone().requires_grad_(True)
    params = list(model.parameters()) if isinstance(model, nn.Module) else []
    out = model(x)
    grads = torch.autograd.grad((out * v).sum(), [*params, x], allow_unused=True)
    return out, list(grads[:-1]), grads[-1]


def step(model: Any, loss: Any, optimizer: Any, x: Tensor, y: Tensor) -> float:
    """One training step; returns the loss before it."""
    optimizer.zero_grad()
    value = loss(model(x), y)
    value.backward()
    optimizer.step()
    return float(value.detach())


def expression(text: str) -> Any:
    """A sympy expression. Only ever called with the check's own text."""
    import sympy

    return sympy.sympify(text)


def evaluate(expr: Any, **at: Any) -> Any:
    """The sympy expression `expr` at the points `at` (name -> float64 array): float64 array.

    Raises `TypeError` if it is no expression or has other symbols than `at`.
    """
    import sympy

    expr = sympy.sympify(expr) if type(expr) in (int, float) else expr
    if not isinstance(expr, sympy.Expr):
        raise TypeError(f"a sympy expression is needed, and this is of type {type(expr).__name__}")
    extra = sorted(str(s) for s in expr.free_symbols if str(s) not in at)
    if extra:
        raise TypeError(f"the expression has the unknown symbols {', '.join(extra)}")
    symbols = sorted(expr.free_symbols, key=str)
    value = sympy.lambdify(symbols, expr, "numpy")(*[at[str(s)] for s in symbols])
    shape = np.shape(next(iter(at.values())))
    return np.broadcast_to(np.asarray(value, dtype=np.float64), shape).copy()


def generator(seed: int) -> torch.Generator:
    """A torch generator seeded with `seed`."""
    return torch.Generator().manual_seed(seed)


def elsewhere(tensor: Tensor) -> Tensor:
    """A copy of `tensor` that behaves as if it were on another device, and stays inside.

    NumPy refuses it by an error, and so do tensors on the CPU; a copy to the CPU has the numbers.
    """
    there: Tensor = Elsewhere(tensor.detach().clone())
    return there


def seed(number: int) -> None:
    """Seed random, numpy and torch."""
    random.seed(number)
    np.random.seed(number % 2**32)
    # torch.manual_seed() would note a whole traceback for devices that may be used later: 4 ms and
    # some memory for good at each call.
    torch.default_generator.manual_seed(number)
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        torch.cuda.manual_seed_all(number)


def values(box: Any) -> Any:
    """What a kept value holds now."""
    return box


_ALL = (
    *(parameters, buffers, load, vjp, step, expression, evaluate, generator, seed, values),
    elsewhere,
)
PROBES: dict[str, Callable[..., Any]] = {probe.__name__: probe for probe in _ALL}
HELD = frozenset({"expression", "elsewhere"})
"""Probes whose result stays inside even where it could cross."""
