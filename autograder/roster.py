"""Trusted room: who is in the class, from a table that the instructor keeps."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from autograder.course import CourseError
from autograder.findings import readable, reason

COLUMN = "student"


def roster(path: Path) -> tuple[str, ...]:
    """The ids in the column `student` of a CSV file, in its order, each once.

    UTF-8, with or without a byte order mark; separated by commas, semicolons or tabs. Raises
    `CourseError` in one line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise CourseError(f"The roster {path} cannot be read: {reason(error)}.") from None
    except UnicodeDecodeError:
        raise CourseError(f"The roster {path} is not UTF-8; save it as CSV in UTF-8.") from None
    lines = text.splitlines(keepends=True)
    head = lines[0] if lines else ""
    try:
        rows = list(csv.reader(lines, delimiter=max(",;\t", key=head.count)))
    except csv.Error as error:
        raise CourseError(f"The roster {path} is no CSV file: {error}.") from None
    names = [name.strip().lower() for name in rows[0]] if rows else []
    if COLUMN not in names:
        raise CourseError(f"The roster {path} has no column {COLUMN!r} in its first line.")
    column = names.index(COLUMN)
    ids = [readable(row[column].strip()) for row in rows[1:] if len(row) > column]
    if not any(ids):
        raise CourseError(f"The roster {path} names no student.")
    return tuple(dict.fromkeys(id for id in ids if id))


def compared(roster: Sequence[str], students: Iterable[str]) -> Iterator[str]:
    """Remarks on who handed in without being on the roster, and who is on it and did not."""
    seen = dict.fromkeys(students)
    known = set(roster)
    for student in seen:
        if student not in known:
            yield f"{student} is not on the roster."
    for student in roster:
        if student not in seen:
            yield f"{student} handed in nothing."
