"""Trusted room: what a submission's plots show, kept so that pages are made without running it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from autograder.store.entries import Entry
from autograder.store.tables import figure


@dataclass(frozen=True)
class KeptFigures:
    """The figures of one entry as `autograder.plots.dump` wrote them, and what they depend on."""

    key: str
    text: str


def keep(db: Connection, entry: Entry, key: str, text: str) -> None:
    """Keep the figures of `entry`, in the place of older ones."""
    values = {"key": key, "packed": zlib.compress(text.encode("ascii"))}
    new = upsert(figure).values(submission=entry.number, **values)
    with db.begin():
        db.execute(new.on_conflict_do_update(["submission"], set_=values))


def keys(db: Connection) -> dict[int, str]:
    """Number of an entry -> what its figures were made from; those without any are left out."""
    with db.begin():
        query = select(figure.c.submission, figure.c.key)
        return {row.submission: row.key for row in db.execute(query)}


def kept(db: Connection, entry: Entry) -> KeptFigures | None:
    """The figures of `entry`; None if none were drawn."""
    query = select(figure.c.key, figure.c.packed).where(figure.c.submission == entry.number)
    with db.begin():
        row = db.execute(query).first()
    return None if row is None else KeptFigures(row.key, zlib.decompress(row.packed).decode())
