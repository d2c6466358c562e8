"""Instructor room: whether the GPU that a run asks for is there, before anything is begun."""

from __future__ import annotations

from collections.abc import Collection

from rich.console import Console

from autograder import devices
from autograder.course import CourseError, Exercise
from autograder.sandbox import SandboxError, gpu


def check(device: str) -> None:
    """Raise `CourseError` unless `device` is a word for one."""
    try:
        devices.check_word(device)
    except ValueError as error:
        raise CourseError(f"{error}.") from None


def require(exercises: Collection[Exercise], device: str, quiet: bool = False) -> None:
    """Raise `CourseError` unless what these exercises need is there; tell what stays on the CPU.

    Tried in a process of its own: this one starts others, and must not start CUDA first.
    """
    if device == devices.CPU:
        needy = [exercise.slug for exercise in exercises if exercise.device == devices.CUDA]
        if needy:
            tell(f"Made for a GPU, and graded on the CPU: {', '.join(needy)}.", quiet)
        return
    if devices.needs_card(exercises, device):
        try:
            card = gpu.find(devices.card_of(device))
        except SandboxError as error:
            raise CourseError(f"{error}.") from None
        tell(f"Computing on {card.name}.", quiet)
    staying = devices.stays(exercises, device)
    if staying:
        tell(f"On the CPU, with nothing to move: {', '.join(staying)}.", quiet)


def tell(line: str, quiet: bool) -> None:
    """Print a line beside the results, unless they are to be read by a program."""
    if not quiet:
        Console(stderr=True).print(line, highlight=False, markup=False)
