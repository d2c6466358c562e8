"""nbgrader with our grader in it, end to end. Skipped without the extra `nbgrader`."""

from __future__ import annotations

import csv
import json
import shlex
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course import Course
from autograder.nbgrader_course import build
from tests.mini_course import write_course
from tests.notebooks.nbgrader import documented, nbgrader

pytest.importorskip("nbgrader", reason="needs pip install 'gradeproof[nbgrader]'")

PUBLIC = '''
from autograder.checks import same


def test_double(submission):
    """double doubles"""
    same(submission.double(2), 4, "Two and two.")
'''
DOUBLE, SHIFT = "def double(x):\n    return 2 * x", "def shift(x):\n    return x + 1"
EQUAL = "class E:\n    def __eq__(self, other):\n        return True\n"
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
    "empty": (None, None, 0),
    "deleted": (DOUBLE, SHIFT, 10),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("course")
    course = write_course(root)
    (root / "assignments" / "pytest.ini").write_text("[pytest]\n")
    course.exercises[0].public_checks.write_text(PUBLIC, "utf-8")
    return course


@pytest.fixture(scope="module")
def folder(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An nbgrader course in which everybody handed in and was graded."""
    folder = tmp_path_factory.mktemp("nb")
    build(course, course.exercises, folder)
    first, *later = (
        shlex.split(line.replace("starting_value", "mini"))[1:] for line in documented("nbgrader ")
    )
    nbgrader(folder, *first)
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
        path = folder / "submitted" / student / "01_mini" / "mini.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(document), "utf-8")
    for arguments in later:
        nbgrader(folder, *arguments)
    return folder


def test_scores_are_those_of_the_grader(
    course: Course, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (folder / "grades.csv").open(newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {student: points for student, (_, _, points) in CLASS.items()}
    (command,) = documented("autograder grade ")
    words = shlex.split(command.replace("course101", folder.name))[1:]
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(app, ["--course", str(course.root), *words, "--jobs", "1"])
    assert done.exit_code == 0, done.output
    results = json.loads((folder / "results" / "results.json").read_bytes())["results"]
    assert {r["student"]: r["earned"] for r in results} == scores


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
    assert "OperationalError" in thief and "(cell 4, line " in thief
    magic = "".join(cells("magic")["hidden-check_double"][0]["text"])
    assert "!pip install x" in magic


def test_feedback_is_made_and_nothing_changed_the_gradebook(folder: Path) -> None:
    with sqlite3.connect(folder / "gradebook.db") as db:
        assert db.execute("select count(*) from grade where manual_score = 99").fetchone() == (0,)
    page = (folder / "feedback" / "half" / "01_mini" / "mini.html").read_text("utf-8")
    assert "Not one more." in page and "Score: 6.0 / 10.0" in page
