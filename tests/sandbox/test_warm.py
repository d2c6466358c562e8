"""The warm start: copies are fresh, alike, and the process they are copied from is replaced."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import Limits, Sandbox, SandboxError, warm
from autograder.sandbox.view import view

from .asking import ask, descriptors, open_obeying, until_dead

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def torch_box() -> Iterator[Sandbox]:
    """A warm sandbox with torch in it."""
    with open_obeying(start="warm", preload=("numpy", "torch")) as box:
        yield box


def zygote(box: Sandbox) -> int:
    return int(box._line.pid)  # type: ignore[attr-defined]


def test_torch_works_in_a_copy_and_copies_are_alike(torch_box: Sandbox) -> None:
    code = """
    import torch, hashlib
    torch.manual_seed(3)
    model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 1))
    optimizer = torch.optim.Adam(model.parameters())
    x = torch.randn(64, 8)
    for _ in range(5):
        optimizer.zero_grad()
        model(x).square().mean().backward()
        optimizer.step()
    torch.save(model.state_dict(), "model.pt")
    model.load_state_dict(torch.load("model.pt"))
    flat = torch.cat([p.detach().flatten() for p in model.parameters()])
    result = hashlib.sha256(flat.numpy().tobytes()).hexdigest()
    """
    hashes = set()
    for _ in range(3):
        jail = torch_box.start(Limits())
        hashes.add(ask(jail, code))
        jail.finish()
    with open_obeying(start="cold", preload=("numpy", "torch")) as cold:
        jail = cold.start(Limits())
        hashes.add(ask(jail, code))
        jail.finish()
    assert len(hashes) == 1


def test_a_copy_may_use_more_threads(torch_box: Sandbox) -> None:
    jail = torch_box.start(Limits())
    code = """
    import torch
    torch.set_num_threads(2)
    result = float((torch.ones(300, 300) @ torch.ones(300, 300)).sum())
    """
    assert ask(jail, code) == 27_000_000
    jail.finish()


def test_a_loader_may_have_workers_where_processes_are_allowed(torch_box: Sandbox) -> None:
    jail = torch_box.start(Limits(processes=True))
    code = """
    import torch
    from torch.utils.data import DataLoader, TensorDataset
    loader = DataLoader(TensorDataset(torch.arange(40.0)), batch_size=4, num_workers=2)
    result = float(sum(batch.sum() for (batch,) in loader))
    """
    assert ask(jail, code) == 780
    jail.finish()


def test_torch_memory_has_an_error_that_can_be_taught(torch_box: Sandbox) -> None:
    jail = torch_box.start(Limits(memory_mb=200))
    code = """
    import torch
    try:
        torch.ones(100_000_000)
        result = "had it"
    except RuntimeError as error:
        result = "can't allocate memory" in str(error)
    """
    assert ask(jail, code) is True
    jail.finish()


def test_the_warm_process_is_replaced_after_many_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "JOBS", 2)
    with open_obeying(start="warm") as box:
        held = box.start(Limits())
        first = zygote(box)
        box.start(Limits()).finish()
        box.start(Limits()).finish()
        assert zygote(box) != first
        assert ask(held, "result = 'alive'") == "alive"  # its own lives as long as it is needed
        assert os.path.exists(f"/proc/{first}")
        held.finish()
        assert not os.path.exists(f"/proc/{first}")


def test_a_surprise_costs_one_jail_and_not_the_next() -> None:
    with open_obeying(start="warm") as box:
        jail = box.start(Limits())
        os.kill(zygote(box), signal.SIGKILL)
        until_dead(jail)
        with pytest.raises(SandboxError, match="the warm process ended"):
            jail.finish()
        again = box.start(Limits())
        assert ask(again, "result = 1") == 1
        again.finish()


@pytest.mark.parametrize("start", ["cold", "warm"])
def test_a_thread_that_a_preloaded_module_starts_is_refused(start: str) -> None:
    if str(ROOT) not in view().search:
        pytest.skip("the tests' own modules are not on the jail's path here")
    name = "tests.sandbox.threaded"
    box = open_obeying(start=start, shown=[HERE / "threaded.py"], preload=(name,))
    with box, pytest.raises(SandboxError, match="has started a thread"):
        box.start(Limits())


def test_jails_start_from_many_threads(torch_box: Sandbox) -> None:
    answers: list[int] = []

    def grade(number: int) -> None:
        jail = torch_box.start(Limits())
        answers.append(ask(jail, f"result = {number} ** 2"))
        jail.finish()

    threads = [threading.Thread(target=grade, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [number**2 for number in range(8)]


def test_closing_ends_everything() -> None:
    box = open_obeying(start="warm")
    jail = box.start(Limits())
    pid = int(jail._running.pid)  # type: ignore[attr-defined]
    process = zygote(box)
    box.close()
    assert not os.path.exists(f"/proc/{pid}")
    assert not os.path.exists(f"/proc/{process}")
    with pytest.raises(SandboxError):
        box.start(Limits())
    box.close()


def test_many_jobs_leave_neither_descriptors_nor_processes() -> None:
    with open_obeying(start="warm") as box:
        box.start(Limits()).finish()
        process = zygote(box)
        before = descriptors(box)
        for _ in range(30):
            box.start(Limits()).finish()
        assert descriptors(box) == before
        assert zygote(box) == process
