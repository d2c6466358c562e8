"""Trusted room: every grading that counts, with its checks, read at once: for the class report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from autograder.results import Isolation
from autograder.scoring import CheckResult
from autograder.store import rows
from autograder.store.standing import COUNTING
from autograder.store.tables import check_result, grading


@dataclass(frozen=True)
class Ran:
    """One check of a grading, the seconds that it took, and whether a transcript is kept of it."""

    check: CheckResult
    seconds: float
    taped: bool


@dataclass(frozen=True)
class Mark:
    """The grading that counts for one entry. `earned` is None where the score is open.

    `made` is in seconds since 1970. `causes` are the grader's notes to itself: hostile text.
    """

    number: int
    earned: int | None
    possible: int
    made: float
    seconds: float
    device: str
    isolation: Isolation
    versions: Mapping[str, str]
    causes: tuple[str, ...]
    checks: tuple[Ran, ...]


def marks(db: Connection) -> dict[int, Mark]:
    """Number of an entry -> the grading that counts for it; entries without one are left out."""
    counting = COUNTING.with_only_columns(grading.c.id)
    gradings = [column for column in grading.c if column.name != "output"]
    checks = (check_result.c.grading, check_result.c.scored, check_result.c.seconds)
    query = select(*checks, check_result.c.tape).where(check_result.c.grading.in_(counting))
    ran: dict[int, list[Ran]] = {}
    with db.begin():
        for row in db.execute(query.order_by(check_result.c.grading, check_result.c.position)):
            one = Ran(rows.scored(row.scored), row.seconds, row.tape is not None)
            ran.setdefault(row.grading, []).append(one)
        found = db.execute(select(*gradings).where(grading.c.id.in_(counting))).all()
    return {
        row.submission: Mark(
            number=row.id,
            earned=row.earned,
            possible=row.possible,
            made=row.made,
            seconds=row.seconds,
            device=row.device,
            isolation=_isolation(row.isolation),
            versions=_read(row.versions),
            causes=tuple(_read(row.causes)),
            checks=tuple(ran.get(row.id, ())),
        )
        for row in found
    }


@cache
def _read(text: str) -> Any:
    """Thousands of gradings share a few texts. Nobody changes what is read."""
    return json.loads(text)


@cache
def _isolation(text: str) -> Isolation:
    return Isolation(**json.loads(text))
