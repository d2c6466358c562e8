"""Trusted room: gradings of entries, each under the key of all that it was made from."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, ScalarSelect, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from autograder.keys import Keys
from autograder.outcomes import Outcome
from autograder.scoring import CheckResult
from autograder.store import rows
from autograder.store.entries import Entry
from autograder.store.rows import Done, Kept, Known
from autograder.store.tables import check_result, grading, tape

_FAULTS = (
    *(Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY, Outcome.CRASHED, Outcome.FORBIDDEN),
    Outcome.GRADER_ERROR,
)
"""What the box did once is no tape to judge again."""


def find(db: Connection, entry: Entry, key: str) -> int | None:
    """The number of a grading of `entry` made from `key`, unless its score is open."""
    query = select(grading.c.id).where(
        grading.c.submission == entry.number,
        grading.c.key == key,
        grading.c.earned.is_not(None),
    )
    with db.begin():
        return db.execute(query).scalar()


def points(db: Connection, number: int) -> tuple[int | None, int]:
    """Points earned (None: open) and possible of one grading."""
    with db.begin():
        query = select(grading.c.earned, grading.c.possible).where(grading.c.id == number)
        row = db.execute(query).one()
    return row.earned, row.possible


def known(db: Connection, entry: Entry, keys: Keys) -> Known:
    """What the newest grading with the same answers tells; open ends tell nothing."""
    query = (
        select(check_result, tape.c.packed)
        .join(tape, tape.c.id == check_result.c.tape)
        .where(check_result.c.grading == _newest(entry, keys.answers))
    )
    stand, tapes = [], {}
    with db.begin():
        for row in db.execute(query):
            if row.judged_outcome == Outcome.GRADER_ERROR:
                continue
            if keys.checks.get(row.name) == row.check_key:
                # The tape of what is not passed goes along: it may be diagnosed anew.
                passed = row.judged_outcome == Outcome.PASSED
                stand.append(Kept(row.name, row.judged, b"" if passed else row.packed, "kept"))
            elif row.judged_outcome not in _FAULTS:
                tapes[row.name] = row.packed
    return Known(tuple(stand), tapes)


def add(db: Connection, entry: Entry, keys: Keys, done: Done, device: str) -> int:
    """Keep a grading, within the caller's transaction. Returns its number."""
    key = keys.of(entry.content)
    tapes = _tapes(db, entry, keys, done)
    same = (grading.c.submission == entry.number, grading.c.key == key)
    db.execute(delete(grading).where(*same, grading.c.earned.is_(None)))  # it is tried again
    values = {
        "submission": entry.number,
        "key": key,
        "answers_key": keys.answers,
        "made": time.time(),
        "seconds": done.seconds,
        "earned": done.score.earned,
        "possible": done.score.possible,
        "device": device,
        "isolation": json.dumps(asdict(done.isolation)),
        "versions": json.dumps(dict(done.versions)),
        "causes": json.dumps(done.causes),
        "output": done.output,
    }
    number = int(db.execute(insert(grading).values(**values).returning(grading.c.id)).scalar_one())
    both = zip(done.score.checks, done.checks, strict=True)
    db.execute(
        insert(check_result),
        [
            _check_row(check, kept, keys)
            | {"grading": number, "position": position, "tape": tapes.get(kept.name)}
            for position, (check, kept) in enumerate(both)
        ],
    )
    return number


def tapes_of(db: Connection, number: int) -> dict[str, bytes]:
    """Check -> packed tape of one grading."""
    query = (
        select(check_result.c.name, tape.c.packed)
        .join(tape, tape.c.id == check_result.c.tape)
        .where(check_result.c.grading == number)
        .order_by(check_result.c.position)
    )
    with db.begin():
        return {row.name: row.packed for row in db.execute(query)}


def timings(db: Connection, number: int) -> tuple[float, dict[str, float]]:
    """When a grading was made, in seconds since 1970; and check -> seconds that it took."""
    made = select(grading.c.made).where(grading.c.id == number)
    columns = (check_result.c.name, check_result.c.seconds)
    query = select(*columns).where(check_result.c.grading == number)
    with db.begin():
        seconds = {row.name: row.seconds for row in db.execute(query)}
        return float(db.execute(made).scalar_one()), seconds


def _newest(entry: Entry, answers: str) -> ScalarSelect[int]:
    query = select(func.max(grading.c.id))
    mine = (grading.c.submission == entry.number, grading.c.answers_key == answers)
    return query.where(*mine).scalar_subquery()


def _check_row(check: CheckResult, kept: Kept, keys: Keys) -> dict[str, Any]:
    judgement = json.loads(kept.judged)
    return {
        "name": check.name,
        "check_key": keys.checks.get(check.name, ""),
        "how": kept.how,
        "outcome": check.outcome.value,
        "judged_outcome": judgement["outcome"],
        "earned": check.earned,
        "possible": check.possible,
        "seconds": judgement["seconds"],
        "scored": rows.scored_json(check),
        "judged": kept.judged,
    }


def _tapes(db: Connection, entry: Entry, keys: Keys, done: Done) -> dict[str, int]:
    """Check -> number of its tape; the new ones are added, each of equal ones once."""
    before = check_result.c.grading == _newest(entry, keys.answers)
    query = select(check_result.c.name, check_result.c.tape).where(before)
    numbers = {row.name: row.tape for row in db.execute(query)}
    hashes = {kept.name: rows.digest(kept.tape) for kept in done.checks if kept.tape}
    if hashes:
        new = [
            {"sha256": hashes[kept.name], "packed": kept.tape}
            for kept in done.checks
            if kept.name in hashes
        ]
        db.execute(upsert(tape).on_conflict_do_nothing(), new)
        there = select(tape.c.sha256, tape.c.id).where(tape.c.sha256.in_(hashes.values()))
        at = {row.sha256: row.id for row in db.execute(there)}
        numbers |= {name: at[sha256] for name, sha256 in hashes.items()}
    return numbers
