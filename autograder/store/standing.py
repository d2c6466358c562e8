"""Trusted room: which grading of an entry counts, since when and why; and points given by hand."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from autograder.policy import Adjustment
from autograder.results import Isolation, Result, State
from autograder.store import rows
from autograder.store.entries import Entry
from autograder.store.tables import adjustment, check_result, decision, grading, page, submission


@dataclass(frozen=True)
class Counting:
    """The grading that counts for one entry. `earned` is None where the score is open."""

    number: int
    key: str
    earned: int | None
    possible: int


@dataclass(frozen=True)
class Change:
    """One line of a submission's history: what counted from then on, why, and who said so."""

    student: str
    exercise: str
    attempt: int
    at: float
    earned: int | None
    possible: int
    reason: str
    author: str


_LAST = (
    select(decision.c.submission, func.max(decision.c.id).label("last"))
    .group_by(decision.c.submission)
    .subquery()
)
COUNTING = (
    select(grading)
    .join(decision, decision.c.grading == grading.c.id)
    .join(_LAST, _LAST.c.last == decision.c.id)
)
"""The gradings that count, one for each entry that has any."""


def decide(db: Connection, entry: Entry, number: int, reason: str, author: str) -> None:
    """From now on the grading `number` counts for `entry`; within the caller's transaction."""
    db.execute(
        insert(decision).values(
            submission=entry.number, grading=number, at=time.time(), reason=reason, author=author
        )
    )


def counting(db: Connection) -> dict[int, Counting]:
    """Number of an entry -> the grading that counts for it; entries without one are left out."""
    columns = (grading.c.submission, grading.c.id, grading.c.key)
    query = COUNTING.with_only_columns(*columns, grading.c.earned, grading.c.possible)
    with db.begin():
        return {
            row.submission: Counting(row.id, row.key, row.earned, row.possible)
            for row in db.execute(query)
        }


def counts(db: Connection, entry: Entry) -> Counting | None:
    """The grading that counts for one entry."""
    query = (
        select(grading)
        .join(decision, decision.c.grading == grading.c.id)
        .where(decision.c.submission == entry.number)
        .order_by(decision.c.id.desc())
    )
    with db.begin():
        row = db.execute(query).first()
    return None if row is None else Counting(row.id, row.key, row.earned, row.possible)


def result(db: Connection, entry: Entry, title: str, number: int) -> Result:
    """The result of the grading `number` of `entry`, an exercise with this title."""
    query = (
        select(grading, check_result.c.scored)
        .join(check_result, check_result.c.grading == grading.c.id)
        .where(grading.c.id == number)
        .order_by(check_result.c.position)
    )
    with db.begin():
        found = db.execute(query).all()
    return _result(entry, title, found[0], [row.scored for row in found])


def history(db: Connection) -> tuple[Change, ...]:
    """All decisions, the oldest first."""
    query = (
        select(
            submission.c.student,
            submission.c.exercise,
            submission.c.attempt,
            grading.c.earned,
            grading.c.possible,
            decision.c.at,
            decision.c.reason,
            decision.c.author,
        )
        .join(decision, decision.c.submission == submission.c.id)
        .join(grading, grading.c.id == decision.c.grading)
        .order_by(decision.c.id)
    )
    with db.begin():
        return tuple(Change(**row._mapping) for row in db.execute(query))


def adjust(db: Connection, student: str, exercise: str, change: Adjustment) -> None:
    """Add points given, or taken, by hand."""
    with db.begin():
        values = {"student": student, "exercise": exercise, "at": change.at}
        said = {"points": change.points, "reason": change.reason, "author": change.author}
        db.execute(insert(adjustment).values(**values, **said))


def adjustments(db: Connection) -> dict[tuple[str, str], tuple[Adjustment, ...]]:
    """(student, exercise) -> what was adjusted by hand, the oldest first."""
    query = select(adjustment).order_by(adjustment.c.id)
    found: dict[tuple[str, str], tuple[Adjustment, ...]] = {}
    with db.begin():
        for row in db.execute(query):
            change = Adjustment(row.points, row.reason, row.author, row.at)
            who = (row.student, row.exercise)
            found[who] = (*found.get(who, ()), change)
    return found


def pages(db: Connection) -> dict[tuple[str, str], str]:
    """(student, exercise) -> what the page was made from."""
    with db.begin():
        return {(row.student, row.exercise): row.key for row in db.execute(select(page))}


def set_page(db: Connection, student: str, exercise: str, key: str) -> None:
    """Remember what a page that now lies in its place was made from."""
    values = {"student": student, "exercise": exercise, "key": key}
    new = upsert(page).values(**values)
    with db.begin():
        db.execute(new.on_conflict_do_update(["student", "exercise"], set_={"key": key}))


def _result(entry: Entry, title: str, row: Row[Any], checks: list[str]) -> Result:
    return Result(
        student=entry.student,
        exercise=entry.exercise,
        title=title,
        sha256=entry.sha256,
        state=State.UNDETERMINED if row.earned is None else State.GRADED,
        earned=row.earned,
        possible=row.possible,
        round=entry.round,
        isolation=Isolation(**json.loads(row.isolation)),
        device=row.device,
        seconds=row.seconds,
        versions=json.loads(row.versions),
        checks=tuple(map(rows.scored, checks)),
        notes=entry.notes,
        output=row.output,
        causes=tuple(json.loads(row.causes)),
    )
