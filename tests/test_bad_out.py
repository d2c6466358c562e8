"""An OUT that cannot be used: one clear line, exit code 2, and nothing is lost."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete

from autograder.rounds import course_id
from autograder.store import opened, tables
from tests.mini_course import RIGHT, write_course

ROOT = Path(__file__).resolve().parent.parent
STUDENTS = 30


class Term:
    """A course, a class, a graded OUT, and the real command line, but for the sandbox."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out, self.files = folder, folder / "out", folder / "class"
        write_course(folder / "course")
        for n in range(STUDENTS):
            own = self.files / f"s{n:02}"
            own.mkdir(parents=True)
            (own / "mini.py").write_text(f"{RIGHT}# {own.name}\n", "utf-8")

    def type(
        self, *words: object, before: tuple[str, ...] = (), most_bytes: int = 0, tape: int = 40
    ) -> subprocess.CompletedProcess[str]:
        """Run a command, behind the words of another one; no file may exceed `most_bytes`."""

        def limited() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

        script = f"from tests import canned; canned.TAPE_BYTES = {tape}; canned.main()"
        command = [*before, sys.executable, "-c", script, "--course", self.folder / "course"]
        return subprocess.run(
            [str(word) for word in (*command, *words)],
            cwd=ROOT,
            preexec_fn=limited if most_bytes else None,
            capture_output=True,
            text=True,
            check=False,
        )

    def grade(self) -> tuple[object, ...]:
        return ("grade", self.files, "--out", self.out)

    def kept(self) -> list[tuple[object, ...]]:
        raw = sqlite3.connect(self.out / "results.db")
        try:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return raw.execute("SELECT submission, count(*) FROM decision GROUP BY 1").fetchall()
        finally:
            raw.close()

    def bytes(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.out)): path.read_bytes()
            for path in sorted(self.out.rglob("*"))
            if path.is_file()
        }


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    term = Term(tmp_path_factory.mktemp("term"))
    done = term.type(*term.grade())
    assert done.returncode == 0, done.stderr
    return term.folder


@pytest.fixture
def term(graded: Path, tmp_path: Path) -> Term:
    """A copy, to be spoiled."""
    copy = Term.__new__(Term)
    copy.folder = tmp_path / "term"
    shutil.copytree(graded, copy.folder)
    copy.out, copy.files = copy.folder / "out", copy.folder / "class"
    return copy


def refused(done: subprocess.CompletedProcess[str], says: str) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("autograder: ") and says in last
    assert "Traceback" not in done.stderr


def refused_at_once(done: subprocess.CompletedProcess[str], says: str) -> None:
    refused(done, says)
    assert len(done.stderr.strip().splitlines()) == 1 and not done.stdout


@pytest.mark.parametrize("command", ["grade", "rejudge", "history", "purge"])
def test_an_out_of_another_course(term: Term, command: str) -> None:
    (term.folder / "course" / ".autograder" / "course.key").unlink()  # a new one is drawn
    before = term.bytes()
    more = ("s00", "--yes") if command == "purge" else ()
    words = term.grade() if command == "grade" else (command, term.out, *more)
    refused_at_once(term.type(*words), "holds the results of another course. Move it away")
    assert term.bytes() == before


@pytest.mark.parametrize("command", ["grade", "history"])
def test_an_out_of_another_version(term: Term, command: str) -> None:
    raw = sqlite3.connect(term.out / "results.db")
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    before = term.bytes()
    words = term.grade() if command == "grade" else (command, term.out)
    refused_at_once(term.type(*words), "was made by another version of gradeproof")
    assert term.bytes() == before


def test_an_out_of_a_release_without_a_store(term: Term) -> None:
    (term.out / "results.db").unlink()
    before = term.bytes()
    refused_at_once(term.type(*term.grade()), "holds results of an older version")
    assert term.bytes() == before


@pytest.mark.parametrize("command", ["grade", "rejudge", "purge"])
def test_a_second_run_at_the_same_time(term: Term, command: str) -> None:
    words = {
        "grade": term.grade(),
        "rejudge": ("rejudge", term.out),
        "purge": ("purge", term.out, "s00", "--yes"),
    }[command]
    with opened(term.out, course_id(term.folder / "course"), write=True):
        refused_at_once(term.type(*words), "Another run is grading into")
        assert term.type("history", term.out).returncode == 0, "reading is for everybody"
    assert term.type(*term.grade()).returncode == 0
    assert len(term.kept()) == STUDENTS


def read_only(out: Path) -> tuple[str, ...]:
    """Words before a command that make `out` read-only for it, also for root."""
    bwrap = shutil.which("bwrap")
    words = (str(bwrap), "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--ro-bind")
    words = (*words, str(out), str(out))
    if bwrap and not subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        return words
    if os.geteuid() == 0:
        pytest.skip("root writes into read-only folders, and bwrap cannot mount one here")
    return ()


def test_a_read_only_out(term: Term) -> None:
    (term.files / "s00" / "mini.py").write_text(RIGHT, "utf-8")
    before = term.bytes()
    modes = {path: path.stat().st_mode for path in (term.out, *term.out.rglob("*"))}
    words = read_only(term.out)
    for path in modes:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        refused_at_once(term.type(*term.grade(), before=words), "cannot be written to")
        refused_at_once(
            term.type("purge", term.out, "s00", "--yes", before=words), "cannot be used: "
        )
        done = term.type("history", term.out, "s00", before=words)
        assert done.returncode == 0 and "graded" in done.stdout, "what is there can be read"
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert term.bytes() == before


def test_a_read_only_out_that_a_killed_run_left(term: Term) -> None:
    """Its newest results are in a log that cannot be read there: better none than old ones."""
    copy = term.folder / "copy"
    with opened(term.out, course_id(term.folder / "course"), write=True) as db:
        with db.begin():
            db.execute(delete(tables.adjustment))
            db.execute(delete(tables.page))
        shutil.copytree(term.out, copy)  # as a killed run would leave it
    assert (copy / "results.db-wal").stat().st_size > 0
    words = read_only(copy)
    copy.chmod(0o500)
    try:
        refused_at_once(term.type("history", copy, before=words), "was left by a killed run")
    finally:
        copy.chmod(0o700)
    assert term.type("history", copy).returncode == 0


def test_a_disk_that_fills_up_in_the_middle_of_grading(tmp_path: Path) -> None:
    """The limit of a file's size stands for the disk's: writing fails in the same place."""
    term = Term(tmp_path)
    full = term.type(*term.grade(), "-v", most_bytes=1_500_000, tape=100_000)
    refused(full, "What was graded is kept.")
    told = full.stderr.strip().splitlines()[:-1]
    assert 3 < len(told) < STUDENTS
    kept = term.kept()
    assert len(kept) >= len(told), "what was told to be graded is kept"
    again = term.type(*term.grade(), "-v", tape=100_000)
    assert again.returncode == 0, again.stderr
    assert len(again.stderr.strip().splitlines()) == STUDENTS - len(kept)
    assert [count for _, count in term.kept()] == [1] * STUDENTS


def test_a_disk_that_is_full_from_the_start(tmp_path: Path) -> None:
    term = Term(tmp_path)
    refused_at_once(term.type(*term.grade(), most_bytes=1_000), "cannot be used: ")
    assert term.type(*term.grade()).returncode == 0
    assert len(term.kept()) == STUDENTS


def test_a_purge_on_a_full_disk_loses_nobody_else(term: Term) -> None:
    size = (term.out / "results.db").stat().st_size
    done = term.type("purge", term.out, "s00", "--yes", most_bytes=size // 2)
    assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1
    assert len(term.kept()) in (STUDENTS - 1, STUDENTS)
    done = term.type("purge", term.out, "s00", "--yes")
    assert done.returncode == 0, done.stderr
    assert len(term.kept()) == STUDENTS - 1
    assert "s00" not in (term.out / "grades.csv").read_text("utf-8")
