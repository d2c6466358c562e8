"""`autograder export` as it is typed: the commands of docs/integrations.md, and mistakes."""

from __future__ import annotations

import shlex
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course import CourseError
from tests.export.shelf import FAILED, PASSED, Shelf

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "integrations.md"
TESTED_HERE = ("autograder export ", "autograder github ")
COMMANDS = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith(TESTED_HERE)]
GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Warm-up (11),Slopes by hand (12345),Homework 2 (777)
    Points Possible,,,,,10.00,5.00,100.00
"Lee, Ana",1,s1,ana,A,,,
"Kim, Min",2,s2,min,A,,,
"""
WORKSHEET = """\
Identifier,Full name,ID number,Status,Grade,Maximum Grade,Last modified (grade),Feedback comments
Participant 1,Ana Lee,S1,Submitted,,5.00,-,
Participant 2,Min Kim,S2,Submitted,,5.00,-,
"""


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Two students, in a folder as the docs have it."""
    found = Shelf(tmp_path_factory.mktemp("term"))
    for student, outcome in (("s1", PASSED), ("s2", FAILED), ("ghost", PASSED)):
        found.mark(student, PASSED, outcome, exercise="01")
        found.mark(student, outcome, exercise="02")
    found.out.rename(found.folder / "results")
    found.out = found.folder / "results"
    (found.folder / "gradebook.csv").write_text(GRADEBOOK, "utf-8")
    (found.folder / "worksheet.csv").write_text(WORKSHEET, "utf-8")
    return found


def test_the_docs_show_every_format() -> None:
    assert len(COMMANDS) == 15
    for name in ("canvas", "moodle", "moodle-feedback", "github", "junit", "csv", "json"):
        assert any(f"--format {name} " in command for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_the_docs_say_can_be_typed(
    term: Shelf, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(term.folder)
    _, *words = shlex.split(command)
    if "Homework 2" in command:
        text = GRADEBOOK.replace("Homework 2", "Homework").replace("Slopes by hand", "Homework 2")
        (term.folder / "gradebook.csv").write_text(text, "utf-8")
    target = Path(words[words.index("--to") + 1])
    target.unlink(missing_ok=True)
    done = CliRunner().invoke(app, ["--course", str(term.course.root), *words])
    (term.folder / "gradebook.csv").write_text(GRADEBOOK, "utf-8")
    assert done.exit_code == 0, (done.output, done.exception)
    assert target.stat().st_size > 0
    if words[0] == "export":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    if "--template" in words:
        assert "ghost: not in the template." in done.stderr
    if target.name == "import.csv":
        lines = target.read_text("utf-8").splitlines()
        scores = [line.rsplit(",", 3)[1:] for line in lines[2:]]
        if "--scale" in words:
            assert scores == [["", "", "100.00"], ["", "", "0.00"]]
        elif "01=Warm-up" in words:
            assert scores == [["10.00", "5.00", ""], ["6.00", "0.00", ""]]
        else:
            assert scores == [["", "5.00", ""], ["", "0.00", ""]]
    if target.suffix == ".zip":
        with zipfile.ZipFile(target) as archive:
            assert archive.testzip() is None and archive.namelist()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--format canvass --template gradebook.csv --to x.csv", "Did you mean 'canvas'?"),
        ("--format canvas --to x.csv", "--template FILE"),
        ("--format canvas --template nowhere.csv --to x.csv", "nowhere.csv cannot be read"),
        ("--format canvas --template gradebook.csv --to gradebook.csv", "written over"),
        ("--format canvas --template gradebook.csv --to x.csv", "fit the exercise 01_mini"),
        ("--format canvas --template gradebook.csv --to x.csv --column 02", "WHAT=TITLE"),
        ("--format canvas --template gradebook.csv --to x.csv --column 7=x", "no exercise '7'"),
        ("--format canvas --template worksheet.csv --to x.csv", "is no gradebook"),
        (
            "--format canvas --template gradebook.csv --exercise 02 --by Email --to x.csv",
            "no column 'Email'",
        ),
        (
            "--format canvas --template gradebook.csv --exercise 02 --by ID --to x.csv",
            "None of 3 students is in the template (looked at ID)",
        ),
        ("--format moodle --template worksheet.csv --to x.csv", "say which with --exercise"),
        (
            "--format moodle --template worksheet.csv --exercise 01 --to x.csv",
            "out of 5, 01_mini out of 10",
        ),
        ("--format csv --template gradebook.csv --to x.csv", "takes no --template"),
        ("--format csv --column 01=x --to x.csv", "takes no --column"),
        ("--format csv --exercise 09 --to x.csv", "no exercise '09'"),
        ("--format csv --to course", "course is a folder"),
        ("--format csv --to nowhere/x.csv", "cannot be written"),
    ],
)
def test_what_the_caller_got_wrong_is_one_line_and_writes_nothing(
    term: Shelf, words: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(term.folder)
    before = sorted(path.name for path in term.folder.iterdir())
    arguments = ["--course", str(term.course.root), "export", "results", *shlex.split(words)]
    done = CliRunner().invoke(app, arguments)
    assert isinstance(done.exception, CourseError), done.output
    assert says in str(done.exception) and "\n" not in str(done.exception)
    assert sorted(path.name for path in term.folder.iterdir()) == before
    assert (term.folder / "gradebook.csv").read_text("utf-8") == GRADEBOOK


def test_a_real_process_ends_with_2_where_nobody_is_found(term: Shelf) -> None:
    command = [sys.executable, "-m", "autograder", "--course", str(term.course.root), "export"]
    words = "--format canvas --template gradebook.csv --exercise 02 --by ID --to none.csv"
    done = subprocess.run(
        [*command, "results", *shlex.split(words)],
        cwd=term.folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("autograder: None of 3 students is in the template")
    assert not (term.folder / "none.csv").exists()


def test_results_are_only_read(term: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(term.folder)

    def held() -> dict[str, bytes]:
        """All but what SQLite keeps for those who read at the same time."""
        files = (p for p in term.out.rglob("*") if not p.name.endswith(("-shm", "-wal")))
        return {p.name: p.read_bytes() for p in files if p.is_file()}

    before = held()
    words = ["export", "results", "--format", "json", "--to", "again.json"]
    done = CliRunner().invoke(app, ["--course", str(term.course.root), *words])
    assert done.exit_code == 0
    assert held() == before and "results.db" in before
