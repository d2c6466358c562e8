"""Instructor room: the class as notebooks, graded by nbgrader's `autograde`."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from classroom.course import Setup
from classroom.measure import used
from classroom.peers import Environment, Graded, lay_out, prepare, write_notebook

VERSION = "0.9.6"
REQUIREMENTS = (f"nbgrader=={VERSION}",)
STUB = "### BEGIN SOLUTION\npass\n### END SOLUTION"
TEST = """\
import plain
### BEGIN HIDDEN TESTS
plain.judge({check!r}, globals())
### END HIDDEN TESTS"""
PASSED = """
select s.id, c.name from grade g
join base_cell c on c.id = g.cell_id
join submitted_notebook n on n.id = g.notebook_id
join submitted_assignment a on a.id = n.assignment_id
join student s on s.id = a.student_id
where g.auto_score > 0
"""


class Nbgrader:
    """One cell for the answer, and a cell of hidden tests per check."""

    jobs: tuple[int, ...] = (1,)  # it grades one submission after the other
    one_command = True

    def __init__(self, setup: Setup, classroom: Path, folder: Path, env: Environment) -> None:
        self._class, self._root, self._env = classroom, folder / "course", env
        self._module = setup.exercise.module
        self._tests = [
            (TEST.format(check=check.name), _cell(check.name, points=check.points))
            for check in setup.exercise.hidden
        ]
        self._variables = env.variables(lay_out(setup, folder / "beside"), folder / "home")
        self._write(self._root / "source" / "ps1" / "answer.ipynb", STUB)
        prepare([*self._nbgrader("generate_assignment"), "ps1"], self._root, self._variables)

    def grade(self, students: Sequence[str], jobs: int) -> Graded:
        submitted = self._root / "submitted"
        shutil.rmtree(submitted, ignore_errors=True)
        for student in students:
            text = (self._class / student / f"{self._module}.py").read_text("utf-8")
            self._write(submitted / student / "ps1" / "answer.ipynb", text)
        command = [*self._nbgrader("autograde"), "ps1", "--force"]
        took = used(command, self._root, self._variables)
        with closing(sqlite3.connect(self._root / "gradebook.db")) as db:
            rows = db.execute(PASSED).fetchall()
        found = {student: frozenset(c for s, c in rows if s == student) for student in students}
        return Graded(took, found)

    def _nbgrader(self, what: str) -> list[object]:
        return [self._env.tool("nbgrader"), what, f"--CourseDirectory.root={self._root}"]

    def _write(self, path: Path, answer: str) -> None:
        write_notebook(path, [(answer, _cell("answer")), *self._tests])


def _cell(name: str, points: int | None = None) -> Mapping[str, Any]:
    graded = points is not None
    about = {"schema_version": 3, "grade_id": name, "task": False}
    about |= {"grade": graded, "locked": graded, "solution": not graded}
    return {"nbgrader": about | ({"points": points} if graded else {})}
