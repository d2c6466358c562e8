"""Scores in nbgrader's gradebook: through its own API, in place, all or nothing."""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner, Result

from autograder.cli.app import app
from autograder.course import CourseError
from autograder.export import ExportError, Options, nbgrader_db
from tests.export.shelf import BROKEN, DAY, DUE, FAILED, PASSED, Shelf

ROW = dict[str, object]
CELLS = {"hidden-check_double": 6, "hidden-check_shift": 4}


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """A class in OUT; the gradebook, written anew for each test, knows some of it."""
    found = Shelf(tmp_path_factory.mktemp("term"))
    found.mark("ana", PASSED, PASSED)
    found.mark("ben", PASSED, FAILED, days_late=1.5)  # 6, less 2 days late: 4
    found.mark("und", PASSED, BROKEN)
    found.mark("900123", FAILED, PASSED)  # who has that number in the course's platform
    found.mark("min", PASSED, FAILED)
    found.adjust("min", 1.5, "Shown in class")
    found.mark("ghost", PASSED, PASSED)
    found.mark("ana", FAILED, exercise="02")
    return found


def made(path: Path, **points: float) -> None:
    """A gradebook as `nbgrader generate_assignment` leaves it, with students."""
    with Gradebook(f"sqlite:///{path}", course_id="course101") as book:
        book.add_assignment("01_mini")
        book.add_notebook("mini", "01_mini")
        for name, most in (CELLS | points).items():
            book.add_grade_cell(name, "mini", "01_mini", max_score=most, cell_type="code")
        book.add_grade_cell("essay", "mini", "01_mini", max_score=5, cell_type="markdown")
        for student in ("ana", "ben", "und", "min", "absent"):
            book.add_student(student)
        book.add_student("cleo", lms_user_id="900123", first_name="Cleo")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:  # nbgrader starts alembic from PATH
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        made(path)
    return path


@pytest.fixture
def gradebook(empty: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(empty, tmp_path / "gradebook.db"))


@pytest.fixture
def export(term: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable]:
    """Types `autograder export OUT --format nbgrader-db …`; 01_mini unless told otherwise."""
    monkeypatch.chdir(tmp_path)

    def typed(words: str = "--exercise 01 --to gradebook.db") -> Result:
        start = ["--course", str(term.course.root), "export", str(term.out)]
        return CliRunner().invoke(app, [*start, "--format", "nbgrader-db", *shlex.split(words)])

    yield typed


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def held(path: Path) -> dict[str, ROW]:
    """Student -> name of a cell -> its grade, and what is of the whole submission."""
    found: dict[str, ROW] = {}
    with Gradebook(f"sqlite:///{path}", course_id="course101") as book:
        for submission in book.assignment_submissions("01_mini"):
            (notebook,) = submission.notebooks
            found[submission.student.id] = {
                "score": submission.score,
                "penalty": notebook.late_submission_penalty,
                "timestamp": submission.timestamp,
                **{
                    grade.name: (grade.auto_score, grade.extra_credit, grade.needs_manual_grade)
                    for grade in notebook.grades
                },
            }
    return found


def change(path: Path, student: str, cell: str, **values: object) -> None:
    """What somebody enters in nbgrader's formgrader."""
    with Gradebook(f"sqlite:///{path}", course_id="course101") as book:
        grade = book.find_grade(cell, "mini", "01_mini", student)
        for name, value in values.items():
            setattr(grade, name, value)
        book.db.commit()


def test_every_check_has_its_cell_and_every_rule_its_place(
    export: Callable, gradebook: Path
) -> None:
    done = export()
    assert done.exit_code == 0, (done.output, done.exception)
    assert "gradebook.db: scores of 4 submissions, in 01_mini." in done.stdout
    assert sorted(done.stderr.splitlines()) == [
        "ghost: not in the gradebook; --create adds students.",
        "und: the points for 01_mini are undetermined; left as it was.",
    ]
    essay = (None, None, True)  # somebody has to read it
    plain = {"penalty": None, "timestamp": None, "essay": essay}
    late = datetime.fromtimestamp(DUE + 1.5 * DAY, UTC).replace(tzinfo=None)
    double, shift = CELLS
    assert held(gradebook) == {
        "ana": {**plain, "score": 10.0, double: (6.0, None, False), shift: (4.0, None, False)},
        "ben": {
            **{"score": 6.0, "penalty": 2.0, "timestamp": late, "essay": essay},
            **{double: (6.0, None, False), shift: (0.0, None, False)},
        },
        "cleo": {**plain, "score": 4.0, double: (0.0, None, False), shift: (4.0, None, False)},
        "min": {**plain, "score": 7.5, double: (6.0, 1.5, False), shift: (0.0, None, False)},
    }


def test_a_second_time_changes_nothing(export: Callable, gradebook: Path) -> None:
    assert export().exit_code == 0
    before = dump(gradebook)
    assert export().exit_code == 0
    assert dump(gradebook) == before


def test_who_is_unknown_is_added_where_that_is_asked_for(export: Callable, gradebook: Path) -> None:
    done = export("--exercise 01 --create --to gradebook.db")
    assert done.exit_code == 0 and "ghost" not in done.stderr
    assert held(gradebook)["ghost"]["score"] == 10.0
    assert "und" not in held(gradebook)


def test_what_people_gave_in_nbgrader_stays(export: Callable, gradebook: Path) -> None:
    export()
    change(gradebook, "ana", "hidden-check_shift", manual_score=1.0, needs_manual_grade=False)
    change(gradebook, "ana", "hidden-check_double", extra_credit=2.0)
    change(gradebook, "min", "hidden-check_double", extra_credit=0.5)
    change(gradebook, "ben", "essay", manual_score=5.0, needs_manual_grade=False)
    done = export()
    assert sorted(done.stderr.splitlines()) == [
        "ana: extra credit of 2 stays in hidden-check_double.",
        "ana: hidden-check_shift keeps its score by hand, 1.",
        "ghost: not in the gradebook; --create adds students.",
        "min: extra credit of 0.5 became 1.5 in hidden-check_double.",
        "und: the points for 01_mini are undetermined; left as it was.",
    ]
    found = held(gradebook)
    assert found["ana"]["score"] == 9.0 and found["ben"]["score"] == 11.0
    # Looked at already, and nothing is new.
    assert found["ana"]["hidden-check_shift"] == (4.0, None, False)
    change(gradebook, "ana", "hidden-check_shift", auto_score=0.0)
    export()
    assert held(gradebook)["ana"]["hidden-check_shift"] == (4.0, None, True)


def test_an_undetermined_score_leaves_an_older_one(export: Callable, gradebook: Path) -> None:
    with Gradebook(f"sqlite:///{gradebook}", course_id="course101") as book, book.db.no_autoflush:
        book.add_submission("01_mini", "und")
    change(gradebook, "und", "hidden-check_double", auto_score=3.0)
    before = held(gradebook)["und"]
    export()
    assert held(gradebook)["und"] == before


def test_lateness_is_nbgraders_where_the_course_has_no_deadline(
    term: Shelf, gradebook: Path
) -> None:
    records = term.records("01")
    nbgrader_db.fill(records, gradebook, Options(name="g"))
    assert held(gradebook)["ben"]["penalty"] is None
    nbgrader_db.fill(records, gradebook, Options(name="g", dated=frozenset({"01_mini"})))
    assert held(gradebook)["ben"]["penalty"] == 2.0
    nbgrader_db.fill(records, gradebook, Options(name="g"))
    assert held(gradebook)["ben"]["penalty"] == 2.0


def test_points_that_were_changed_in_the_notebook_count(export: Callable, gradebook: Path) -> None:
    with Gradebook(f"sqlite:///{gradebook}", course_id="course101") as book:
        for name, most in CELLS.items():
            book.find_grade_cell(name, "mini", "01_mini").max_score = 10 * most
        book.db.commit()
    export()
    found = held(gradebook)
    assert found["ana"]["score"] == 100.0 and found["min"]["score"] == 75.0
    assert (found["ben"]["score"], found["ben"]["penalty"]) == (60.0, 20.0)


def test_an_assignment_of_another_name(export: Callable, gradebook: Path) -> None:
    with Gradebook(f"sqlite:///{gradebook}", course_id="course101") as book:
        book.find_assignment("01_mini").name = "ps1"
        book.db.commit()
    assert "--column '01=ASSIGNMENT'" in str(export().exception)
    done = export("--exercise 01 --column 01=ps1 --to gradebook.db")
    assert done.exit_code == 0 and "scores of 4 submissions, in ps1." in done.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--to gradebook.db", "no notebook slopes in an assignment 02_slopes"),
        ("--exercise 01 --to nowhere.db", "There is no gradebook nowhere.db"),
        ("--exercise 01 --to text.db", "text.db is no gradebook of nbgrader."),
        ("--exercise 01 --to other.db", "other.db is no gradebook of nbgrader."),
        ("--exercise 01 --to old.db", "nbgrader db upgrade"),
        ("--exercise 01 --to older.db", "nbgrader db upgrade"),
        ("--exercise 01 --to cells.db", "no cell hidden-check_shift in 01_mini"),
        ("--exercise 01 --to nobody.db", "None of 6 students is in nobody.db; --create"),
        ("--exercise 01 --by Name --to gradebook.db", "no column 'Name'"),
        ("--exercise 01 --template gradebook.db --to gradebook.db", "takes no --template"),
    ],
)
def test_what_cannot_be_filled_is_one_line_and_stays(
    export: Callable, gradebook: Path, tmp_path: Path, words: str, says: str
) -> None:
    (tmp_path / "text.db").write_text("x" * 200, "utf-8")
    statements = {
        "other": "create table x (y)",
        "old": "drop table task_cells",
        "older": "alter table student drop column lms_user_id",
        "cells": "delete from base_cell where name = 'hidden-check_shift'",
        "nobody": "delete from student",
    }
    for name, statement in statements.items():
        if name != "other":
            shutil.copy(gradebook, tmp_path / f"{name}.db")
        with closing(sqlite3.connect(tmp_path / f"{name}.db")) as db:
            db.execute(statement)
            db.commit()
    path = tmp_path / words.rsplit(maxsplit=1)[1]
    before = path.read_bytes() if path.exists() else None
    done = export(words)
    assert isinstance(done.exception, CourseError), done.output
    assert says in str(done.exception) and "\n" not in str(done.exception)
    assert (path.read_bytes() if path.exists() else None) == before


def test_what_breaks_half_way_leaves_the_gradebook_as_it_was(
    term: Shelf, gradebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(gradebook)
    records = term.records("01")
    real, entered = nbgrader_db._enter, []

    def broken(*args: object) -> Iterator[str]:
        yield from real(*args)  # type: ignore[arg-type]
        entered.append(args)
        if len(entered) == 2:
            raise ValueError("broken\nhere")

    monkeypatch.setattr(nbgrader_db, "_enter", broken)
    with pytest.raises(ExportError, match="cannot be filled: broken"):
        nbgrader_db.fill(records, gradebook, Options(name="g", create=True))
    assert dump(gradebook) == before


def test_somebody_else_is_writing(
    export: Callable, gradebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nbgrader_db, "WAIT", 0)
    with closing(sqlite3.connect(gradebook)) as other:
        other.execute("begin immediate")
        done = export()
    assert "gradebook.db cannot be filled: database is locked." in str(done.exception)


def test_only_a_gradebook_takes_students(export: Callable, gradebook: Path) -> None:
    done = export("--create --to x.csv --format csv")
    assert "--format csv takes no --create." in str(done.exception)
