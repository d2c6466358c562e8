"""The zip for Gradescope, run in a folder laid out like its containers' /autograder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course import Course, CourseError, load_course
from autograder.gradescope import build as building
from autograder.gradescope.__main__ import WHO, handed_in
from autograder.gradescope.document import document, undetermined
from autograder.gradescope.room import LEAST_MB, OWN_MB, memory_mb
from autograder.outcomes import Outcome, Where
from autograder.results import Isolation, Result, State
from autograder.rounds import course_key
from autograder.sandbox import Sandbox
from autograder.scoring import CheckResult
from autograder.sentences import say
from autograder.trial import StudentError
from tests.mini_course import TRIPLES, write_course

SCHEMA = json.loads(Path(__file__).with_name("gradescope.schema.json").read_text("utf-8"))
HOSTILE = "<b>$x$</b> \x1b[31m\u202eyou\x00"


def valid(found: dict[str, Any]) -> dict[str, Any]:
    """The document, which keeps to the specification and hides nothing."""
    jsonschema.validate(found, SCHEMA)
    assert type(found["execution_time"]) in (int, float)
    assert found["visibility"] == "visible" and found["stdout_visibility"] == "hidden"
    assert all(test["visibility"] == "visible" for test in found["tests"])
    return found


def has_score(found: dict[str, Any]) -> bool:
    """Whether Gradescope would take a score from it: at the top, or in every test."""
    tests = found["tests"]
    return "score" in found or (bool(tests) and all("score" in test for test in tests))


class Container:
    """A folder like /autograder, open to the uid that root's jails run under."""

    def __init__(self, root: Path, course: Course) -> None:
        self.root, self.zip = root, root.with_suffix(".zip")
        words = ["--course", str(course.root), "gradescope", "build", "01", "--to", str(self.zip)]
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, (done.output, done.exception)
        assert "worth 10 points" in done.output
        for name in ("source", "submission", "results"):
            (root / name).mkdir(parents=True)
        with zipfile.ZipFile(self.zip) as archive:
            archive.extractall(root / "source")

    def run(self, python: str = sys.executable) -> dict[str, Any]:
        """What Gradescope would read after a run."""
        (self.root / "results" / "results.json").unlink(missing_ok=True)
        more = {"AUTOGRADER_ROOT": str(self.root), "AUTOGRADER_PYTHON": python}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PYTEST"))}
        self.done = subprocess.run(
            ["bash", str(self.root / "source" / "run_autograder")],
            cwd=self.root,
            env=kept | more,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        written = self.root / "results" / "results.json"
        assert written.is_file(), self.done.stdout + self.done.stderr
        return valid(json.loads(written.read_text("ascii")))


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    course = write_course(tmp_path_factory.mktemp("course"))
    (course.exercises[0].solution / "accepted").mkdir()
    (course.exercises[0].solution / "accepted" / "other.py").write_text("x = 1\n", "utf-8")
    course_key(course.root)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the container's own root folder is open, pytest's are not
        yield Container(Path(folder) / "autograder", course)


def test_what_is_in_the_zip(container: Container) -> None:
    with zipfile.ZipFile(container.zip) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
    own = {name for name in files if not name.startswith("course/autograder/")}
    mini = "course/reference_solutions/01_mini"
    assert own == {
        *("setup.sh", "run_autograder", "requirements.txt", "undetermined.json"),
        *("course/assignments/01_mini/exercise.toml", "course/assignments/01_mini/mini.py"),
        *(f"{mini}/mini.py", f"{mini}/hidden_checks.py", f"{mini}/mistakes/triples.py"),
        "course/datasets/SOURCES.toml",
    }
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert container.zip.stat().st_mode & 0o777 == 0o600
    assert not any(".autograder" in name or "attacks" in name for name in files)
    for script in building.SCRIPTS:
        assert files[script].startswith(b"#!/usr/bin/env bash\n") and b"\r" not in files[script]
        checked = subprocess.run(["bash", "-n"], input=files[script], capture_output=True)
        assert checked.returncode == 0, checked.stderr
    assert b"torch==" in files["requirements.txt"] and b"+cpu" not in files["requirements.txt"]


def test_the_same_files_give_the_same_zip(container: Container) -> None:
    exercises = load_course(container.root / "source" / "course").exercises
    assert building.build(exercises) == building.build(exercises)


def test_a_submission_in_the_container(container: Container, sandbox: Sandbox) -> None:
    """One run: two exercises would cost as much again, and tell nothing more."""
    printed = "print('PRINTED', 12345)\n"
    submission = container.root / "submission"
    (submission / "mini.py").write_text(TRIPLES + printed, "utf-8")
    (submission / "json.py").write_text("raise SystemExit('taken instead of the library')", "utf-8")
    found = container.run()
    assert found["score"] == 4 and type(found["score"]) is int
    assert [(t["score"], t["max_score"], t["status"]) for t in found["tests"]] == [
        (0, 6, "failed"),
        (4, 4, "passed"),
    ]
    double, shift = found["tests"]
    assert double["name"] == "double doubles" and double["number"] == "1.1"
    assert double["output"] == "Not right yet.\nNot twice.\nIt triples."
    assert shift["output"] == "Passed."
    assert found["extra_data"]["isolation"] == "B"
    text = json.dumps(found)
    assert "PRINTED" not in text + container.done.stdout + container.done.stderr
    assert "json.py was taken along." in found["output"]
    assert not list(container.root.rglob("course.key")), "the key of a run is never written"


def test_a_broken_course_and_a_dead_grader_claim_no_score(
    container: Container, tmp_path: Path
) -> None:
    toml = container.root / "source/course/assignments/01_mini/exercise.toml"
    before = toml.read_text("utf-8")
    toml.write_text("title = 3", "utf-8")
    try:
        broken = container.run()
    finally:
        toml.write_text(before, "utf-8")
    killed = tmp_path / "python"
    killed.write_text("#!/bin/sh\nkill -9 $$\n", "utf-8")
    killed.chmod(0o755)
    dead = container.run(str(killed))
    assert "137 and left no result" in container.done.stdout
    for found in (broken, dead):
        assert (
            not has_score(found)
            and found["output"] == say("gradescope.open")
            and found["tests"] == []
        )


def test_what_is_not_there_is_the_students_feedback(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course")
    (tmp_path / "in").mkdir()
    (one,) = handed_in(tmp_path / "in", course)
    assert one.problem == "There is no file mini.py in what you handed in." and not one.files
    (tmp_path / "in" / "minni.py").write_text("x = 1\n", "utf-8")
    (near,) = handed_in(tmp_path / "in", course)
    assert near.student == WHO and "Did you mean 'mini.py'?" in near.problem


def result(*checks: CheckResult, notes: tuple[str, ...] = ()) -> Result:
    earned = sum(check.earned for check in checks)
    is_open = any(check.outcome is Outcome.GRADER_ERROR for check in checks)
    return Result(
        *(WHO, "01_mini", f"Mini {HOSTILE}", "0" * 64),
        State.UNDETERMINED if is_open else State.GRADED,
        None if is_open else earned,
        sum(check.possible for check in checks),
        *("gradescope", Isolation("B", "isolated", "So."), "cpu", 1.0, {"torch": "2"}),
        checks,
        notes=notes,
        output="SECRET printed",
        causes=("SECRET cause",),
    )


PASSED = CheckResult("check_a", "a is right", Outcome.PASSED, 3, 3)
RAISED = CheckResult(
    *("check_b", "b is right", Outcome.RAISED, 0, 7, "It stopped.", ""),
    StudentError("ValueError", HOSTILE, (Where("mini.py", 1, "double"),)),
    *("double(SECRET)", "SECRET"),
)
BROKEN = CheckResult("check_c", "c is right", Outcome.GRADER_ERROR, 0, 2)


def test_several_exercises_and_hostile_texts() -> None:
    results = [result(PASSED, RAISED, notes=(HOSTILE,)), result(PASSED)]
    found = valid(document(results, [{"mini.py": b"x = 1\n"}, {}], 1.5))
    assert (found["score"], found["execution_time"]) == (6, 1.5)
    assert sum(test["score"] for test in found["tests"]) == found["score"]
    assert [test["number"] for test in found["tests"]] == ["1.1", "1.2", "2.1"]
    assert "ValueError: " in found["tests"][1]["output"]
    assert "mini.py, line 1" in found["tests"][1]["output"]
    text = json.dumps(found, ensure_ascii=False)
    assert "SECRET" not in text and "\x1b" not in text and "\u202e" not in text
    assert {found[f"{what}output_format"] for what in ("", "test_")} == {"text"}


def test_an_open_score_is_not_claimed_and_no_part_of_it() -> None:
    found = valid(document([result(PASSED, BROKEN), result(PASSED)], [{}, {}], 0.5))
    assert not has_score(found) and found["output"].startswith(say("gradescope.open"))
    assert not any({"score", "max_score", "status"} & set(test) for test in found["tests"])
    assert "our fault" in found["tests"][1]["output"]
    assert not has_score(valid(undetermined(float("nan"))))


@pytest.mark.parametrize(
    ("text", "room"),
    [
        (str(4096 << 20), 4096 - OWN_MB),
        (str(768 << 20), 768 - OWN_MB),
        (str(512 << 20), LEAST_MB),
        ("max", 1 << 20),
    ],
)
def test_the_submission_gets_what_the_container_has_left(
    tmp_path: Path, text: str, room: int
) -> None:
    (tmp_path / "memory.max").write_text(f"{text}\n", "ascii")
    assert memory_mb((tmp_path / "none", tmp_path / "memory.max")) == room


def test_grading_needs_only_what_is_installed_there() -> None:
    code = (
        "import sys, autograder.gradescope.__main__, autograder.pytest_hidden\n"
        "absent = {'sqlalchemy', 'typer', 'rich', 'click', 'dask', 'distributed'}\n"
        "sys.exit(', '.join(sorted(absent & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_cannot_be_built_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = write_course(tmp_path / "course")
    shutil.rmtree(course.exercises[0].solution)
    with pytest.raises(CourseError, match="cannot be graded here"):
        building.build(course.exercises)
    monkeypatch.setattr(building, "REQUIRED", ("torch", "no-such-package"))
    with pytest.raises(CourseError, match="no-such-package is not installed here"):
        building.requirements()
