"""Trusted room: the tables of `results.db`, and the steps from each version of them to the next.

submission   what a student handed in, as bytes; one row per attempt
grading      one judging of a submission, by the key of all that it was made from
check_result one check of a grading; its tape lies in `tape`
tape         what grader and program said to each other, by hash, packed
decision     which grading counts from when on, why, and by whom: the last one does
adjustment   points that an instructor added or took away, why, and who
page         what a page that lies in its place was made from
figure       what the plots of a submission show, packed, and what that was made from
meta         the course and the round that this file belongs to
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

VERSION = 2
"""What `PRAGMA user_version` holds."""

_MARK = "\ufffe"


class Hostile(TypeDecorator[str]):
    """Any text of Python's, also such as UTF-8 has no bytes for (names of files hold it)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or (_plain(value) and not value.startswith(_MARK)):
            return value
        return _MARK + value.encode("utf-8", "surrogatepass").hex()

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        if value is None or not value.startswith(_MARK):
            return value  # type: ignore[no-any-return]
        return bytes.fromhex(value[1:]).decode("utf-8", "surrogatepass")


def _plain(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def _reference(table: str) -> ForeignKey:
    return ForeignKey(f"{table}.id", ondelete="CASCADE")


metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

submission = Table(
    "submission",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("student", Hostile, nullable=False),
    Column("exercise", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("round", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("files", LargeBinary, nullable=False),
    Column("problem", Hostile, nullable=False),
    Column("notes", Text, nullable=False),  # JSON
    Column("submitted", Float),  # seconds since 1970, where it is known
    Column("received", Float, nullable=False),
    UniqueConstraint("student", "exercise", "attempt"),
)

tape = Table(
    "tape",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("packed", LargeBinary, nullable=False),
)

grading = Table(
    "grading",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", _reference("submission"), nullable=False),
    Column("key", Text, nullable=False),
    Column("answers_key", Text, nullable=False),
    Column("made", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("earned", Integer),  # null: undetermined
    Column("possible", Integer, nullable=False),
    Column("device", Text, nullable=False),
    Column("isolation", Text, nullable=False),  # JSON
    Column("versions", Text, nullable=False),  # JSON
    Column("causes", Text, nullable=False),  # JSON
    Column("output", Hostile, nullable=False),
    UniqueConstraint("submission", "key"),
)

check_result = Table(
    "check_result",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("grading", _reference("grading"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("check_key", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("outcome", Text, nullable=False),  # as scored
    Column("judged_outcome", Text, nullable=False),
    Column("earned", Integer, nullable=False),
    Column("possible", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("scored", Text, nullable=False),  # JSON: the check as it stands in the result
    Column("judged", Text, nullable=False),  # JSON: the judgement before scoring
    Column("tape", ForeignKey("tape.id")),
    Index("by_grading", "grading", "position"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", _reference("submission"), nullable=False),
    Column("grading", _reference("grading"), nullable=False),
    Column("at", Float, nullable=False),
    Column("reason", Hostile, nullable=False),
    Column("author", Hostile, nullable=False),
    Index("by_submission", "submission"),
)

adjustment = Table(
    "adjustment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("student", Hostile, nullable=False),
    Column("exercise", Text, nullable=False),
    Column("points", Float, nullable=False),
    Column("at", Float, nullable=False),
    Column("reason", Hostile, nullable=False),
    Column("author", Hostile, nullable=False),
)

page = Table(
    "page",
    metadata,
    Column("student", Hostile, primary_key=True),
    Column("exercise", Text, primary_key=True),
    Column("key", Text, nullable=False),
)

figure = Table(
    "figure",
    metadata,
    Column("submission", _reference("submission"), primary_key=True),
    Column("key", Text, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)

MIGRATIONS: dict[int, Callable[[Connection], None]] = {1: figure.create}
"""Version -> the step that makes the next one of it."""
