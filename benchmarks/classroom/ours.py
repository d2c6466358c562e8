"""Instructor room: the class graded by `autograder grade`, as a user would call it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from classroom.course import Setup
from classroom.measure import Failed, Used, used
from classroom.peers import ROOT


class Ours:
    """One OUT of one class. The results are kept there from call to call."""

    def __init__(self, setup: Setup, classroom: Path, out: Path) -> None:
        self.setup, self.classroom, self.out = setup, classroom, out

    def grade(self, jobs: int, new: int) -> Used:
        """Grade what is not graded; `new` submissions should be. Raises `Failed`."""
        took = self._run("grade", self.classroom, "--out", self.out, "--jobs", jobs)
        found = re.search(r"^(\d+) graded,", took.said, re.MULTILINE)
        if found is None or int(found[1]) != new:
            raise Failed(f"{new} submissions were to be graded: {took.said.strip()[-300:]}")
        return took

    def rejudge(self, jobs: int, count: int) -> tuple[Used, int]:
        """Judge all `count` anew and let it count; also how many ran something again."""
        command = ("rejudge", self.out, "--apply", "--reason", "a tolerance", "--jobs", jobs)
        took = self._run(*command)
        line = r"(\d+) judged\s+anew,\s+(\d+)\s+of\s+them\s+by\s+running"
        found = re.search(line, took.said)
        if found is None or int(found[1]) != count:
            raise Failed(f"{count} submissions were to be judged: {took.said.strip()[-300:]}")
        return took, int(found[2])

    def outcomes(self) -> Mapping[str, Mapping[str, str]]:
        """Student -> check -> outcome."""
        document = json.loads((self.out / "results.json").read_text("utf-8"))
        return {
            result["student"]: {check["name"]: check["outcome"] for check in result["checks"]}
            for result in document["results"]
        }

    def change_one(self) -> None:
        """Let the first student hand in something else."""
        name = f"{self.setup.exercise.module}.py"
        path = sorted(self.classroom.iterdir())[0] / name
        path.write_text(path.read_text("utf-8") + "# second thoughts\n", "utf-8")

    def _run(self, *arguments: object) -> Used:
        course = self.setup.exercise.course
        command = [sys.executable, "-m", "autograder", "--course", course, *arguments]
        variables = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "COLUMNS": "200"}
        return used(command, env=variables)
