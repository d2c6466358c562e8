"""Instructor room: the course and the class that are graded, written into a folder.

One exercise of the course, with all its hidden checks, twice: as it is, and with one more check
that has the student's code train for about 0.3 s. So the two differ in the compute alone.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from types import ModuleType

import torch

from autograder.course import Exercise, load_course, load_exercise

EXERCISE = "06"
TRAINING = 0.3
"""Seconds of CPU that the reference trains for in the added check."""

PATIENCE = 60
"""Seconds that a check may take: a busy machine should slow grading down and change no score."""

LONG_CHECK = '''

EPOCHS = {epochs}
FALL = 1e-3


@points(1)
def check_long_training(submission, inside, rng):
    """Over many epochs of train the loss falls"""
    source = rng("net")
    net, lossfun, optimizer = created(submission, 0.05)
    shapes = chained(registered(inside, net))
    x, y = rows(source)
    inside.load(net, tensors(awake(source, shapes, x, 0.5, 1.1)))
    losses, _, _ = trained(submission, net, lossfun, optimizer, x, y, EPOCHS)
    losses = array(losses, (EPOCHS,), name="losses")
    expect(losses[-1] < losses[0] - FALL, "The loss does not fall.")
'''
LONG_ENTRY = """
[[hidden]]
name = "check_long_training"
title = "Over many epochs of train the loss falls"
points = 1
"""


@dataclass(frozen=True)
class Setup:
    """A course of one exercise, and what it trains for in the added check; 0 without one."""

    name: str
    exercise: Exercise
    epochs: int

    @property
    def checks(self) -> tuple[str, ...]:
        """Names of the hidden checks."""
        return tuple(check.name for check in self.exercise.hidden)


def without_training(to: Path) -> Setup:
    """The exercise as it is, alone in a course folder `to`."""
    return Setup("no compute", _copy(to), 0)


def with_training(to: Path) -> Setup:
    """The exercise with one more check, in which the reference trains for `TRAINING` seconds."""
    exercise = _copy(to)
    epochs = _epochs(exercise)
    _append(exercise.hidden_checks, LONG_CHECK.format(epochs=epochs))
    _append(exercise.folder / "exercise.toml", LONG_ENTRY)
    exercise = load_exercise(to, exercise.slug)
    return Setup(f"{TRAINING} s of training", exercise, epochs)


def write_class(setup: Setup, folder: Path, count: int) -> Path:
    """A folder per student: every other one is right, in another style each, the rest make one
    of the exercise's named mistakes each. No two files are equal."""
    name = f"{setup.exercise.module}.py"
    for number, text in zip(range(count), cycle(answers(setup.exercise)), strict=False):
        student = folder / f"s{number:04}"
        student.mkdir(parents=True)
        (student / name).write_text(f"{text}\n# {student.name}\n", "utf-8")
    return folder


def answers(exercise: Exercise) -> Sequence[str]:
    """Sources of what is handed in, right and wrong in turn."""
    right = [exercise.reference, *sorted((exercise.solution / "accepted").glob("*.py"))]
    wrong = sorted((exercise.solution / "mistakes").glob("*.py"))
    pairs = zip(cycle(right), wrong, strict=False)
    return [path.read_text("utf-8").partition("\n")[2] for pair in pairs for path in pair]


def loosen(setup: Setup, name: str) -> None:
    """Double the tolerance `name` of the hidden checks, which is a number in a line of its own."""
    lines = list(_loosened(setup.exercise.hidden_checks.read_text("utf-8"), name))
    setup.exercise.hidden_checks.write_text("".join(lines), "utf-8")


def _loosened(text: str, name: str) -> Iterator[str]:
    found = False
    for line in text.splitlines(keepends=True):
        if line.startswith(f"{name} = "):
            found, line = True, f"{name} = {2 * float(line.partition('=')[2])}\n"
        yield line
    if not found:
        raise ValueError(f"the checks have no {name}")


def _copy(to: Path) -> Exercise:
    original = load_course().find(EXERCISE)
    leave = shutil.ignore_patterns("__pycache__")
    for folder in (original.folder, original.solution):
        shutil.copytree(folder, to / folder.relative_to(original.course), ignore=leave)
    toml = to / "assignments" / original.slug / "exercise.toml"
    patient = re.sub(r"(?m)^seconds = .*$", f"seconds = {PATIENCE}", toml.read_text("utf-8"))
    toml.write_text(patient, "utf-8")
    return load_exercise(to, original.slug)


def _epochs(exercise: Exercise) -> int:
    """Epochs of the reference's `train` that take `TRAINING` seconds of CPU here."""
    module = ModuleType("reference")
    exec(compile(exercise.reference.read_bytes(), exercise.reference, "exec"), vars(module))
    net, lossfun, optimizer = module.create(0.05)
    x, y, epochs = torch.rand(30, 2), torch.ones(30, 1), 200
    module.train(net, lossfun, optimizer, x, y, epochs)
    begun = time.process_time()
    module.train(net, lossfun, optimizer, x, y, epochs)
    return 10 * round(TRAINING * epochs / (time.process_time() - begun) / 10)


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")
