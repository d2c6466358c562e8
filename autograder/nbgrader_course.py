"""Instructor room: an nbgrader course made of exercises: one source notebook each.

    README ────────► text
    stub, reference ► given names; solution cells, the reference between BEGIN and END SOLUTION
    public checks ──► locked test cells
    hidden checks ──► test cells with points, and nothing but the name

A hidden check's cell holds no secret: it is scored by its name (`hidden-<check>`) when graded.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.bundle import CANARY, student_files
from autograder.course import Course, CourseError, Exercise, require_solution
from autograder.regions import given, solutions
from autograder.sentences import say

SOLUTION, PUBLIC, HIDDEN = "solution-", "public-", "hidden-"
"""How the names of cells begin; the rest is the name of a function or a check."""
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_CONFIG = '''"""Settings of nbgrader. See gradeproof's docs/integrations.md, Notebooks."""

c = get_config()
c.CourseDirectory.course_id = {name!r}
c.ClearSolutions.code_stub = {{
    "python": "# YOUR CODE HERE\\nraise NotImplementedError('Write this one.')"
}}

# Verdicts come from gradeproof's grader, which needs the folder of the whole course. The round
# names the secret inputs, the same ones for everybody. No kernel is started.
c.Gradeproof.course = {course!r}
c.Gradeproof.round = {round!r}
c.Autograde.autograde_preprocessors = [
    "autograder.nbgrader_plugin.Gradeproof",  # in place of nbgrader's Execute
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.OverwriteCells.add_missing_cells = True
'''

Json = dict[str, Any]


def build(course: Course, exercises: Sequence[Exercise], folder: Path) -> tuple[Path, ...]:
    """Write the nbgrader course into `folder`: `source/NN_slug/`, and settings.

    Returns the files that were there before and are as they were. Raises `CourseError`.
    """
    files = {"nbgrader_config.py": _config(course, folder)}
    for exercise in exercises:
        require_solution(exercise)
        own = student_files(course, [exercise])
        checks = own[f"assignments/{exercise.slug}/{exercise.public_checks.name}"]
        source = f"source/{exercise.slug}"
        files[f"{source}/{exercise.module}.ipynb"] = notebook(exercise)
        files[f"{source}/{exercise.public_checks.name}"] = checks
    kept = []
    for name, content in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            kept.append(path)
        except OSError as error:
            raise CourseError(f"{path} cannot be written: {error.strerror}.") from None
    return tuple(kept)


def _config(course: Course, folder: Path) -> bytes:
    name = folder.resolve().name
    return _CONFIG.format(name=name, course=str(course.root), round=f"nbgrader {name}").encode()


def notebook(exercise: Exercise) -> bytes:
    """The source notebook of an exercise, with the reference in it: not for students."""
    document = {
        "cells": list(_cells(exercise)),
        "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _cells(exercise: Exercise) -> Iterator[Json]:
    stub, reference = (_read(path) for path in (exercise.stub, exercise.reference))
    module = exercise.module
    yield _text("readme", _read(exercise.folder / "README.md"))
    yield _text(
        "how",
        _headed(say("notebook.yours"), say("notebook.how", module=module)),
    )
    yield _code("given", given(stub, exercise.functions), locked=True)
    canary = f"# instructor room · {CANARY.decode()}"
    for name, source in solutions(stub, reference, exercise.functions, canary).items():
        yield _code(SOLUTION + name, source, solution=True)
    yield _text("checks", _headed(say("notebook.check"), say("notebook.run")))
    for name, title in _public(exercise):
        call = f'public_check("{module}", "{name}")'
        source = f"# {title}\nfrom autograder.in_notebook import public_check\n\n{call}"
        yield _code(PUBLIC + name, source, locked=True)
    yield _text("graded", _headed(say("notebook.graded"), say("notebook.hidden")))
    for check in exercise.hidden:
        one = "one" if check.points == 1 else "many"
        worth = say(f"point.{one}", number=check.points)
        call = f'hidden_check("{module}", "{check.name}")'
        head = f"# {worth}: {check.title}\nfrom autograder.in_notebook import hidden_check"
        yield _code(HIDDEN + check.name, f"{head}\n\n{call}", locked=True, points=check.points)


def _public(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Name and title of each public check."""
    for node in ast.parse(_read(exercise.public_checks)).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            title = (ast.get_docstring(node) or node.name).splitlines()[0]
            yield node.name, title


def _text(name: str, source: str) -> Json:
    return {"cell_type": "markdown", **_marked(name, source, locked=True)}


def _code(
    name: str, source: str, locked: bool = False, solution: bool = False, points: int | None = None
) -> Json:
    more: Json = {"execution_count": None, "outputs": []}
    return {"cell_type": "code", **more, **_marked(name, source, locked, solution, points)}


def _marked(
    name: str, source: str, locked: bool = False, solution: bool = False, points: int | None = None
) -> Json:
    """Id, metadata of nbgrader's schema 3, and the source."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise CourseError(f"{name!r} cannot be the name of a notebook's cell.")
    marks: Json = {
        "grade": points is not None,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        marks["points"] = points
    lines = source.strip("\n").splitlines(keepends=True)
    return {"id": name[:64], "metadata": {"nbgrader": marks}, "source": lines}


def _headed(head: str, text: str) -> str:
    return f"## {head}\n\n{text}"


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError):
        raise CourseError(f"{path} cannot be read.") from None
