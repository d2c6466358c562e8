"""The commands of docs/integrations.md on downloads and Gradescope, as they are typed."""

from __future__ import annotations

import csv
import json
import shlex
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course import Course, load_course
from autograder.sandbox import Sandbox
from tests.mini_course import RIGHT, TRIPLES, write_course

DOCS = Path(__file__).resolve().parents[2] / "docs" / "integrations.md"
PAGE = DOCS.read_text("utf-8").partition("\n## Downloads\n")[2].partition("\n## Notebooks\n")[0]
COMMANDS = [line for line in PAGE.splitlines() if line.startswith("autograder ")]
GRADED = dict(zip(COMMANDS[0:6:2], COMMANDS[1:6:2], strict=True))
GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Mini (501)
    Points Possible,,,,,10.00
"Lee, Ana",100002,s2,ana,A,
"Kim, Min",100007,s7,min,A,
"Und, Ivo",100008,s8,ivo,A,5.00
"""
WORKSHEET = """\
Kennung,Vollständiger Name,Status,Bewertung,Bestwertung
Teilnehmer/in123,Ana Lee,x,,10
Teilnehmer/in124,Min Kim,x,,10
"""


@pytest.fixture
def term(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The mini course with its exercise as number 02, and a download of every kind."""
    course = write_course(tmp_path / "course")
    for tree in ("assignments", "reference_solutions"):
        folder = course.root / tree
        (folder / "01_mini").rename(folder / "02_mini")
        folder.joinpath("12_mini").mkdir()
        for path in (folder / "02_mini").glob("*.*"):
            text = path.read_text("utf-8").replace('module = "mini"', 'module = "other"')
            name = path.name.replace("mini", "other")
            folder.joinpath("12_mini", name).write_text(text, "utf-8")
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        archive.writestr("leeana_100002_555_mini-1.py", RIGHT)
        archive.writestr("kimmin_LATE_100007_556_mini.py", TRIPLES)
    with zipfile.ZipFile(tmp_path / "course-homework-77.zip", "w") as archive:
        archive.writestr("Ana Lee_123_assignsubmission_file/mini.py", RIGHT)
        archive.writestr("Min Kim_124_assignsubmission_file/mini.py", TRIPLES)
    for name, code in (("ana", RIGHT), ("min", TRIPLES)):
        clone = tmp_path / "homework-submissions" / f"homework-{name}"
        (clone / ".git").mkdir(parents=True)
        (clone / "mini.py").write_text(code, "utf-8")
    (tmp_path / "gradebook.csv").write_text(GRADEBOOK, "utf-8")
    (tmp_path / "worksheet.csv").write_text(WORKSHEET, "utf-8")
    monkeypatch.chdir(tmp_path)
    return load_course(course.root)


def type_in(course: Course, command: str) -> str:
    done = CliRunner().invoke(app, ["--course", str(course.root), *shlex.split(command)[1:]])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def marks(path: Path, key: int, value: int) -> dict[str, str]:
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    return {row[key]: row[value] for row in rows[1:]}


@pytest.mark.parametrize("command", GRADED)
def test_in_graded_and_out(term: Course, tmp_path: Path, command: str, sandbox: Sandbox) -> None:
    said = type_in(term, command) + type_in(term, GRADED[command])
    results = (tmp_path / "results" / "results.json").read_text("ascii")
    if "canvas" in GRADED[command]:
        found = marks(tmp_path / "import.csv", 1, 5)
        assert (found["100002"], found["100007"]) == ("10.00", "4.00")
        assert found["100008"] == "5.00"
        assert "Canvas marked this as late." in results
    elif "moodle" in GRADED[command]:
        found = marks(tmp_path / "grades.csv", 0, 3)
        assert found == {"Teilnehmer/in123": "10.00", "Teilnehmer/in124": "4.00"}
    else:
        with zipfile.ZipFile(tmp_path / "github.zip") as archive:
            assert sorted(archive.namelist()) == ["ana/02_mini.json", "min/02_mini.json"]
            assert json.loads(archive.read("ana/02_mini.json"))["max_score"] == 10
    kept = results + said + "".join(map(str, (tmp_path / "results").rglob("*")))
    assert not [name for name in ("leeana", "kimmin", "Ana Lee", "Min Kim") if name in kept]


@pytest.mark.parametrize("command", COMMANDS[6:])
def test_the_zip_for_gradescope(term: Course, tmp_path: Path, command: str) -> None:
    said = type_in(term, command)
    assert f"worth {20 if '12' in command else 10} points" in said
    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        assert archive.testzip() is None
        assert {"setup.sh", "run_autograder"} <= set(archive.namelist())


def test_the_docs_show_every_download() -> None:
    assert len(COMMANDS) == 8
    assert all(graded.startswith("autograder grade ") for graded in GRADED)
    assert [words.split()[4] for words in GRADED.values()] == ["canvas", "moodle", "github"]
    assert all(command.startswith("autograder gradescope build ") for command in COMMANDS[6:])
