"""Killed at any moment: nothing that was graded is lost, and nothing is counted twice."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mini_course import RIGHT, TRIPLES, write_course

ROOT = Path(__file__).resolve().parent.parent
STUDENTS = 30
KILLS = 50
BYTE_KILLS = 12
NEVER = 0


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("killed") / "course"
    write_course(root)
    return root


@pytest.fixture(scope="module")
def hand_ins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of which every third triples."""
    folder = tmp_path_factory.mktemp("hand_ins")
    for n in range(STUDENTS):
        own = folder / f"s{n:02}"
        own.mkdir()
        code = TRIPLES if n % 3 == 0 else RIGHT
        (own / "mini.py").write_text(f"{code}# {own.name}\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def nursery(course: Path, hand_ins: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.killed", str(course), str(hand_ins)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait() == 0


class Class:
    """An OUT that runs of the grader work on."""

    def __init__(self, nursery: subprocess.Popen[str], out: Path) -> None:
        self._nursery = nursery
        self.out = out
        self.moments = 0
        """How many there were in the last run that was not killed."""

    def run(self, moment: int = NEVER, most_bytes: int = NEVER) -> int:
        """One run in a process of its own. Returns the signal that ended it, 0 if none did."""
        ask, answer = self._nursery.stdin, self._nursery.stdout
        assert ask is not None and answer is not None
        print(json.dumps([str(self.out), moment, most_bytes]), file=ask, flush=True)
        ended, self.moments = map(int, answer.readline().split())
        return ended

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        # Not to be closed by `with`, which only ends the transaction.
        raw = sqlite3.connect(f"file:{self.out / 'results.db'}?mode=ro", uri=True)
        try:
            return raw.execute(query).fetchall()
        finally:
            raw.close()

    def count(self, table: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])

    def decided(self) -> set[tuple[Any, ...]]:
        """What is known to be graded, with the row that says so."""
        if not (self.out / "results.db").is_file() or not self.rows(
            "SELECT 1 FROM sqlite_master WHERE name = 'decision'"
        ):
            return set()
        return set(self.rows("SELECT submission, grading, at FROM decision"))

    def everything(self) -> dict[str, Any]:
        """All that is kept and published, apart from times."""
        document = json.loads((self.out / "results.json").read_text("ascii"))
        pages = sorted((self.out / "feedback").glob("*/*.*"))
        return {
            "submissions": self.rows(
                "SELECT student, exercise, attempt, round, sha256, files, problem, notes "
                "FROM submission ORDER BY student, exercise, attempt"
            ),
            "gradings": self.rows(
                "SELECT s.student, g.key, g.answers_key, g.earned, g.possible, g.output "
                "FROM grading g JOIN submission s ON s.id = g.submission ORDER BY 1, 2"
            ),
            "checks": self.rows(
                "SELECT s.student, c.position, c.name, c.how, c.judged, c.scored, t.packed "
                "FROM check_result c JOIN grading g ON g.id = c.grading JOIN submission s "
                "ON s.id = g.submission JOIN tape t ON t.id = c.tape ORDER BY 1, 2"
            ),
            "decisions": self.rows(
                "SELECT s.student, d.reason, d.author FROM decision d JOIN submission s "
                "ON s.id = d.submission ORDER BY 1"
            ),
            "tapes": self.rows("SELECT sha256 FROM tape ORDER BY 1"),
            "pages kept": self.rows("SELECT student, exercise FROM page ORDER BY 1, 2"),
            "meta": self.rows("SELECT name, value FROM meta ORDER BY 1"),
            "pages": [(str(p.relative_to(self.out)), p.read_bytes()) for p in pages],
            "results": [
                {name: value for name, value in result.items() if name != "submitted"}
                for result in document["results"]
            ],
            "grades": (self.out / "grades.csv").read_bytes(),
            "sound": self.rows("PRAGMA integrity_check"),
        }


@pytest.fixture(scope="module")
def undisturbed(nursery: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory) -> Class:
    never = Class(nursery, tmp_path_factory.mktemp("never") / "out")
    assert never.run() == 0
    return never


def test_the_undisturbed_run_is_worth_comparing_with(undisturbed: Class) -> None:
    kept = undisturbed.everything()
    assert [row[3] for row in kept["gradings"]] == [4 if n % 3 == 0 else 10 for n in range(30)]
    assert len(kept["decisions"]) == len(kept["submissions"]) == STUDENTS
    assert len(kept["pages"]) == 2 * STUDENTS and len(kept["checks"]) == 2 * STUDENTS
    assert kept["sound"] == [("ok",)]
    assert undisturbed.moments > 10 * STUDENTS


def test_killed_at_any_moment_nothing_is_lost_or_counted_twice(
    nursery: subprocess.Popen[str], undisturbed: Class, tmp_path: Path
) -> None:
    """Each class is killed again and again, until a run comes through before its moment."""
    chance = random.Random(5)
    moments = undisturbed.moments
    wanted = undisturbed.everything()
    kills, classes = 0, 0
    while kills < KILLS:
        one = Class(nursery, tmp_path / f"out{classes}")
        classes += 1
        kept: set[tuple[Any, ...]] = set()
        while ended := one.run(moment=chance.randint(1, moments)):
            assert ended == signal.SIGKILL
            kills += 1
            assert kept <= one.decided(), "what was graded before is graded still"
            kept = one.decided()
        assert kept <= one.decided()
        assert one.everything() == wanted
    assert classes >= 5


def test_killed_in_the_middle_of_writing_nothing_is_lost_or_counted_twice(
    nursery: subprocess.Popen[str], undisturbed: Class, tmp_path: Path
) -> None:
    """At any byte of the log of SQLite, or of a file that is written: by the kernel, at a limit."""
    chance = random.Random(6)
    size = (undisturbed.out / "results.db").stat().st_size
    for number in range(BYTE_KILLS):
        one = Class(nursery, tmp_path / f"out{number}")
        assert one.run(most_bytes=chance.randint(1, size)) == signal.SIGXFSZ
        kept = one.decided()
        assert one.run() == 0
        assert kept <= one.decided()
        assert one.everything() == undisturbed.everything()


@pytest.mark.parametrize(("lines", "jobs"), [(1, 1), (12, 2)])
def test_a_killed_command_leaves_nobody_behind_and_is_taken_up_again(
    course: Path, hand_ins: Path, undisturbed: Class, tmp_path: Path, lines: int, jobs: int
) -> None:
    """The real thing: workers, jails, and a SIGKILL for the command's own process alone."""
    out = tmp_path / "out"
    grade = [sys.executable, "-m", "autograder", "--course", str(course), "grade", str(hand_ins)]
    grade += ["--out", str(out), "--round", "r", "-v", "--jobs"]
    orphans = [sys.executable, "-m", "tests.orphans", str(lines), "300", *grade, str(jobs)]
    done = subprocess.run(orphans, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    ended, outlived = map(int, done.stdout.split())
    assert ended == signal.SIGKILL and outlived > 0, "workers ended after the command, not with it"
    again = subprocess.run([*grade, "1"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert len(again.stderr.splitlines()) <= STUDENTS - lines, "what was kept is not done again"
    rows = sqlite3.connect(out / "results.db")
    try:
        decided = rows.execute("SELECT submission, count(*) FROM decision GROUP BY 1").fetchall()
        graded = rows.execute("SELECT submission, count(*) FROM grading GROUP BY 1").fetchall()
    finally:
        rows.close()
    assert [count for _, count in decided] == [count for _, count in graded] == [1] * STUDENTS
    assert (out / "grades.csv").read_bytes() == (undisturbed.out / "grades.csv").read_bytes()
