"""Opening OUT's file: what is not ours is refused in one line, and nothing is half-made."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from autograder.course import CourseError
from autograder.store import StoreError, Taken, opened, tables

HOSTILE = ["ana", "\ud800\udfff", "\ufffe[]", "a\0b", "\u202eowned", "'; DROP TABLE tape; --", ""]


def version(path: Path) -> int:
    with sqlite3.connect(path) as raw:
        found = raw.execute("PRAGMA user_version").fetchone()[0]
    raw.close()
    return int(found)


def test_a_new_file_is_for_its_owner_alone_and_is_found_again(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    with opened(out, "c", write=True, make=True) as db:
        assert db.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert stat.S_IMODE((out / "results.db").stat().st_mode) == 0o600
    assert version(out / "results.db") == tables.VERSION
    for write in (True, False):
        with opened(out, "c", write=write) as db, db.begin():
            assert db.execute(select(tables.meta.c.value)).scalars().all() == ["c"]


@pytest.mark.parametrize("student", HOSTILE, ids=ascii)
def test_any_text_comes_back_as_it_was(tmp_path: Path, student: str) -> None:
    values = {
        "student": student,
        "exercise": "e",
        "points": 1,
        "at": 0,
        "reason": "r",
        "author": "a",
    }
    with opened(tmp_path, "c", write=True, make=True) as db:
        with db.begin():
            db.execute(insert(tables.adjustment).values(**values))
        with db.begin():
            where = tables.adjustment.c.student == student
            found = db.execute(select(tables.adjustment.c.student).where(where)).scalars().all()
    assert found == [student]


def test_nothing_is_made_where_results_are_only_read(tmp_path: Path) -> None:
    for write in (True, False):
        with (
            pytest.raises(StoreError, match="grade into it first"),
            opened(tmp_path, "c", write=write),
        ):
            raise AssertionError
    assert list(tmp_path.iterdir()) == []


def test_another_course_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path, "c", write=True, make=True):
        pass
    for write in (True, False):
        with pytest.raises(StoreError, match="another course"), opened(tmp_path, "d", write=write):
            raise AssertionError


def test_results_of_an_older_release_are_refused(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text('{"format": 1, "results": []}', "utf-8")
    with (
        pytest.raises(StoreError, match="older version"),
        opened(tmp_path, "c", write=True, make=True),
    ):
        raise AssertionError
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be one" * 40, b"x"])
def test_a_damaged_file_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "results.db").write_bytes(content)
    with pytest.raises(CourseError) as caught, opened(tmp_path, "c", write=True, make=True):
        raise AssertionError
    assert "results.db" in str(caught.value) and "\n" not in str(caught.value)
    assert (tmp_path / "results.db").read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "results.db") as raw:
        raw.execute("CREATE TABLE mine (x)")
    raw.close()
    with (
        pytest.raises(StoreError, match="another version"),
        opened(tmp_path, "c", write=True, make=True),
    ):
        raise AssertionError
    with sqlite3.connect(tmp_path / "results.db") as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]
    raw.close()


def test_a_newer_file_is_refused_and_an_older_one_brought_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, "c", write=True, make=True):
        pass
    path, now = tmp_path / "results.db", tables.VERSION
    step = {now: lambda db: db.execute(text("ALTER TABLE adjustment ADD COLUMN colour TEXT"))}
    with monkeypatch.context() as patch:
        patch.setattr(tables, "VERSION", now + 1)
        patch.setattr(tables, "MIGRATIONS", step)
        with (
            pytest.raises(StoreError, match="grade into its folder"),
            opened(tmp_path, "c", write=False),
        ):
            raise AssertionError
        with opened(tmp_path, "c", write=True) as db, db.begin():
            db.execute(text("SELECT colour FROM adjustment"))
        assert version(path) == now + 1
    with pytest.raises(StoreError, match="another version"), opened(tmp_path, "c", write=True):
        raise AssertionError
    assert version(path) == now + 1


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, "c", write=True, make=True):
        pass

    def half(db) -> None:  # type: ignore[no-untyped-def]
        db.execute(text("DROP TABLE adjustment"))
        db.execute(text("no SQL"))

    monkeypatch.setattr(tables, "VERSION", tables.VERSION + 1)
    monkeypatch.setattr(tables, "MIGRATIONS", {tables.VERSION - 1: half})
    with pytest.raises(StoreError), opened(tmp_path, "c", write=True):
        raise AssertionError
    monkeypatch.undo()
    with opened(tmp_path, "c", write=False) as db, db.begin():
        db.execute(select(tables.adjustment))


def test_one_writer_at_a_time_and_any_number_of_readers(tmp_path: Path) -> None:
    with opened(tmp_path, "c", write=True, make=True):
        with pytest.raises(Taken, match="wait for it"), opened(tmp_path, "c", write=True):
            raise AssertionError
        with opened(tmp_path, "c", write=False), opened(tmp_path, "c", write=False):
            pass
    with opened(tmp_path, "c", write=True):
        pass


def test_no_link_is_followed(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.write_text("precious", "utf-8")
    (out / "results.db").symlink_to(elsewhere)
    with pytest.raises(StoreError), opened(out, "c", write=True, make=True):
        raise AssertionError
    assert elsewhere.read_text("utf-8") == "precious"


FULL = """
import sys
from pathlib import Path
from autograder.course import CourseError
from sqlalchemy import insert
from autograder.store import opened, tables
try:
    with opened(Path(sys.argv[1]), "c", write=True, make=True) as db:
        for n in range(10_000):
            with db.begin():
                values = {"sha256": str(n), "packed": bytes(100_000)}
                db.execute(insert(tables.tape).values(**values))
except CourseError as error:
    print(error)
    sys.exit(2)
"""


def test_a_full_disk_is_one_line_and_keeps_what_was_there(tmp_path: Path) -> None:
    """The limit of a file's size stands for the disk's: writing fails in the same place."""
    script = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    script += "resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))\n" + FULL
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "What was graded is kept." in done.stdout and done.stdout.count("\n") == 1
    with opened(tmp_path, "c", write=True) as db, db.begin():
        kept = db.execute(text("SELECT count(*) FROM tape")).scalar_one()
        assert 0 < kept < 100
        assert db.execute(text("PRAGMA integrity_check")).scalar() == "ok"
