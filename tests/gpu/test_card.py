"""With a real GPU: a jail computes on it, what goes wrong there costs nobody else, equal marks.

    make gpu

No machine has run these yet: see docs/gpu.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.candidates import InJail, Source
from autograder.course import Course, load_course
from autograder.judge import with_checks
from autograder.outcomes import Fault, Outcome, StudentRaised
from autograder.proxy import Submission
from autograder.remote import Remote
from autograder.rounds import Round
from autograder.sandbox import Limits, Sandbox, SandboxError, open_sandbox
from autograder.session import Session
from autograder.verify import verify

pytestmark = pytest.mark.gpu
ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits(memory_mb=2048, cpu_seconds=120)
CODE = """
import torch

def where(device="cpu"):
    return str(torch.ones(2, device=device).device), torch.cuda.device_count()

def product(x, device="cpu"):
    return x.to(device) @ x.to(device)

def knobs(device="cpu"):
    return [
        torch.backends.cuda.matmul.allow_tf32,
        torch.backends.cudnn.allow_tf32,
        torch.are_deterministic_algorithms_enabled(),
    ]

def fill(device="cpu"):
    held = []
    while True:
        held.append(torch.ones(1 << 28, device=device))

def poison(device="cpu"):
    x = torch.ones(4, device=device)
    return x[torch.tensor([9], device=device)]

def dies(device="cpu"):
    import os
    torch.ones(1 << 28, device=device)
    os._exit(1)

def spins(device="cpu"):
    torch.ones(2, device=device)
    torch.cuda._sleep(1 << 50)

def draws(device="cpu"):
    return torch.rand(3, device=device)
"""


@pytest.fixture(scope="module", params=["A-warm", "A-cold", "C-cold"])
def box(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    letter, start = request.param.split("-")
    try:
        opened = open_sandbox(letter, start=start, device="cuda")
    except SandboxError as error:
        pytest.skip(f"no jail with a GPU at level {letter}: {error}")
    with opened:
        yield opened


class Talk:
    """One jail, and a session with CODE."""

    def __init__(self, box: Sandbox, seed: int = 1, seconds: float = 120.0) -> None:
        self.remote = Remote(box, LIMITS)
        self.remote.begin(seconds)
        self.session = Session(self.remote)
        self.session.load("own", {"own.py": CODE.encode()}, seed, device="cuda")
        self.own = Submission(self.session)

    def __enter__(self) -> Any:
        return self.own

    def __exit__(self, *error: object) -> None:
        self.remote.close()


def test_a_jail_computes_on_the_gpu_deterministically(box: Sandbox) -> None:
    import torch

    x = torch.randn(256, 256, generator=torch.Generator().manual_seed(1))
    with Talk(box) as own:
        assert own.where() == ("cuda:0", 1)  # of several it sees one
        assert own.knobs() == [False, False, True]
        first = own.product(x)
    with Talk(box) as own:
        assert torch.equal(own.product(x), first)
    assert torch.allclose(first, x @ x, atol=1e-3)  # TF32 is off by more than that


def test_the_seed_reaches_the_gpu(box: Sandbox) -> None:
    drawn = []
    for seed in (1, 1, 2):
        with Talk(box, seed) as own:
            drawn.append(own.draws().tolist())
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_full_gpu_is_out_of_memory_and_the_next_jail_finds_it_empty(box: Sandbox) -> None:
    for _ in range(2):
        with Talk(box) as own, pytest.raises(StudentRaised) as caught:
            own.fill()
        assert "MemoryError" in caught.value.kinds


def test_a_poisoned_context_costs_its_own_jail_alone(box: Sandbox) -> None:
    with Talk(box) as own:
        with pytest.raises(StudentRaised, match="CUDA"):
            own.poison()
        with pytest.raises(StudentRaised):
            own.where()
    with Talk(box) as own:
        assert own.where() == ("cuda:0", 1)


def test_who_dies_with_memory_held_leaves_none_of_it(box: Sandbox) -> None:
    for _ in range(3):
        with Talk(box) as own, pytest.raises(Fault):
            own.dies()
    with Talk(box) as own:
        assert own.where() == ("cuda:0", 1)


def test_a_kernel_without_end_ends_with_its_jail(box: Sandbox) -> None:
    with Talk(box, seconds=5.0) as own, pytest.raises(Fault) as caught:
        own.spins()
    assert caught.value.outcome is Outcome.TIMED_OUT
    with Talk(box) as own:
        assert own.where() == ("cuda:0", 1)


def test_memory_and_cpu_of_the_context_are_not_the_students(box: Sandbox) -> None:
    jail = box.start(LIMITS)
    end = jail.finish()
    assert end.peak_mb < 64
    assert end.cpu_seconds < 0.5


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


@pytest.mark.parametrize("number", ["04", "09", "12"])
def test_every_file_earns_there_what_it_earns_on_the_cpu(course: Course, number: str) -> None:
    exercise = course.find(number)
    with open_sandbox() as sandbox, open_sandbox(device="cuda") as card:
        proof = verify(exercise, 1, sandbox, kinds=("none",), device="cuda", card=card)
    assert proof.failures == ()


def test_a_poisoned_check_costs_no_other_check_of_its_submission(
    course: Course, box: Sandbox
) -> None:
    """An error of a kernel in one check; the checks before and after it pass."""
    exercise = course.find("12")
    text = exercise.reference.read_text("utf-8")
    hurt = "torch.ones(2, device=device)[torch.tensor([5], device=device)]"
    text = text.replace("    model.to(device)", f"    model.to(device)\n    {hurt}", 1)
    source = Source(exercise.module, {f"{exercise.module}.py": text.encode()})

    def work(judge: Any) -> Any:
        candidate = InJail(source, Remote(box, LIMITS), "cuda")
        try:
            return judge.hear(candidate, Round("poison", b"k" * 32))
        finally:
            candidate.close()

    found = {j.check: j.outcome for j in with_checks(exercise, work)}
    assert found["check_ink"] is Outcome.PASSED
    assert found["check_path"] is Outcome.RAISED
    assert Outcome.PASSED in list(found.values())[-2:]
