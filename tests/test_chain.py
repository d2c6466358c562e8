"""The float64 twin of a chain of linear layers goes where torch's own layers and SGD go."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any, get_args

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812

from autograder import chain
from autograder.chain import Loss, Pair
from autograder.outcomes import Wrong

RATE, EPOCHS = 0.05, 3
WIDTHS = [(4, 1), (3, 5, 1), (2, 6, 4, 1)]
THEIRS = {
    "classes": F.cross_entropy,
    "logits": F.binary_cross_entropy_with_logits,
    "probabilities": lambda z, y: F.binary_cross_entropy(z.sigmoid(), y),
}


def net_of(widths: tuple[int, ...], bias: bool) -> nn.Sequential:
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise(widths):
        layers += [nn.ReLU(), nn.Linear(inputs, outputs, bias=bias, dtype=torch.float64)]
    return nn.Sequential(*layers[1:])


def asked(widths: tuple[int, ...], loss: Loss, seed: int = 3) -> list[Pair]:
    """Two batches of different size."""
    draw = np.random.default_rng(seed)
    pairs = []
    for n in (7, 4):
        y = torch.from_numpy(draw.integers(0, 2, n))
        labels = y if loss == "classes" else chain.float32(y[:, None])
        pairs.append((chain.float32(draw.normal(size=(n, widths[0]))), labels))
    return pairs


def values(net: nn.Module) -> list[np.ndarray]:
    return [p.detach().numpy().copy() for p in net.parameters()]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("widths", WIDTHS)
@pytest.mark.parametrize("loss", get_args(Loss))
def test_the_twin_goes_where_torch_goes(widths: tuple[int, ...], bias: bool, loss: Loss) -> None:
    if loss == "classes":
        widths = (*widths[:-1], 3)
    torch.manual_seed(1)
    net, pairs = net_of(widths, bias), asked(widths, loss)
    start = values(net)
    losses, final = chain.descend(start, pairs, EPOCHS, RATE, loss)
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE)
    wanted = []
    for x, y in pairs * EPOCHS:
        optimizer.zero_grad()
        labels = y if loss == "classes" else y.double()
        lost = THEIRS[loss](net(x.double()), labels)
        lost.backward()
        optimizer.step()
        wanted.append(lost.item())
    np.testing.assert_allclose(losses, wanted, rtol=1e-12)
    for got, want in zip(final, values(net), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-10, atol=1e-13)
    assert any(np.abs(a - b).max() > 1e-4 for a, b in zip(start, final, strict=True))


@pytest.mark.parametrize("bias", [True, False])
def test_signals_are_what_the_relus_get(bias: bool) -> None:
    torch.manual_seed(2)
    net = net_of((3, 5, 4, 2), bias)
    x = torch.randn(6, 3)
    out, signals = chain.flow(values(net), x)
    first = net[0](x.double())
    torch.testing.assert_close(out, net(x.double()))
    torch.testing.assert_close(signals, [first, net[:3](x.double())])
    bend = min(float(signal.detach().abs().min()) for signal in signals)
    assert chain.nearest_bend(values(net), x) == pytest.approx(bend)


def test_a_known_path_is_not_walked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    walked = []
    walk = chain.walk
    monkeypatch.setattr(chain, "walk", lambda *args: walked.append(1) or walk(*args))
    torch.manual_seed(4)
    start, pairs = values(net_of((3, 5, 1), True)), asked((3, 5, 1), "logits", seed=11)

    def descend(weights: Any = start, pairs: Any = pairs, epochs: int = 2, rate: float = 0.1,
                loss: Loss = "logits") -> list[np.ndarray]:  # fmt: skip
        return chain.descend(weights, pairs, epochs, rate, loss)[1]

    first = descend()
    wanted = [w.copy() for w in first]
    first[0][:] = 0  # the caller's own copy
    copied = [(x.clone(), y.clone()) for x, y in pairs]
    again = descend([w.copy() for w in start], copied)
    assert len(walked) == 1
    for got, want in zip(again, wanted, strict=True):
        assert np.array_equal(got, want)
    descend(pairs=pairs[::-1])
    descend(epochs=3)
    descend(rate=0.2)
    descend(loss="probabilities")
    copied[0][0][0, 0] += 1
    descend(pairs=copied)
    start[0][0, 0] += 1
    descend()
    assert len(walked) == 7


@pytest.mark.parametrize(
    ("shapes", "fits"),
    [
        ([(5, 3), (5,), (2, 5), (2,)], True),
        ([(5, 3), (2, 5)], True),
        ([(2, 3)], True),
        ([], False),
        ([()], False),
        ([(3,), (2, 3)], False),  # begins with a bias
        ([(5, 4), (2, 5)], False),  # other inputs
        ([(5, 3), (4, 5)], False),  # other outputs
        ([(5, 3), (4,), (2, 5)], False),  # a bias of another layer
        ([(5, 3), (2, 4)], False),  # layers that do not meet
        ([(5, 3), (2, 5, 1)], False),
        ([(5, 3), (), (2, 5)], False),
    ],
)
def test_shapes_lead_from_inputs_to_outputs(shapes: list[tuple[int, ...]], fits: bool) -> None:
    assert chain.leads(shapes, 3, 2) is fits


def test_a_net_without_a_list_of_parameters_is_told_so() -> None:
    listed = SimpleNamespace(parameters=lambda net: {"w": torch.ones(2, 1)})
    assert [w.dtype for w in chain.registered(listed, None)] == [np.float64]
    silent = SimpleNamespace(parameters=lambda net: None)
    with pytest.raises(Wrong, match="HerNet does not list its parameters"):
        chain.registered(silent, None, "HerNet")


@pytest.mark.parametrize("bias", [True, False])
def test_awake_rows_wake_every_unit(bias: bool) -> None:
    draw = np.random.default_rng(8)
    shapes = [tuple(p.shape) for p in net_of((4, 9, 9, 3), bias).parameters()]
    weights = chain.awake(draw, shapes, lift=3.0)
    x = chain.float32(draw.uniform(0.2, 2.2, (50, 4)))
    outputs, signals = chain.flow(weights, x)
    assert [w.shape for w in weights] == shapes
    assert min(float(signal.min()) for signal in signals) > 0.05
    assert not bias or float(outputs.min()) > 0
    assert float(chain.flow(chain.diverse(draw, shapes), x)[1][0].min()) < 0
