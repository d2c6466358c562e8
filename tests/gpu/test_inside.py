"""What the runner does about devices, shown on `meta`, which every build of torch has."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from autograder.inside import device as devices
from autograder.loopback import Loopback
from autograder.outcomes import StudentRaised
from autograder.proxy import Probes, Submission
from autograder.session import Session

CODE = """
from functools import partial

import torch
from torch import nn

def told(x, device="cpu"):
    return str(device)

def told_by_position(x, device):
    return str(device)

def not_told(x):
    return str(x.device)

def swallows(**kwargs):
    return sorted(kwargs)

def only_by_position(device="cpu", /):
    return str(device)

def net(device="cpu"):
    return Net().to(device)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)
    def forward(self, x):
        return str(x.device), x
    def where(self, things):
        return [str(thing.device) for thing in things["a"]], things["b"]
    def twice(self, x, y):
        return x is y
    def overwrites(self, x):
        x.zero_()

def predict(model, x):
    return str(x.device)

def bound(model):
    return partial(predict, model)

def asks(function):
    return str(function(torch.ones(2, device="meta")).device), str(function([1.0]).device)

def runs_out():
    raise torch.OutOfMemoryError("CUDA out of memory.")
"""


def talk(device: str = "") -> tuple[Submission, Probes]:
    session = Session(Loopback())
    extra = (device,) if device else ()
    session.ask("load", "own", {"own.py": CODE.encode()}, "", 1, *extra)
    return Submission(session), Probes(session)


def test_on_the_cpu_nothing_is_told_and_nothing_moves() -> None:
    own, _ = talk()
    assert own.told(torch.ones(2)) == "cpu"
    assert own.net()(torch.ones(2))[0] == "cpu"
    with pytest.raises(StudentRaised, match="told_by_position"):
        own.told_by_position(torch.ones(2))


def test_who_takes_a_device_is_told_it() -> None:
    own, _ = talk("meta")
    assert own.told(torch.ones(2)) == own.told_by_position(torch.ones(2)) == "meta"


def test_a_device_that_the_check_names_stands() -> None:
    own, _ = talk("meta")
    assert own.told(torch.ones(2), "cpu") == own.told(torch.ones(2), device="cpu") == "cpu"


def test_who_has_no_such_parameter_is_not_told() -> None:
    own, _ = talk("meta")
    assert own.not_told(torch.ones(2)) == "cpu"
    assert own.swallows() == []
    assert own.only_by_position() == "cpu"


def test_wrong_arguments_are_the_callees_to_complain_about() -> None:
    own, _ = talk("meta")
    with pytest.raises(StudentRaised, match="told"):
        own.told()


def test_a_net_gets_its_arguments_where_its_parameters_lie() -> None:
    own, _ = talk("meta")
    net = own.net()
    assert net(torch.ones(2))[0] == "meta"
    assert net(x=torch.ones(2))[0] == "meta"
    assert net.where({"a": [torch.ones(2)], "b": (1, "x", None)}) == (["meta"], (1, "x", None))
    assert own.Net()(torch.ones(2))[0] == "cpu"  # nobody has moved this one


def test_a_function_that_is_given_a_net_gets_tensors_where_the_net_is() -> None:
    own, _ = talk("meta")
    assert own.predict(own.net(), torch.ones(2)) == "meta"
    assert own.bound(own.net())(torch.ones(2)) == "meta"
    assert own.predict(own.Net(), torch.ones(2)) == "cpu"


def test_a_net_on_a_third_device_gets_what_it_is_given() -> None:
    place = devices.Place("cpu")
    net = torch.nn.Linear(2, 1, device="meta")
    assert place.call(lambda net, x: x.device.type, (net, torch.ones(2)), {}) == "cpu"


def test_one_tensor_given_twice_stays_one() -> None:
    own, _ = talk("meta")
    net, kept = own.net(), own.keep(torch.ones(2))
    assert net.twice(kept, kept) is True
    assert net.twice(kept, torch.ones(2)) is False


def test_what_does_not_move_is_given_as_it_is() -> None:
    moved = devices._Moved(torch.device("meta"))
    plain: dict[str, Any] = {"a": [1, (2, "x")]}
    assert moved.of(plain) is plain
    assert devices._Moved(None).of([torch.ones(1)])[0].device.type == "cpu"


def test_what_is_changed_in_place_is_changed_where_it_came_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given, untouched = torch.ones(3), torch.ones(3)
    moved = devices._Moved(torch.device("meta"))
    # The copy lies on the CPU: nothing can be copied back from `meta`.
    monkeypatch.setattr(torch.Tensor, "to", lambda self, *_: self.clone())
    moved.of([given, untouched])[0].zero_()
    moved.back()
    assert given.tolist() == [0, 0, 0]
    assert untouched.tolist() == [1, 1, 1]


def test_probes_move_what_they_are_given_too() -> None:
    own, inside = talk("meta")
    net = own.net()
    inside.load(net, [torch.ones(1, 2), torch.ones(1)])  # onto the device, and no error
    assert set(inside.parameters(net)) == {"layer.weight", "layer.bias"}


def test_a_given_function_answers_where_it_was_asked() -> None:
    place = devices.Place("meta")
    asked, answer = torch.ones(2, device="meta"), torch.ones(2)
    assert place.answer(answer, (asked,)).device.type == "meta"
    assert place.answer(answer, (1.0,)) is answer


def test_the_devices_memory_is_memory() -> None:
    own, _ = talk("meta")
    with pytest.raises(StudentRaised) as caught:
        own.runs_out()
    assert caught.value.kinds[0] == "OutOfMemoryError"
    assert "MemoryError" in caught.value.kinds
    own, _ = talk()
    with pytest.raises(StudentRaised) as caught:
        own.runs_out()
    assert "MemoryError" not in caught.value.kinds


def test_a_device_is_started_once_deterministic_and_with_its_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """CUDA is played: the calls are recorded, the tensors lie on the CPU."""
    said: list[Any] = []
    knobs = SimpleNamespace(
        matmul=SimpleNamespace(allow_tf32=True),
        cudnn=SimpleNamespace(allow_tf32=True, benchmark=True),
        deterministic=SimpleNamespace(fill_uninitialized_memory=True),
    )
    played = SimpleNamespace(
        device=torch.device,
        backends=SimpleNamespace(cuda=knobs, cudnn=knobs.cudnn),
        utils=SimpleNamespace(deterministic=knobs.deterministic),
        use_deterministic_algorithms=lambda *a, **k: said.append((a, k)),
        ones=lambda *sizes, device: torch.ones(*sizes),
        cuda=SimpleNamespace(
            init=lambda: said.append("init"),
            synchronize=lambda: said.append("synchronize"),
            set_per_process_memory_fraction=lambda *a: said.append(a),
        ),
    )
    layer = SimpleNamespace(Linear=lambda *sizes, device: torch.nn.Linear(*sizes))
    monkeypatch.setattr(devices, "torch", played)
    monkeypatch.setattr(devices, "nn", layer)
    monkeypatch.setattr(devices, "_STARTED", set())
    monkeypatch.delenv("CUBLAS_WORKSPACE_CONFIG", raising=False)
    devices.start("cuda", 0.45)
    devices.start("cuda", 0.45)
    once = [((True,), {"warn_only": True}), "init", (0.45,), "synchronize"]
    assert said == once
    assert os.environ.pop("CUBLAS_WORKSPACE_CONFIG") == ":4096:8"
    assert not knobs.matmul.allow_tf32
    assert not knobs.cudnn.allow_tf32 and not knobs.cudnn.benchmark
    assert not knobs.deterministic.fill_uninitialized_memory


def test_starting_another_device_than_cuda_changes_nothing() -> None:
    devices.start("meta", 0.5)
    assert not torch.are_deterministic_algorithms_enabled()
    assert "meta" not in devices._STARTED
