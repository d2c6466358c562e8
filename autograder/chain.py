"""Trusted room: the float64 twin of a net that is a chain of linear layers, for hidden checks.

A chain is a list of weights, shape (out, in), and biases, shape (out,), in the order in which data
flows, with a ReLU before every weight but the first. The twin trains whatever chain a student's
net registers, so that a layer of a wrong size costs the points of the net, not of the training.

There the weights are drawn "awake": every ReLU gets positive numbers, where it does nothing, so
that a forgotten ReLU costs the points of the net only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy, softplus

from autograder.checks import array, expect
from autograder.once import once

Shape = tuple[int, ...]
Weights: TypeAlias = Sequence[NDArray[Any]] | Sequence[Tensor]
Pair = tuple[Tensor, Tensor]
Loss = Literal["classes", "logits", "probabilities"]
"""Mean cross-entropy of: outputs (n, c) and class numbers (n,), int64; outputs (n, 1) before the
sigmoid and labels (n, 1); the same, taken as `binary_cross_entropy` behind the sigmoid."""


def float32(values: Any) -> Tensor:
    """Numbers as a float32 tensor of the same shape."""
    return torch.from_numpy(np.asarray(values, dtype=np.float32))


def registered(
    inside: Any, net: Any, name: str = "The net", value: str = "A parameter of the net"
) -> list[NDArray[Any]]:
    """The values of a student's net's parameters, in its own order, as float64 arrays.

    `name` and `value` are what the net and a parameter are called in a sentence for the student.
    Raises `Wrong` if the net does not list its parameters.
    """
    named = inside.parameters(net)
    expect(type(named) is dict, f"{name} does not list its parameters as an nn.Module does.")
    return [array(entry, name=value) for entry in named.values()]


def leads(shapes: Sequence[Shape], inputs: int, outputs: int) -> bool:
    """Whether the shapes are those of linear layers, biases or not, from `inputs` to `outputs`."""
    width, fits = inputs, bool(shapes) and len(shapes[0]) == 2
    for shape in shapes:
        fits = fits and len(shape) in (1, 2) and shape[-1] == width
        width = shape[0] if shape else 0
    return fits and width == outputs


def flow(weights: Weights, x: Tensor) -> tuple[Tensor, list[Tensor]]:
    """The outputs (n, out) for rows (n, in), and the signals that the ReLUs get. All in float64."""
    h, signals = x.double(), []
    for k, w in enumerate(torch.as_tensor(w, dtype=torch.float64) for w in weights):
        if w.ndim == 2 and k:
            signals.append(h)
            h = h.relu()
        h = h @ w.T if w.ndim == 2 else h + w
    return h, signals


def nearest_bend(weights: Weights, x: Tensor) -> float:
    """How close the signals of the rows `x` come to the bend of a ReLU, where rounding decides."""
    return min(float(signal.abs().min()) for signal in flow(weights, x)[1])


def loss_of(weights: Weights, pair: Pair, loss: Loss) -> Tensor:
    """The loss of one batch (x, y) as a float64 tensor of shape ()."""
    x, y = pair
    z, _ = flow(weights, x)
    if loss == "classes":
        return (z.logsumexp(dim=1) - z[range(len(z)), y]).mean()
    if loss == "logits":
        return entropy_of_logits(z, y)
    return binary_cross_entropy(z.sigmoid(), y.double())


def entropy_of_logits(z: Tensor, y: Tensor) -> Tensor:
    """Mean binary cross-entropy of logits: ln(1 + e^z) - y z."""
    return (softplus(z) - y * z).mean()


def walk(
    weights: Weights, pairs: Iterable[Pair], rate: float, loss: Loss
) -> Iterator[tuple[float, list[Tensor]]]:
    """One step of SGD for each of `pairs`: the loss before it, the parameters (float64) after."""
    start = [torch.as_tensor(w, dtype=torch.float64) for w in weights]
    params = [w.detach().clone().requires_grad_() for w in start]
    for pair in pairs:
        value = loss_of(params, pair, loss)
        gradients = torch.autograd.grad(value, params)
        params = [
            (p - rate * g).detach().requires_grad_() for p, g in zip(params, gradients, strict=True)
        ]
        yield value.item(), [p.detach() for p in params]


@once
def descend(
    weights: Weights, pairs: Sequence[Pair], epochs: int, rate: float, loss: Loss
) -> tuple[list[float], list[NDArray[np.float64]]]:
    """(the loss before each step, the parameters at the end) of `epochs` >= 1 times `pairs`."""
    steps = list(walk(weights, list(pairs) * epochs, rate, loss))
    return [value for value, _ in steps], [p.numpy() for p in steps[-1][1]]


def awake(
    draw: np.random.Generator, shapes: Sequence[Shape], lift: float, first: float = 0.6
) -> list[NDArray[np.float32]]:
    """Parameters with which positive rows put every ReLU well above 0, and the outputs too.

    The outputs are lifted by `lift`; a unit of the first layer sums up to about `first` times the
    size of the inputs, so rows that are mostly 0 need more. How far from 0 all stays through a
    training is for the exercise to measure.
    """
    last = max(k for k, shape in enumerate(shapes) if len(shape) == 2)
    weights = []
    for k, shape in enumerate(shapes):
        if len(shape) == 1:
            w = draw.uniform(0.3, 0.6, shape) + lift * (k > last)
        elif k < last:
            w = draw.uniform(0.5, 1.5, shape) * (first if k == 0 else 0.6) / shape[1]
        else:
            w = 0.5 * draw.normal(size=shape) / np.sqrt(shape[1])
        weights.append(w.astype(np.float32))
    return weights


def diverse(
    draw: np.random.Generator, shapes: Sequence[Shape], first: float | None = None
) -> list[NDArray[np.float32]]:
    """Parameters that keep signals and gradients near 1, with no unit always on or always off.

    `first` is the size of the first layer's weights, where inputs near 1 are not what it gets.
    """
    weights = []
    for k, shape in enumerate(shapes):
        size = 0.2 if len(shape) == 1 else np.sqrt(1.5 / shape[1])
        size = first if k == 0 and first is not None else size
        weights.append((size * draw.normal(size=shape)).astype(np.float32))
    return weights
