"""Runs in the peers' processes, beside the student's code: hidden checks as plain functions.

The same checks as in the grader, called with the student's module itself. What the proxy does for
a check is done by the simplest means: arrays are taken without their autograd graph.
"""

from __future__ import annotations

import importlib
import inspect
import zlib
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from autograder import checks
from autograder.inside.probes import PROBES

_numbers = checks.numbers


def _detached(value: Any) -> Any:
    return _numbers(value.detach().clone() if isinstance(value, torch.Tensor) else value)


checks.numbers = _detached


def judge(check: str, answer: Any) -> None:
    """Run the hidden check on a module, or on the names of one. Raises if it is not passed."""
    if isinstance(answer, Mapping):
        answer = SimpleNamespace(**answer)
    function = getattr(importlib.import_module("hidden_checks"), check)
    probes = SimpleNamespace(**PROBES)
    given = {"submission": answer, "inside": probes, "ref_inside": probes}
    given["rng"] = lambda stream: np.random.default_rng(zlib.crc32(f"{check} {stream}".encode()))
    wanted = inspect.signature(function).parameters
    if "reference" in wanted:
        given["reference"] = importlib.import_module("reference")
    function(**{name: given[name] for name in wanted})
