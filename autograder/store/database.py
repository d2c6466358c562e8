"""Trusted room: opens `OUT/results.db`. One writer at a time; every write is whole or not there."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event, insert, select, text
from sqlalchemy.exc import DatabaseError

from autograder.course import CourseError
from autograder.store import tables

FILE = "results.db"
LOCK = ".lock"
_AWAY = "Move it away, or choose another folder."
_HEADER = b"SQLite format 3\0"
BUSY_MS = 30_000


class StoreError(CourseError):
    """The results under OUT cannot be used. One line, for people."""


class Taken(StoreError):
    """Another process is grading into this folder."""


@contextlib.contextmanager
def opened(out: Path, course: str, *, write: bool, make: bool = False) -> Iterator[Connection]:
    """A connection to the results in the folder `out`; missing ones are made only if `make`.

    `course` tells courses apart: results of another one are refused. Raises `StoreError` in one
    line for everything that is wrong with the folder, the file, or the disk, also later on while
    the connection is used.
    """
    path = out / FILE
    try:
        with contextlib.ExitStack() as stack:
            if make:
                out.mkdir(mode=0o700, parents=True, exist_ok=True)
                _not_older(out)
            elif not path.is_file():
                raise StoreError(f"{out} holds no results: grade into it first.")
            if write:
                stack.enter_context(_locked(out))
                _is_ours(path)
            connection = stack.enter_context(_connection(path, write))
            _prepare(connection, path, course, write)
            yield connection
    except OSError as error:
        raise StoreError(f"{out} cannot be used: {error.strerror or error}.") from None
    except (DatabaseError, sqlite3.DatabaseError) as error:
        said = str(getattr(error, "orig", error))
        raise StoreError(f"{path} cannot be used: {said}. What was graded is kept.") from None


def scrub(db: Connection) -> None:
    """Write the file anew without what was deleted, and empty the log beside it.

    Raises `StoreError` while somebody else reads: then what was deleted may still be in the log.
    """
    raw: Any = db.connection.driver_connection
    raw.execute("VACUUM")
    busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreError("Another program reads these results, so traces are left: try again.")


def _closed(path: Path) -> None:
    """Refuse to read past the log that a killed run left: the newest results are in it."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise StoreError(
            f"{path} was left by a killed run: grade into its folder, or copy it to where it can "
            f"be written."
        )


def _not_older(out: Path) -> None:
    if (out / "results.json").exists() and not (out / FILE).exists():
        raise StoreError(f"{out} holds results of an older version. {_AWAY}")


def _is_ours(path: Path) -> None:
    """Make the file if it is missing. SQLite itself would write over a short file of others."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "rb") as file:
        start = file.read(len(_HEADER))
    if start not in (b"", _HEADER):
        raise StoreError(f"{path} is damaged, or not a file of results. {_AWAY}")


@contextlib.contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Keep other writers out, for as long as this process lives: the kernel frees the lock."""
    import fcntl  # here: grading needs a POSIX system, importing this does not

    descriptor = os.open(out / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Taken(f"Another run is grading into {out}: wait for it to end.") from None
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _connection(path: Path, write: bool) -> Iterator[Connection]:
    how = ""
    if not write and not os.access(path.parent, os.W_OK):
        _closed(path)
        how = "&immutable=1"  # SQLite must not try to lay its helper files beside the file
    name = quote(str(path.absolute()))
    engine = create_engine(f"sqlite:///file:{name}?uri=true{how}")

    @event.listens_for(engine, "connect")
    def settings(raw: Any, record: Any) -> None:
        raw.isolation_level = None  # transactions are begun below, also for changes of tables
        raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA secure_delete = ON")  # what is purged leaves no trace in the file
        if write:
            raw.execute("PRAGMA journal_mode = WAL")
            # A power failure may cost the last results, never the file; a killed process, nothing.
            raw.execute("PRAGMA synchronous = NORMAL")
        else:
            raw.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _prepare(connection: Connection, path: Path, course: str, write: bool) -> None:
    """Make the tables, or bring them up to date, and refuse what is not ours. All or nothing."""
    with connection.begin():
        version = int(connection.execute(text("PRAGMA user_version")).scalar_one())
        empty = not connection.execute(text("SELECT 1 FROM sqlite_master")).first()
        if empty and write:
            tables.metadata.create_all(connection)
            connection.execute(insert(tables.meta).values(name="course", value=course))
            version = tables.VERSION
        elif version == 0 or version > tables.VERSION:
            raise StoreError(f"{path} was made by another version of gradeproof. {_AWAY}")
        elif version < tables.VERSION and not write:
            raise StoreError(f"{path} is of an older version: grade into its folder once.")
        while version < tables.VERSION:
            tables.MIGRATIONS[version](connection)
            version += 1
        if write:
            connection.execute(text(f"PRAGMA user_version = {version}"))
        query = select(tables.meta.c.value).where(tables.meta.c.name == "course")
        if connection.execute(query).scalar() != course:
            raise StoreError(f"{path} holds the results of another course. {_AWAY}")
