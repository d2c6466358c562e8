"""Trusted room: where a submission computes: on the CPU, or on a GPU if the run asks for one.

cpu       everything on the CPU: the default
cuda      whatever takes a `device` on the GPU; cuda:N is one of several
auto      on the GPU only what says in exercise.toml that it needs one
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from autograder.course import Exercise
from autograder.sandbox import gpu

CPU, CUDA = "cpu", "cuda"


def check_word(wanted: str) -> None:
    """Raise ValueError unless `wanted` is a device as a run is given it."""
    if wanted in (CPU, "auto"):
        return
    try:
        gpu.word(wanted)
    except ValueError:
        raise ValueError(f"--device is cpu, cuda, cuda:N or auto, not {wanted!r}") from None


def device_of(exercise: Exercise, wanted: str) -> str:
    """`cpu` or `cuda`: where submissions for `exercise` compute in a run with `wanted`."""
    if wanted == CPU or (wanted == "auto" and exercise.device == CPU):
        return CPU
    return CUDA if exercise.device == CUDA or takes_device(exercise.stub) else CPU


def card_of(wanted: str) -> str:
    """What the GPU of a run with `wanted` is called: `cuda` or `cuda:N`."""
    return CUDA if wanted == "auto" else wanted


def needs_card(exercises: Iterable[Exercise], wanted: str) -> bool:
    """Whether a run with `wanted` over these exercises needs a GPU."""
    return any(device_of(exercise, wanted) == CUDA for exercise in exercises)


def stays(exercises: Iterable[Exercise], wanted: str) -> list[str]:
    """The exercises that a run on a GPU leaves on the CPU: they have nothing to move."""
    if wanted in (CPU, "auto"):
        return []
    return [exercise.slug for exercise in exercises if device_of(exercise, wanted) == CPU]


@cache
def takes_device(stub: Path) -> bool:
    """Whether a function that the student writes has a parameter `device`."""
    tree = ast.parse(stub.read_bytes())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return any(
        argument.arg == "device"
        for function in functions
        for argument in (*function.args.args, *function.args.kwonlyargs)
    )
