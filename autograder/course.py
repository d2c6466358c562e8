"""Both rooms of people: what a course is on disk. Knows no exercise by name; imports no torch.

    DIR/assignments/NN_slug/            README.md, stub, public checks, exercise.toml
    DIR/reference_solutions/NN_slug/    reference, hidden_checks.py, accepted/, mistakes/

Adding an exercise is adding two folders of the same name.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.sentences import say

PACKAGE = Path(__file__).resolve().parent
_SLUG = re.compile(r"\d\d_[a-z0-9_]+")


class CourseError(Exception):
    """The course folder, or the name that the caller gave, is not right. One line, for people."""


@dataclass(frozen=True)
class HiddenCheck:
    """What everybody may know of a hidden check."""

    name: str
    title: str
    points: int


@dataclass(frozen=True)
class Exercise:
    """One exercise as its `exercise.toml` describes it.

    `module` is the file name without `.py`; `seconds` and `memory_mb` bound the runner in a check.
    `device` is `cuda` for what cannot be done without a GPU.
    """

    slug: str
    folder: Path
    course: Path
    title: str
    module: str
    functions: tuple[str, ...]
    hidden: tuple[HiddenCheck, ...]
    datasets: tuple[str, ...] = ()
    device: str = "cpu"
    source: str = ""
    hints: tuple[str, ...] = ()
    seconds: float = 10.0
    memory_mb: int = 1024

    @property
    def number(self) -> str:
        """The two digits that people call it by."""
        return self.slug[:2]

    @property
    def possible(self) -> int:
        """Points that can be earned."""
        return sum(check.points for check in self.hidden)

    @property
    def stub(self) -> Path:
        """The file that the student fills in."""
        return self.folder / f"{self.module}.py"

    @property
    def public_checks(self) -> Path:
        """What the student can run."""
        return self.folder / f"test_{self.module}.py"

    @property
    def solution(self) -> Path:
        """The instructor's folder; it need not exist."""
        return self.course / "reference_solutions" / self.slug

    @property
    def reference(self) -> Path:
        """The reference solution's file."""
        return self.solution / f"{self.module}.py"

    @property
    def hidden_checks(self) -> Path:
        """The hidden checks' file."""
        return self.solution / "hidden_checks.py"


@dataclass(frozen=True)
class Course:
    """A course folder and its exercises, in the order of their numbers."""

    root: Path
    exercises: tuple[Exercise, ...]

    @property
    def slugs(self) -> tuple[str, ...]:
        """The names of the exercises' folders."""
        return tuple(exercise.slug for exercise in self.exercises)

    def find(self, name: str) -> Exercise:
        """The exercise called `02`, `2`, `02_slug`, or by its module's name.

        Raises `CourseError` with the nearest name.
        """
        wanted = name.strip("/\\").replace("\\", "/").rsplit("/", 1)[-1]
        for exercise in self.exercises:
            number = exercise.number
            if wanted in (exercise.slug, number, number.lstrip("0"), exercise.module):
                return exercise
        names = [n for e in self.exercises for n in (e.slug, e.module)]
        near = did_you_mean(wanted, names) or f" {say('course.list')}"
        raise CourseError(say("course.no_exercise", name=repr(name), near=near))

    def select(self, names: Iterable[str]) -> tuple[Exercise, ...]:
        """The exercises called by `names`; all of them if there are none."""
        chosen = tuple(dict.fromkeys(self.find(name) for name in names))
        return chosen or self.exercises


def did_you_mean(wanted: str, names: Iterable[str]) -> str:
    """A space and the sentence that offers the nearest of `names`, or nothing."""
    close = difflib.get_close_matches(wanted, list(names), n=1)
    return f" {say('course.did_you_mean', name=repr(close[0]))}" if close else ""


def default_root() -> Path:
    """The repository in a clone, else the student material that the installed package carries."""
    data = PACKAGE / "_data"
    return data if data.is_dir() else PACKAGE.parent


def load_course(root: Path | None = None) -> Course:
    """Read the course folder `root`. Raises `CourseError` with one line."""
    root = (root or default_root()).resolve()
    folder = root / "assignments"
    if not folder.is_dir():
        raise CourseError(say("course.no_course", folder=root))
    slugs = sorted(p.name for p in folder.iterdir() if p.is_dir() and _SLUG.fullmatch(p.name))
    if not slugs:
        raise CourseError(say("course.empty", folder=folder))
    return Course(root, tuple(load_exercise(root, slug) for slug in slugs))


def load_exercise(root: Path, slug: str) -> Exercise:
    """Read one exercise. Raises `CourseError` that names the file and the key."""
    folder = root / "assignments" / slug
    path = folder / "exercise.toml"
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        limits = table.get("limits", {})
        exercise = Exercise(
            slug=slug,
            folder=folder,
            course=root,
            title=_text(table, "title"),
            module=_text(table, "module"),
            functions=_texts(table, "functions"),
            hidden=tuple(
                HiddenCheck(_text(check, "name"), _text(check, "title"), int(check["points"]))
                for check in table.get("hidden", [])
            ),
            datasets=_texts(table, "datasets"),
            device=_device(table),
            source=table.get("source", ""),
            hints=_texts(table, "hints"),
            seconds=float(limits.get("seconds", 10.0)),
            memory_mb=int(limits.get("memory_mb", 1024)),
        )
    except OSError:
        raise CourseError(say("course.unreadable", path=path)) from None
    except (KeyError, TypeError, ValueError) as error:
        raise CourseError(say("course.not_right", path=path, why=error)) from None
    if not exercise.module.isidentifier() or not exercise.stub.is_file():
        says = say("course.no_module", path=path, file=f"{exercise.module}.py")
        raise CourseError(says)
    return exercise


def require_solution(exercise: Exercise) -> None:
    """Raise `CourseError` unless the instructor's folder is there."""
    for path in (exercise.reference, exercise.hidden_checks):
        if not path.is_file():
            raise CourseError(
                f"{exercise.slug} cannot be graded here: {exercise.solution} has no {path.name}. "
                f"Grade from an instructor's clone, or name it with --course DIR."
            )


def _device(table: dict[str, Any]) -> str:
    word = table.get("device", "cpu")
    if word not in ("cpu", "cuda"):
        raise ValueError("device is cpu or cuda")
    return str(word)


def _text(table: dict[str, Any], key: str) -> str:
    value = table[key]
    if type(value) is not str or not value:
        raise ValueError(f"{key} must be text")
    return value


def _texts(table: dict[str, Any], key: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if type(values) is not list or not all(type(value) is str for value in values):
        raise ValueError(f"{key} must be a list of texts")
    return tuple(values)
