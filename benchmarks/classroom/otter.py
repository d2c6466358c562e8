"""Instructor room: the class as notebooks, each graded by an `otter run`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from classroom.course import Setup
from classroom.measure import Failed, used
from classroom.peers import Environment, Graded, in_turn, lay_out, prepare, write_notebook

VERSION = "7.0.0"
REQUIREMENTS = (f"otter-grader=={VERSION}", "ipykernel")
TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {check!r}
points = {points}


@test_case(points={points}, hidden=True)
def test_check(env):
    import plain

    plain.judge({check!r}, env)
"""


class Otter:
    """One cell for the answer, and a test file per check."""

    jobs: tuple[int, ...] = (1, 2)
    one_command = False

    def __init__(self, setup: Setup, classroom: Path, folder: Path, env: Environment) -> None:
        self._class, self._module, self._folder = classroom, setup.exercise.module, folder
        self._otter = env.tool("otter")
        self._variables = env.variables(lay_out(setup, folder / "beside"), folder / "home")
        tests = folder / "tests"
        tests.mkdir()
        for check in setup.exercise.hidden:
            text = TEST.format(check=check.name, points=check.points)
            (tests / f"{check.name}.py").write_text(text, "utf-8")
        command = [self._otter, "generate", "-t", tests, "-o", folder / "autograder.zip"]
        prepare([*command, "--no-environment"], folder, self._variables)

    def grade(self, students: Sequence[str], jobs: int) -> Graded:
        for student in students:
            text = (self._class / student / f"{self._module}.py").read_text("utf-8")
            write_notebook(self._folder / "work" / student / "answer.ipynb", [(text, {})])
        command = (
            f"cd {self._folder}/work/{{}} && {self._otter} run --no-logo "
            f"-a {self._folder}/autograder.zip answer.ipynb >log 2>&1; true"
        )
        took = used(in_turn(students, jobs, command), env=self._variables)
        return Graded(took, {student: self._passed(student) for student in students})

    def _passed(self, student: str) -> frozenset[str]:
        work = self._folder / "work" / student
        try:
            tests = json.loads((work / "results.json").read_text("utf-8"))["tests"]
        except (OSError, ValueError, KeyError):
            said = (work / "log").read_text("utf-8").strip()
            raise Failed(f"otter run: {said[-400:]}") from None
        return frozenset(test["name"].split()[0] for test in tests if test.get("score", 0) > 0)
