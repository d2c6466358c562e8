"""Which submissions may keep their jail from check to check."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.leaks import may_leak

ROOT = Path(__file__).resolve().parent.parent

PLAIN = """
import numpy as np
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)

def train(model, X, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad(set_to_none=True)
    path = np.zeros((3, 2))
    path[0] = 1
    for p in model.parameters():
        p.grad = None
    return path
"""


def leaks(source: str) -> bool:
    return may_leak({"answer.py": source.encode()})


def test_a_plain_answer_may_keep_its_jail() -> None:
    assert not leaks(PLAIN)


@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "from warnings import simplefilter",
        "torch.set_default_dtype(torch.float64)",
        "np.set_printoptions(precision=2)",
        "np.seterr(all='raise')",
        "torch.set_grad_enabled(False)",
        "import random\nrandom.seed = None",
        "np.random.set_state(state)",
        "torch.relu = None",
        "nn.Module.extra = 1",
        "Net.count = 0",
        "torch.nn.functional.relu = torch.tanh",
        "np.float_info['x'] = 1",
        "setattr(torch, 'relu', None)",
        "globals()['x'] = 1",
        "eval('1')",
        "open('note', 'w')",
        "().__class__.__base__",
        "vars(torch)['relu'] = None",
        "del torch.relu",
        "(torch).relu: int = 3",
        "for torch.relu in [1]: pass",
        "with x as torch.relu: pass",
        "[0 for torch.relu in [1]]",
        "torch.backends.cudnn.enabled = False",
        "(lambda: torch)().relu = 1",
    ],
)
def test_what_outlives_the_module_gets_fresh_jails(line: str) -> None:
    assert leaks(PLAIN + line)


@pytest.mark.parametrize(
    "line",
    [
        "import random\nrandom.seed(3)",
        "import copy\nbest = copy.deepcopy(Net().state_dict())",
        "torch.manual_seed(3)",
        "np.random.seed(0)",
        "generator = torch.Generator().manual_seed(3)",
        "before = torch.get_rng_state()\ntorch.set_rng_state(before)",
        "with torch.enable_grad(): pass",
        "with torch.no_grad(): pass",
    ],
)
def test_seeds_and_copies_leave_nothing_behind(line: str) -> None:
    assert not leaks(PLAIN + line)


@pytest.mark.parametrize("source", ["def f(:", "x = " + "(" * 5000 + ")" * 5000, "x = 1\0"])
def test_what_cannot_be_read_gets_fresh_jails(source: str) -> None:
    assert leaks(source)


def test_helper_modules_get_fresh_jails() -> None:
    assert may_leak({"answer.py": b"import tool", "tool.py": b"STATE = []"})


def test_the_references_keep_their_jails() -> None:
    for path in ROOT.glob("reference_solutions/*/*.py"):
        if path.name not in ("hidden_checks.py", "plots.py"):
            assert not may_leak({path.name: path.read_bytes()}), path
