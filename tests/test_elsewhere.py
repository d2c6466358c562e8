"""The tensor that plays to be on another device: what a GPU gives, it gives, and nothing else."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from autograder.inside.probes import elsewhere

VALUES = torch.arange(6.0).reshape(2, 3)

FETCH: dict[str, Callable[[Tensor], Any]] = {
    "cpu": lambda t: t.detach().cpu().numpy(),
    "cpu, then detach": lambda t: t.cpu().detach().numpy(),
    "by name": lambda t: t.to("cpu").detach().numpy(),
    "by device": lambda t: t.detach().to(torch.device("cpu"), torch.float32).numpy(),
    "by keyword": lambda t: t.detach().to(dtype=torch.float32, device="cpu").numpy(),
    "as a copy": lambda t: t.to("cpu", torch.float32, copy=True).detach().numpy(),
    "to another tensor": lambda t: t.detach().to(torch.zeros(1)).numpy(),
    "by type": lambda t: t.detach().type(torch.FloatTensor).numpy(),  # type: ignore[call-overload]
    "by the name of a type": lambda t: t.detach().type("torch.FloatTensor").numpy(),
    "tensor": lambda t: torch.tensor(t.detach(), device="cpu").numpy(),
    "as_tensor": lambda t: torch.as_tensor(t.detach(), device="cpu").numpy(),
    "asarray": lambda t: torch.asarray(t.detach(), device="cpu").numpy(),
    "copy_": lambda t: torch.empty(2, 3).copy_(t.detach()).numpy(),
    "copy_ into its like": lambda t: torch.zeros_like(t, device="cpu").copy_(t.detach()).numpy(),
    "an assignment": lambda t: _assigned(t.detach()).numpy(),
    "tolist": lambda t: np.array(t.tolist(), dtype="f4"),
    "item": lambda t: np.array([[x.item() for x in row] for row in t], dtype="f4"),
    "float": lambda t: np.array([[float(x) for x in row] for row in t.detach()], dtype="f4"),
    "force": lambda t: t.numpy(force=True),
    "data": lambda t: t.data.cpu().numpy(),
    "clone": lambda t: t.clone().detach().cpu().numpy(),
    "deepcopy": lambda t: copy.deepcopy(t).detach().cpu().numpy(),
    "changed there": lambda t: (2 * t.detach().double() - t).detach().cpu().float().numpy(),
    "reshaped there": lambda t: t.detach().view(-1).cpu().reshape(2, 3).numpy(),
    "row by row": lambda t: torch.stack([row.cpu() for row in t.detach()]).numpy(),
    "asked where": lambda t: (t if t.device.type == "cpu" else t.cpu()).detach().numpy(),
    "dlpack": lambda t: np.from_dlpack(t.detach().cpu()),
}
REFUSED: dict[str, Callable[[Tensor], Any]] = {
    "numpy": lambda t: t.detach().numpy(),
    "asarray": lambda t: np.asarray(t.detach()),
    "array": lambda t: np.array(t.detach()),
    "an array of rows": lambda t: np.array(list(t.detach())),
    "a copy there": lambda t: t.detach().clone().numpy(),
    "another dtype": lambda t: t.detach().double().numpy(),
    "a type is no place": lambda t: t.detach().type(torch.float32).numpy(),
    "data": lambda t: t.data.numpy(),
    "where cuda alone counts": lambda t: (t.cpu() if t.is_cuda else t).detach().numpy(),
    "dlpack": lambda t: np.from_dlpack(t.detach()),
    "two devices": lambda t: t + torch.zeros(2, 3),
}


def _assigned(tensor: Tensor) -> Tensor:
    result = torch.empty(2, 3)
    result[:] = tensor
    return result


@pytest.mark.filterwarnings("ignore:To copy construct")
@pytest.mark.parametrize("learns", [False, True])
@pytest.mark.parametrize("way", FETCH)
def test_it_can_be_fetched(way: str, learns: bool) -> None:
    there = elsewhere(VALUES).requires_grad_(learns)
    got = FETCH[way](there)
    assert type(got) is np.ndarray and got.dtype == np.float32
    assert np.array_equal(got, VALUES.numpy())
    assert there.requires_grad is learns and there.device.type == "xpu"


@pytest.mark.filterwarnings("ignore:__array__ implementation")
@pytest.mark.parametrize("learns", [False, True])
@pytest.mark.parametrize("way", REFUSED)
def test_numpy_and_the_cpu_refuse_it(way: str, learns: bool) -> None:
    with pytest.raises((TypeError, RuntimeError, BufferError)):
        REFUSED[way](elsewhere(VALUES).requires_grad_(learns))


def test_it_says_where_it_is() -> None:
    there = elsewhere(VALUES)
    assert str(there.device) == "xpu:0" and there.get_device() == 0 and there.is_xpu
    assert not (there.is_cpu or there.is_cuda or there.is_meta)
    assert (there + 1).device == there.device and there.cpu().device.type == "cpu"


def test_what_was_fetched_is_a_copy() -> None:
    there = elsewhere(VALUES)
    there.cpu()[0, 0] = 99
    assert there.cpu()[0, 0] == 0 and VALUES[0, 0] == 0
