"""Trusted room: what students handed in. An attempt is a row that is never changed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from autograder.results import Submission
from autograder.store import rows
from autograder.store.tables import meta, submission


@dataclass(frozen=True)
class Entry:
    """One attempt of one student at one exercise. Times are in seconds since 1970."""

    number: int
    student: str
    exercise: str
    attempt: int
    round: str
    sha256: str
    received: float
    problem: str = ""
    notes: tuple[str, ...] = ()
    submitted: float | None = None

    @property
    def content(self) -> str:
        """What of it decides how it is graded."""
        return self.sha256 + self.problem


_COLUMNS = [column for column in submission.c if column.name != "files"]


def round_of(db: Connection, propose: Callable[[], str]) -> str:
    """The round of first attempts: chosen once, by `propose`."""
    with db.begin():
        found = db.execute(select(meta.c.value).where(meta.c.name == "round")).scalar()
        if found is None:
            found = propose()
            db.execute(insert(meta).values(name="round", value=found))
    return str(found)


def enter(
    db: Connection, submissions: Sequence[Submission], first: str, later: str
) -> tuple[Entry, ...]:
    """The entries of `submissions`, in their order; what is new is added as a new attempt.

    First attempts belong to the round `first`; whoever hands in something else later, when its
    inputs may be known, belongs to the round `later`.
    """
    found = []
    with db.begin():
        for item in submissions:
            last = _last(db, item.student, item.exercise.slug)
            if last is not None and (last.sha256, last.problem) == (item.sha256, item.problem):
                found.append(last)
                continue
            attempt, asked = (1, first) if last is None else (last.attempt + 1, later)
            found.append(_add(db, item, attempt, asked))
    return tuple(found)


def _last(db: Connection, student: str, exercise: str) -> Entry | None:
    query = (
        select(*_COLUMNS)
        .where(submission.c.student == student, submission.c.exercise == exercise)
        .order_by(submission.c.attempt.desc())
    )
    row = db.execute(query).first()
    return None if row is None else _entry(row)


def _add(db: Connection, item: Submission, attempt: int, asked: str) -> Entry:
    values = {
        "student": item.student,
        "exercise": item.exercise.slug,
        "attempt": attempt,
        "round": asked,
        "sha256": item.sha256,
        "files": rows.pack_files(item.files),
        "problem": item.problem,
        "notes": json.dumps(item.notes),
        "submitted": item.submitted,
        "received": time.time(),
    }
    return _entry(db.execute(insert(submission).values(**values).returning(*_COLUMNS)).one())


def entries(db: Connection) -> tuple[Entry, ...]:
    """Every attempt of everybody, by student, exercise and attempt."""
    order = (submission.c.student, submission.c.exercise, submission.c.attempt)
    with db.begin():
        return tuple(map(_entry, db.execute(select(*_COLUMNS).order_by(*order))))


def files(db: Connection, entry: Entry) -> dict[str, bytes]:
    """The files of one attempt, name -> bytes."""
    query = select(submission.c.files).where(submission.c.id == entry.number)
    with db.begin():
        return rows.unpack_files(db.execute(query).scalar_one())


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        number=row.id,
        student=row.student,
        exercise=row.exercise,
        attempt=row.attempt,
        round=row.round,
        sha256=row.sha256,
        received=row.received,
        problem=row.problem,
        notes=tuple(json.loads(row.notes)),
        submitted=row.submitted,
    )
