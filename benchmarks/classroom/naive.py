"""Instructor room: the naive way, a fresh `python -m pytest` per submission."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from classroom.course import Setup
from classroom.measure import used
from classroom.peers import Graded, in_turn, lay_out, variables

TESTS = """\
import importlib

import plain
import pytest


@pytest.mark.parametrize("check", {checks!r})
def test_check(check):
    plain.judge(check, importlib.import_module({module!r}))
"""


class Naive:
    """The student's module and the checks in one process, which imports torch for each."""

    jobs: tuple[int, ...] = (1, 2)
    one_command = False

    def __init__(self, setup: Setup, classroom: Path, folder: Path) -> None:
        self._class = classroom
        self._beside = lay_out(setup, folder / "beside")
        tests = TESTS.format(checks=setup.checks, module=setup.exercise.module)
        (self._beside / "test_hidden.py").write_text(tests, "utf-8")
        (self._beside / "pytest.ini").write_text("[pytest]\n", "utf-8")
        self._logs = folder / "logs"
        self._logs.mkdir()

    def grade(self, students: Sequence[str], jobs: int) -> Graded:
        test, ini = self._beside / "test_hidden.py", self._beside / "pytest.ini"
        command = (
            f"cd {self._class}/{{}} && {sys.executable} -m pytest -q -rA --tb=no "
            f"-p no:cacheprovider -c {ini} {test} >{self._logs}/{{}} 2>&1; true"
        )
        took = used(in_turn(students, jobs, command), env=variables(self._beside))
        return Graded(took, {student: self._passed(student) for student in students})

    def _passed(self, student: str) -> frozenset[str]:
        said = (self._logs / student).read_text("utf-8")
        return frozenset(re.findall(r"^PASSED .*\[(\w+)\]$", said, re.MULTILINE))
