"""Instructor room: the zip that an instructor uploads to Gradescope. An allow-list, and no key.

setup.sh, run_autograder, requirements.txt
course/autograder/              this engine, as it is here
course/assignments/NN_slug/     what describes the exercise
course/reference_solutions/     reference, hidden checks, mistakes
course/datasets/                those that the exercises need
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.bundle import zipped
from autograder.course import PACKAGE, CourseError, Exercise, require_solution
from autograder.datasets import DatasetError, data_root
from autograder.gradescope.document import undetermined

SCRIPTS = ("setup.sh", "run_autograder")
REQUIRED = (
    *("torch", "numpy", "pandas", "scikit-learn", "scipy", "sympy"),
    *("pytest", "msgpack", "jinja2"),
)
"""What grading imports, and what students may."""
_LEFT_OUT = {"__pycache__", "_data", "attacks", "cli"}
_NOT_NEEDED = {"__pycache__", "accepted"}


def build(exercises: Sequence[Exercise]) -> bytes:
    """The zip for `exercises`; the same files give the same bytes. Raises `CourseError`."""
    files: dict[str, bytes] = {}
    for name in SCRIPTS:
        files[name] = (PACKAGE / "gradescope" / name).read_bytes()
    files["requirements.txt"] = requirements().encode("ascii")
    files["undetermined.json"] = json.dumps(undetermined(0.0)).encode("ascii")
    for path in _files(PACKAGE, _LEFT_OUT):
        files[f"course/autograder/{path.relative_to(PACKAGE).as_posix()}"] = path.read_bytes()
    for exercise in exercises:
        require_solution(exercise)
        student = f"course/assignments/{exercise.slug}"
        for path in (exercise.folder / "exercise.toml", exercise.stub):
            files[f"{student}/{path.name}"] = path.read_bytes()
        for path in _files(exercise.solution, _NOT_NEEDED):
            name = f"{exercise.slug}/{path.relative_to(exercise.solution).as_posix()}"
            files[f"course/reference_solutions/{name}"] = path.read_bytes()
    files |= _data({name for exercise in exercises for name in exercise.datasets})
    return zipped(dict(sorted(files.items())), executable=SCRIPTS)


def requirements() -> str:
    """The packages in the versions that are installed here, as pip reads them."""
    lines = []
    for name in REQUIRED:
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            raise CourseError(
                f"{name} is not installed here, so its version for Gradescope is not known: "
                f"python -m pip install gradeproof[grade]"
            ) from None
        lines.append(f"{name}=={version.partition('+')[0]}\n")  # such as 2.13.0+cpu
    return "".join(lines)


def _files(folder: Path, left_out: set[str]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not left_out & set(parts) and not any(p[0] == "." for p in parts):
            yield path


def _data(names: set[str]) -> dict[str, bytes]:
    """Data sets that ship with the course, each with its license; others come with packages."""
    try:
        root = data_root()
    except DatasetError as error:
        if names:
            raise CourseError(f"{error}.") from None
        return {}
    wanted = [root / "SOURCES.toml"]
    for name in sorted(names):
        wanted += _files(root / name, {"__pycache__"}) if (root / name).is_dir() else ()
    return {
        f"course/datasets/{path.relative_to(root).as_posix()}": path.read_bytes() for path in wanted
    }
