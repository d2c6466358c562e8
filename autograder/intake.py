"""Trusted room: finds what students handed in. Reads files, runs nothing, follows no link.

A path is a file, one student's folder, or a folder with one sub-folder per student. An exercise
is recognised by its file's name, also as browsers and learning platforms rename it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course, CourseError, Exercise, did_you_mean
from autograder.results import Submission

MAX_BYTES = 1 << 20
MAX_HELPERS = 20
MAX_FILES = 1000
MAX_DEPTH = 4
_COPY = re.compile(r"(?: ?\(\d+\)|-\d+| - Copy| copy)+$", re.IGNORECASE)
_SKIPPED_FOLDERS = {"__pycache__", "__MACOSX", "node_modules", "site-packages"}


@dataclass(frozen=True)
class Intake:
    """What was found, and sentences for the instructor about what was not."""

    submissions: tuple[Submission, ...]
    remarks: tuple[str, ...]


def collect(
    paths: Sequence[Path],
    course: Course,
    exercises: Sequence[Exercise],
    student: str | None = None,
) -> Intake:
    """The submissions under `paths` for `exercises`.

    Raises `CourseError` for what the caller got wrong: no such path, or no Python file at all.
    """
    submissions: list[Submission] = []
    remarks: list[str] = []
    for who, folder, files in _students(paths, course, student):
        if not files:
            remarks.append(f"{who}: no Python file in {folder.name}.")
        found = _submissions(who, folder, files, course, exercises)
        if files and not found:
            remarks.append(f"{who}: none of the files is named after an exercise asked for.")
        submissions.extend(found)
    if not submissions:
        names = ", ".join(str(path) for path in paths)
        raise CourseError(
            f"Nothing to grade in {names}: no file is named after an exercise, such as "
            f"{exercises[0].module}.py."
        )
    return Intake(tuple(submissions), tuple(remarks))


def _students(
    paths: Sequence[Path], course: Course, student: str | None
) -> Iterator[tuple[str, Path, list[Path]]]:
    """(student, folder, Python files) for everybody under `paths`."""
    for path in paths:
        if path.is_file():
            yield student or path.resolve().parent.name, path.parent, [path]
        elif path.is_dir():
            folders = sorted(p for p in path.iterdir() if _is_folder(p))
            own = [p for p in sorted(path.glob("*.py")) if p.is_file() and not p.is_symlink()]
            modules = {exercise.module for exercise in course.exercises}
            single = student is not None or any(_module(file) in modules for file in own)
            if single or not folders:
                yield student or path.resolve().name, path, _python_files(path)
                continue
            for folder in folders:
                yield folder.name, folder, _python_files(folder)
        else:
            raise CourseError(f"There is no file or folder {path}.")


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and not path.name.startswith((".", "__"))


def _python_files(folder: Path) -> list[Path]:
    """The Python files under `folder`; links and hidden folders are left alone."""
    found: list[Path] = []
    for where, folders, names in os.walk(folder, followlinks=False):
        depth = len(Path(where).relative_to(folder).parts)
        folders[:] = sorted(
            name
            for name in folders
            if depth < MAX_DEPTH and not name.startswith(".") and name not in _SKIPPED_FOLDERS
        )
        for name in sorted(names):
            path = Path(where, name)
            if name.endswith(".py") and not path.is_symlink() and path.is_file():
                found.append(path)
        if len(found) >= MAX_FILES:
            break
    return found[:MAX_FILES]


def _module(path: Path) -> str:
    """The name that the file had before somebody copied it: `x (1).py`, `x-1.py` -> `x`."""
    return _COPY.sub("", path.stem).strip()


def _submissions(
    student: str,
    folder: Path,
    files: Sequence[Path],
    course: Course,
    exercises: Sequence[Exercise],
) -> list[Submission]:
    modules = {exercise.module.lower(): exercise for exercise in course.exercises}
    by_exercise: dict[str, list[Path]] = {}
    strangers: list[Path] = []
    for file in files:
        exercise = modules.get(_module(file).lower())
        if exercise is not None:
            by_exercise.setdefault(exercise.slug, []).append(file)
        elif not file.name.startswith("test_") and file.name != "conftest.py":
            strangers.append(file)
    found = [
        _submission(student, exercise, by_exercise[exercise.slug], strangers)
        for exercise in exercises
        if exercise.slug in by_exercise
    ]
    return found or _misnamed(student, strangers, exercises)


def _submission(
    student: str, exercise: Exercise, files: Sequence[Path], strangers: Iterable[Path]
) -> Submission:
    """One exercise's submission; what is wrong with it becomes the student's feedback."""
    contents = {_read(file) for file in files}
    main = files[0]
    if len(contents) > 1:
        names = " and ".join(sorted({file.name for file in files}))
        problem = f"There are several files for this exercise: {names}. Hand in one of them."
        return Submission(student, exercise, {}, "", main, problem)
    source = contents.pop()
    if source is None:
        problem = f"{main.name} is larger than {MAX_BYTES >> 20} MB or cannot be read."
        return Submission(student, exercise, {}, "", main, problem)
    sources = {f"{exercise.module}.py": source}
    notes = []
    if main.name != f"{exercise.module}.py":
        notes.append(f"{main.name} was taken as {exercise.module}.py.")
    for helper in strangers:
        if helper.parent != main.parent or not helper.stem.isidentifier():
            continue
        content = _read(helper)
        if content is None or len(sources) > MAX_HELPERS:
            notes.append(f"{helper.name} was left out: too large, or too many files.")
        else:
            sources[helper.name] = content
            notes.append(f"{helper.name} was taken along.")
    return Submission(student, exercise, sources, digest(sources), main, notes=tuple(notes))


def _misnamed(
    student: str, strangers: Sequence[Path], exercises: Sequence[Exercise]
) -> list[Submission]:
    """A file whose name is close to an exercise's gets the feedback that says so."""
    for file in strangers:
        for exercise in exercises:
            hint = did_you_mean(f"{_module(file)}.py".lower(), [f"{exercise.module}.py"])
            if hint:
                problem = f"{file.name} is not named after an exercise.{hint}"
                return [Submission(student, exercise, {}, "", file, problem)]
    return []


def _read(path: Path) -> bytes | None:
    """The file's bytes, or None if it is too large or unreadable."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError:
        return None
    return content if len(content) <= MAX_BYTES else None


def digest(files: Mapping[str, bytes]) -> str:
    """sha256 of the files: of the one file's bytes, or of names and bytes if there are several."""
    if len(files) == 1:
        return hashlib.sha256(next(iter(files.values()))).hexdigest()
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0{len(files[name])}\0".encode())
        whole.update(files[name])
    return whole.hexdigest()
