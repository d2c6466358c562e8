"""Instructor room: begins a new exercise: two folders that hold a small, proven exercise."""

from __future__ import annotations

import keyword
import re
import shutil
import sys
from pathlib import Path

import jinja2

from autograder.bundle import CANARY, SETTINGS
from autograder.course import PACKAGE, CourseError, default_root, load_course

SKELETON = PACKAGE / "skeleton"
_SLUG = re.compile(r"\d\d_[a-z0-9_]+")
_TAKEN = frozenset(
    {*sys.stdlib_module_names, "autograder", "conftest", "hidden_checks", "test", "torch"}
    | {"matplotlib", "numpy", "pandas", "pytest", "scipy", "sklearn", "sympy", "torchvision"}
)
"""Modules that a student's file of that name would hide."""

_STUDENT = {
    "README.md": "student/README.md",
    "exercise.toml": "student/exercise.toml",
    "{module}.py": "student/module.py",
    "test_{module}.py": "student/test_module.py",
}
_INSTRUCTOR = {
    "{module}.py": "instructor/module.py",
    "hidden_checks.py": "instructor/checks.py",
    "equivalent.toml": "instructor/equivalent.toml",
    "accepted/arrays.py": "instructor/accepted_arrays.py",
    "accepted/built_in.py": "instructor/accepted_built_in.py",
    "mistakes/starts_at_zero.py": "instructor/mistake_starts_at_zero.py",
    "mistakes/weights_swapped.py": "instructor/mistake_weights_swapped.py",
}


def new(root: Path | None, slug: str) -> tuple[Path, ...]:
    """Write both folders of the exercise `slug` into the course folder `root`; returns the files.

    A folder that is no course yet becomes one. Raises `CourseError` in one line, and has written
    nothing then: for a slug that cannot be one, that is taken, or folders that cannot be made.
    """
    module = _module(slug)
    if root is None and default_root() != PACKAGE.parent:
        raise CourseError("Where to? Name a course folder: autograder --course DIR new NN_slug.")
    course = (root or default_root()).resolve()
    folders = {
        course / "assignments" / slug: _STUDENT,
        course / "reference_solutions" / slug: _INSTRUCTOR,
    }
    _refuse_taken(course, slug, module, list(folders))
    made: list[Path] = []
    try:
        for folder, templates in folders.items():
            folder.mkdir(parents=True)
            made.append(folder)
            for name, template in templates.items():
                path = folder / name.format(module=module)
                path.parent.mkdir(exist_ok=True)
                path.write_text(_render(template, slug, module), "utf-8", newline="\n")
        settings = course / SETTINGS
        if not settings.exists():
            shutil.copyfile(default_root() / SETTINGS, settings)
    except OSError as error:
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)
        raise CourseError(f"{course} cannot be written: {error.strerror or error}.") from None
    return tuple(sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()))


def _module(slug: str) -> str:
    """The module's name in `slug`."""
    if not _SLUG.fullmatch(slug):
        raise CourseError(
            f"{slug!a} is no NN_slug: two digits, then lower-case letters, digits and "
            f"underscores, such as 15_moving_average."
        )
    module = slug[3:]
    if not module.isidentifier() or keyword.iskeyword(module) or module.startswith("_"):
        raise CourseError(f"{module!r} cannot be the name of a Python file: choose another slug.")
    if module in _TAKEN:
        raise CourseError(
            f"A file {module}.py would hide the module {module}: choose another slug."
        )
    return module


def _refuse_taken(course: Path, slug: str, module: str, folders: list[Path]) -> None:
    for folder in folders:
        if folder.exists() or folder.is_symlink():
            raise CourseError(f"{folder} is there already.")
    if any((course / "assignments").glob("[0-9][0-9]_*")):
        for exercise in load_course(course).exercises:
            if exercise.number == slug[:2]:
                raise CourseError(f"The number {slug[:2]} is taken by {exercise.slug}.")
            if exercise.module == module:
                raise CourseError(f"The name {module} is taken by {exercise.slug}.")


def _render(template: str, slug: str, module: str) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SKELETON, encoding="utf-8"),
        autoescape=False,  # Python and Markdown, from a slug of plain letters
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template(f"{template}.j2").render(
        number=slug[:2],
        module=module,
        title=module.replace("_", " ").strip().capitalize(),
        canary=f"instructor room · {CANARY.decode()}",
    )
