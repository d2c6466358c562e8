"""A course in the released nbgrader with our grader in it, from the notebooks to the gradebook."""

from __future__ import annotations

import csv
import json
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course import Course
from autograder.nbgrader_course import build
from autograder.nbgrader_time import moment
from tests.mini_course import write_course
from tests.notebooks.nbgrader import documented, nbgrader

PUBLIC = '''
from autograder.checks import same


def test_double(submission):
    """double doubles"""
    same(submission.double(2), 4, "Two and two.")
'''
DOUBLE, SHIFT = "def double(x):\n    return 2 * x", "def shift(x):\n    return x + 1"
EQUAL = "class E:\n    def __eq__(self, other):\n        return True\n"
PATCH = """
import builtins, sys, unittest.case
try:
    import numpy, numpy.testing
    numpy.allclose = numpy.array_equal = lambda *a, **k: True
    for name in [n for n in dir(numpy.testing) if n.startswith("assert")]:
        setattr(numpy.testing, name, lambda *a, **k: None)
    from autograder import checks
    checks.same = checks.expect = lambda *a, **k: None
except Exception:
    pass
unittest.case.TestCase.assertEqual = lambda *a, **k: None
builtins.AssertionError = type("AssertionError", (SystemExit,), {})
"""
# Who -> the two solution cells, and the score of 6 + 4 points.
CLASS = {
    "right": (DOUBLE, SHIFT, 10),
    "half": (DOUBLE, "def shift(x):\n    return x", 6),
    "warning": (
        "import sys, warnings\ndef double(x):\n    warnings.warn('hm')\n"
        "    print('x', file=sys.stderr)\n    return 2 * x",
        SHIFT,
        10,
    ),
    "looping": ("def double(x):\n    while True:\n        pass", SHIFT, 4),
    "equal": (f"{EQUAL}def double(x):\n    return E()", "def shift(x):\n    return E()", 0),
    "magic": (f"%matplotlib inline\n!pip install x\n{DOUBLE}", f"%%time\n{SHIFT}", 10),
    "syntax": ("def double(x:", SHIFT, 4),
    "transformer": (
        "get_ipython().input_transformers_cleanup.append(lambda lines: [])\n" + DOUBLE,
        SHIFT,
        0,
    ),
    "thief": (
        "import sqlite3\ndb = sqlite3.connect(GRADEBOOK)\n"
        "db.execute('update grade set manual_score = 99')\ndb.commit()\n" + DOUBLE,
        SHIFT,
        0,
    ),
    "exit": (f"import os\nos._exit(0)\n{DOUBLE}", SHIFT, 0),
    "later": ("def double(x):\n    __import__('os')._exit(0)", SHIFT, 4),
    "patched": (f"{PATCH}\ndef double(x):\n    return x", SHIFT, 4),
    "forged": ("def double(x):\n    return x", "def shift(x):\n    return x", 0),
    "empty": (None, None, 0),
    "deleted": (DOUBLE, SHIFT, 10),
}
SUBMITTED = "2026-12-01 10:20:30.250000 UTC"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("course")
    course = write_course(root)
    (root / "assignments" / "pytest.ini").write_text("[pytest]\n")
    course.exercises[0].public_checks.write_text(PUBLIC, "utf-8")
    return course


def forge(cell: dict[str, Any]) -> None:
    """What a student can write into a cell with points: its code, its outputs, its worth."""
    marks = cell["metadata"].get("nbgrader", {})
    if marks.get("grade"):
        data = {"text/plain": "100.0"}
        cell["source"] = "100.0"
        cell["outputs"] = [
            {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}
        ]
        marks |= {"points": 100, "locked": False}


def scored(table: Path) -> dict[str, float]:
    """Student -> score, in what `nbgrader export` wrote."""
    with table.open(newline="") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def folder(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An nbgrader course in which everybody handed in and was graded."""
    folder = tmp_path_factory.mktemp("nb")
    build(course, course.exercises, folder)
    first, *later = (
        shlex.split(line.replace("starting_value", "mini"))[1:] for line in documented("nbgrader ")
    )
    nbgrader(folder, *first)
    shutil.copy(folder / "gradebook.db", folder / "second.db")
    release = (folder / "release" / "01_mini" / "mini.ipynb").read_text("utf-8")
    for student, (double, shift, _) in CLASS.items():
        document = json.loads(release)
        for cell in document["cells"]:
            if cell["id"] == "solution-double" and double:
                cell["source"] = double.replace("GRADEBOOK", repr(str(folder / "gradebook.db")))
            if cell["id"] == "solution-shift" and shift:
                cell["source"] = shift
        if student == "deleted":
            document["cells"] = [c for c in document["cells"] if c["id"] != "hidden-check_shift"]
        if student == "forged":
            for cell in document["cells"]:
                forge(cell)
        path = folder / "submitted" / student / "01_mini" / "mini.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(document), "utf-8")
        path.with_name("timestamp.txt").write_text(SUBMITTED, "utf-8")
    for arguments in later:
        nbgrader(folder, *arguments)
    return folder


def test_scores_are_those_of_the_grader_and_of_its_export(
    course: Course, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {student: float(points) for student, (_, _, points) in CLASS.items()}
    assert scored(folder / "grades.csv") == expected
    monkeypatch.chdir(folder)

    def type_in(command: str) -> str:
        words = shlex.split(command.replace("course101", folder.name))[1:]
        done = CliRunner().invoke(app, ["--course", str(course.root), *words])
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    (grade,) = documented("autograder grade ")
    type_in(f"{grade} --jobs 1")
    results = json.loads((folder / "results" / "results.json").read_bytes())["results"]
    assert {r["student"]: r["earned"] for r in results} == expected
    assert {r["submitted"] for r in results} == {moment(SUBMITTED.encode())}

    known, everybody = documented("autograder export ")
    assert type_in(known).endswith(f"scores of {len(CLASS)} submissions, in 01_mini.\n")
    nbgrader(folder, "export", "--to", "again.csv")
    assert scored(folder / "again.csv") == expected

    shutil.copy(folder / "second.db", tmp_path / "gradebook.db")  # nobody was graded in it
    shutil.copytree(folder / "results", tmp_path / "results")
    monkeypatch.chdir(tmp_path)
    assert type_in(everybody).endswith(f"scores of {len(CLASS)} submissions, in 01_mini.\n")
    nbgrader(tmp_path, "export")
    assert scored(tmp_path / "grades.csv") == expected


def test_every_check_has_its_own_points_and_words(folder: Path) -> None:
    def cells(student: str) -> dict[str, list[dict]]:
        path = folder / "autograded" / student / "01_mini" / "mini.ipynb"
        found = json.loads(path.read_bytes())["cells"]
        marks = [c["metadata"].get("nbgrader", {}).get("grade_id") for c in found]
        return {m: c["outputs"] for m, c in zip(marks, found, strict=True) if "outputs" in c}

    half = cells("half")
    assert "".join(half["hidden-check_double"][1]["data"]["text/plain"]) == "6.0"
    assert "".join(half["hidden-check_shift"][1]["data"]["text/plain"]) == "0.0"
    assert "Not one more." in "".join(half["hidden-check_shift"][0]["text"])
    assert half["public-test_double"] == [] == half["solution-double"]
    thief = "".join(cells("thief")["hidden-check_double"][0]["text"])
    assert "OperationalError" in thief and "It stopped at cell 4, line " in thief
    magic = "".join(cells("magic")["hidden-check_double"][0]["text"])
    assert "!pip install x" in magic


def test_feedback_is_made_and_nothing_changed_the_gradebook(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "gradebook.db")) as db:
        grades = "select count(*), count(manual_score), sum(needs_manual_grade) from grade"
        assert db.execute(grades).fetchone() == (2 * len(CLASS), 0, 0)
    page = (folder / "feedback" / "half" / "01_mini" / "mini.html").read_text("utf-8")
    assert "Not one more." in page and "Score: 6.0 / 10.0" in page
