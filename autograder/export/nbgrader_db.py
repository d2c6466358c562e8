"""Trusted room: nbgrader. Fills a gradebook in place through nbgrader's own API: all or nothing.

    a check's points     ─► auto_score of the cell `hidden-<check>`, in parts of the cell's maximum
    what lateness cost   ─► late_submission_penalty of the notebook, if the course has a deadline
    points by hand       ─► extra_credit of the first of these cells

nbgrader sums up as we do: scores and extra credit less the penalty, and never below 0. Scores that
people gave in nbgrader (`manual_score`) stay, and go before ours there.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from autograder.export import people
from autograder.export.records import Exported, ExportError, Options, Record
from autograder.export.worth import undetermined
from autograder.nbgrader_course import HIDDEN
from autograder.scoring import CheckResult

IDS = ("id", "lms_user_id", "email")
"""Of a student in the gradebook: what may be a student's id in OUT, in this order."""
WAIT = 5
"""Seconds for somebody else to end what they write: formgrader, autograde."""
_OLDER = " A gradebook of an older nbgrader needs `nbgrader db upgrade`."
Book = Any
"""`nbgrader.api.Gradebook`, which has no types."""


@dataclass(frozen=True)
class Place:
    """Where an exercise's scores go. `most`: name of a cell -> its points in nbgrader."""

    assignment: str
    notebook: str
    most: dict[str, float]


def fill(records: Sequence[Record], path: Path, options: Options) -> Exported:
    """Write the records' points into the gradebook at `path`. Raises `ExportError` in one line."""
    try:
        from nbgrader.api import Base
    except ImportError:
        raise ExportError(
            "nbgrader is not installed: python -m pip install 'gradeproof[nbgrader]'."
        ) from None
    _require_gradebook(path, frozenset(Base.metadata.tables))
    try:
        with _opened(path) as book:
            return _filled(book, records, options)
    except (DBAPIError, ValueError) as error:  # nbgrader's own errors are of ValueError
        why = str(error.orig if isinstance(error, DBAPIError) else error).splitlines()[0]
        older = _OLDER if why.startswith("no such ") else ""  # a table, a column
        raise ExportError(f"{path} cannot be filled: {why}.{older}") from None


def _require_gradebook(path: Path, tables: frozenset[str]) -> None:
    """Raise `ExportError` unless all `tables` are there: nbgrader would add what is missing."""
    if not path.is_file():
        raise ExportError(
            f"There is no gradebook {path}: `nbgrader generate_assignment` makes it, and this "
            f"fills it."
        )
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            there = {name for (name,) in db.execute("select name from sqlite_master")}
    except sqlite3.Error:
        there = set()
    if not tables & there:
        raise ExportError(f"{path} is no gradebook of nbgrader.")
    if not tables <= there:
        raise ExportError(f"{path} is not one of this nbgrader.{_OLDER}")
    if not os.access(path, os.W_OK):
        raise ExportError(f"{path} cannot be written: you may only read it.")


@contextmanager
def _opened(path: Path) -> Iterator[Book]:
    """The gradebook within one transaction, which whatever is raised undoes."""
    from nbgrader.api import Gradebook

    url = URL.create("sqlite", database=str(path.resolve()), query={"timeout": str(WAIT)})
    with Gradebook(url, course_id="") as book:  # or it adds a course of the name that it takes then
        book.db.remove()
        with book.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            # Methods of nbgrader commit one by one; what they commit waits for the transaction.
            book.db.configure(bind=connection, join_transaction_mode="rollback_only")
            yield book
            book.db.commit()
            book.db.remove()


def _filled(book: Book, records: Sequence[Record], options: Options) -> Exported:
    places: dict[str, Place] = {}
    for record in records:
        if record.exercise not in places:
            places[record.exercise] = _place(book, record, options)
        _require_cells(places[record.exercise], record, options)
    known = [student.to_dict() for student in book.students]
    keys = [people.key(name, ([row[name] or ""] for row in known)) for name in IDS]
    students = list(dict.fromkeys(record.student for record in records))
    matched = people.find(students, keys, options.by)
    ids = {student: known[row]["id"] for student, row in matched.rows.items()}
    remarks = [*matched.remarks, *undetermined(records)]
    if options.create:
        ids |= {new: book.add_student(new).id for new in matched.missing}
    else:
        remarks += (
            f"{new}: not in the gradebook; --create adds students." for new in matched.missing
        )
    if not ids:
        raise ExportError(
            f"None of {len(students)} students is in {options.name}; --create adds students."
        )
    entered = 0
    for record in records:
        if record.student in ids and record.standing.earned is not None:
            place = places[record.exercise]
            remarks += _enter(book, place, record, ids[record.student], options)
            entered += 1
    names = ", ".join(place.assignment for place in places.values())
    return Exported(b"", f"scores of {entered} submissions, in {names}.", tuple(remarks))


def _place(book: Book, record: Record, options: Options) -> Place:
    """The cells of an exercise, in the assignment as said or else of the exercise's name."""
    from nbgrader.api import MissingEntry

    assignment = options.columns.get(record.exercise, record.exercise)
    try:
        notebook = book.find_notebook(record.module, assignment)
    except MissingEntry:
        there = ", ".join(one.name for one in book.assignments) or "none"
        raise ExportError(
            f"{options.name} has no notebook {record.module} in an assignment {assignment}: run "
            f"`nbgrader generate_assignment {assignment}` first, say --column "
            f"'{record.exercise[:2]}=ASSIGNMENT', or choose others with --exercise. "
            f"Assignments: {there}."
        ) from None
    most = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
    return Place(assignment, record.module, most)


def _require_cells(place: Place, record: Record, options: Options) -> None:
    """Raise `ExportError` unless each of the record's checks has its cell."""
    missing = [name for name in _checks(record) if name not in place.most]
    if missing:
        raise ExportError(
            f"{options.name} has no cell {' and no '.join(missing)} in {place.assignment}: its "
            f"notebook is not the one that `autograder notebook build` makes of these checks."
        )


def _checks(record: Record) -> dict[str, CheckResult]:
    """Name of the cell -> the check that is scored there."""
    return {HIDDEN + check.name: check for check in record.counted.result.checks}


def _enter(
    book: Book, place: Place, record: Record, student: str, options: Options
) -> Iterator[str]:
    """Write one submission; yields remarks."""
    from nbgrader.api import MissingEntry

    try:
        submission = book.find_submission(place.assignment, student)
    except MissingEntry:
        with book.db.no_autoflush:  # or SQLAlchemy warns of how nbgrader puts it together
            submission = book.add_submission(place.assignment, student)
    where = (place.notebook, place.assignment, student)
    checks = _checks(record)
    grades = {name: book.find_grade(name, *where) for name in checks}
    notebook = book.find_submission_notebook(*where)
    submitted = record.counted.entry.submitted
    if submitted is not None:
        submission.timestamp = datetime.fromtimestamp(submitted, UTC).replace(tzinfo=None)
    for name, check in checks.items():
        grade = grades[name]
        score = place.most[name] * check.earned / check.possible if check.possible else 0.0
        if grade.manual_score is None:
            grade.needs_manual_grade = False
        else:  # somebody has to look again, as after nbgrader's own autograding
            grade.needs_manual_grade |= score != grade.auto_score
            yield f"{record.student}: {name} keeps its score by hand, {grade.manual_score:g}."
        grade.auto_score = score
    standing = record.standing
    share = sum(place.most[name] for name in checks) / (standing.possible or 1)
    if record.exercise in options.dated:
        notebook.late_submission_penalty = standing.penalty * share or None
    first = grades[next(iter(checks))]
    before, given = first.extra_credit or 0.0, standing.adjusted * share
    if given and before not in (0.0, given):
        yield f"{record.student}: extra credit of {before:g} became {given:g} in {first.name}."
    if given:
        first.extra_credit = given
    elif before:
        yield f"{record.student}: extra credit of {before:g} stays in {first.name}."
