"""Trusted room: all that is kept about one student: to count it, to hand it over, to forget it.

Also whether an OUT knows students by their ids or by pseudonyms, which is settled once.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select

from autograder.feedback.records import record_check
from autograder.outcomes import Outcome
from autograder.store import figures, rows, standing
from autograder.store.entries import Entry, entries, files
from autograder.store.tables import (
    adjustment,
    check_result,
    decision,
    grading,
    meta,
    page,
    submission,
    tape,
)

_NAMES = "names"
_PSEUDONYMS = "pseudonyms"
_IDS = "ids"


@dataclass(frozen=True)
class Held:
    """How much is kept about one student. `tapes` are those that no other student's checks use."""

    attempts: int
    gradings: int
    checks: int
    tapes: int
    decisions: int
    adjustments: int
    pages: int

    def __bool__(self) -> bool:
        return any(vars(self).values())


def pseudonymous(db: Connection) -> bool | None:
    """Whether students are known by pseudonyms here; None while that is open."""
    with db.begin():
        found = db.execute(select(meta.c.value).where(meta.c.name == _NAMES)).scalar()
        if found is None and db.execute(select(submission.c.id)).first() is not None:
            return False
    return None if found is None else found == _PSEUDONYMS


def settle_names(db: Connection, pseudonyms: bool) -> None:
    """Students are known by pseudonyms here from now on, or by their ids."""
    with db.begin():
        value = _PSEUDONYMS if pseudonyms else _IDS
        db.execute(insert(meta).values(name=_NAMES, value=value))


def students(db: Connection) -> frozenset[str]:
    """Everybody about whom anything is kept."""
    with db.begin():
        return frozenset(
            name
            for table in (submission, adjustment, page)
            for name in db.execute(select(table.c.student).distinct()).scalars()
        )


def held(db: Connection, student: str) -> Held:
    """Count what is kept about `student`."""
    theirs = _gradings(student)
    own = select(check_result.c.tape).where(check_result.c.grading.in_(theirs))
    others = select(check_result.c.tape).where(check_result.c.grading.not_in(theirs))
    alone = tape.c.id.in_(own) & tape.c.id.not_in(others.where(check_result.c.tape.is_not(None)))
    with db.begin():

        def count(column: Any, where: Any) -> int:
            return int(db.execute(select(func.count(column)).where(where)).scalar_one())

        return Held(
            attempts=count(submission.c.id, submission.c.student == student),
            gradings=count(grading.c.id, grading.c.id.in_(theirs)),
            checks=count(check_result.c.id, check_result.c.grading.in_(theirs)),
            tapes=count(tape.c.id, alone),
            decisions=count(decision.c.id, decision.c.grading.in_(theirs)),
            adjustments=count(adjustment.c.id, adjustment.c.student == student),
            pages=count(page.c.exercise, page.c.student == student),
        )


def forget(db: Connection, student: str) -> None:
    """Delete every row about `student`, and every transcript that no check uses any more."""
    used = select(check_result.c.tape).where(check_result.c.tape.is_not(None))
    with db.begin():
        for table in (adjustment, page, submission):  # gradings and all below go with the last
            db.execute(delete(table).where(table.c.student == student))
        db.execute(delete(tape).where(tape.c.id.not_in(used)))


def handed_in(db: Connection, student: str) -> Iterator[tuple[Entry, dict[str, bytes]]]:
    """Every attempt of `student`, with its files as they were handed in."""
    for entry in entries(db):
        if entry.student == student:
            yield entry, files(db, entry)


def record(db: Connection, student: str) -> dict[str, Any]:
    """What is kept about `student`, as data for JSON; files and pages are handed over beside it.

    Left out, and counted: transcripts, and what programs printed or the grader noted for itself.
    They hold the hidden inputs of a round, which others may still be asked.
    """
    attempts = [_attempt(db, entry, names) for entry, names in handed_in(db, student)]
    history = [vars(c) for c in standing.history(db) if c.student == student]
    given = standing.adjustments(db)
    return {
        "format": 1,
        "student": student,
        "attempts": attempts,
        "history": [change | {"at": moment(change["at"])} for change in history],
        "adjustments": [
            {"exercise": exercise, **vars(change), "at": moment(change.at)}
            for (who, exercise), changes in given.items()
            if who == student
            for change in changes
        ],
    }


def moment(at: float | None) -> str | None:
    """Seconds since 1970 as date and time in UTC."""
    if at is None:
        return None
    return datetime.datetime.fromtimestamp(at, datetime.UTC).isoformat(timespec="seconds")


def _gradings(student: str) -> Select[tuple[int]]:
    mine = select(submission.c.id).where(submission.c.student == student)
    return select(grading.c.id).where(grading.c.submission.in_(mine))


def _attempt(db: Connection, entry: Entry, names: dict[str, bytes]) -> dict[str, Any]:
    now = standing.counts(db, entry)
    drawn = figures.kept(db, entry)
    query = select(grading).where(grading.c.submission == entry.number).order_by(grading.c.id)
    with db.begin():
        found = db.execute(query).all()
    return {
        "exercise": entry.exercise,
        "attempt": entry.attempt,
        "round": entry.round,
        "sha256": entry.sha256,
        "submitted": moment(entry.submitted),
        "received": moment(entry.received),
        "problem": entry.problem,
        "notes": entry.notes,
        "files": {name: len(content) for name, content in names.items()},
        "figures": json.loads(drawn.text) if drawn else [],
        "gradings": [_grading(db, row, now is not None and now.number == row.id) for row in found],
    }


def _grading(db: Connection, row: Row[Any], counts: bool) -> dict[str, Any]:
    query = select(check_result).where(check_result.c.grading == row.id)
    with db.begin():
        checks = db.execute(query.order_by(check_result.c.position)).all()
    return {
        "made": moment(row.made),
        "counts": counts,
        "earned": row.earned,
        "possible": row.possible,
        "seconds": round(row.seconds, 3),
        "device": row.device,
        "isolation": json.loads(row.isolation),
        "versions": json.loads(row.versions),
        "checks": [_check(check) for check in checks],
        "left_out": {
            "transcripts": sum(check.tape is not None for check in checks),
            "characters printed": len(row.output),
            "notes of the grader": len(json.loads(row.causes)),
        },
    }


def _check(row: Row[Any]) -> dict[str, Any]:
    """What the student's page tells of one check: of a passed one, that it was passed."""
    told = record_check(rows.scored(row.scored))
    if row.outcome == Outcome.PASSED:
        told = {n: told[n] for n in ("name", "title", "outcome", "earned", "possible")}
    return told | {"how": row.how, "seconds": round(row.seconds, 3)}
