"""Trusted room: what OUT holds for people, derived from the store at any time.

    attempts + policy + adjustments ─► standing ─► page, results.json, grades.csv

Nothing here is a source: a killed run leaves some of it old, and the next one makes it new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path

from sqlalchemy import Connection

from autograder import report
from autograder.course import PACKAGE, Course
from autograder.figures import load
from autograder.policy import Attempt, Policy, Standing, standing
from autograder.results import Result
from autograder.sentences import language
from autograder.stamp import fingerprint
from autograder.store import figures
from autograder.store import standing as store
from autograder.store.entries import Entry, entries, files


@dataclass(frozen=True)
class Work:
    """All that one student did for one exercise, and what it is worth. Entries: first to last.

    `grading` is the number of the grading that counts for the attempt that counts.
    """

    entries: tuple[Entry, ...]
    attempts: tuple[Attempt, ...]
    standing: Standing
    grading: int = 0

    @property
    def counted(self) -> Entry:
        """The attempt that counts; the last one where none can be said to."""
        chosen = [e for e in self.entries if e.attempt == self.standing.counted]
        return chosen[0] if chosen else self.entries[-1]


class Publisher:
    """Writes pages as results come, and the tables at the end."""

    def __init__(self, db: Connection, course: Course, policy: Policy, out: Path) -> None:
        self._db = db
        self._policy = policy
        self._out = out
        self._titles = {exercise.slug: exercise.title for exercise in course.exercises}
        # Pages, tables and terminal tell the same, so each result is read once.
        self._read: dict[tuple[Entry, int, Standing], Result] = {}

    def works(self, of: Iterable[Entry] | None = None) -> list[Work]:
        """What was graded of everybody, or of the students and exercises of some entries."""
        chosen = None if of is None else {(e.student, e.exercise) for e in of}
        counting = store.counting(self._db)
        adjusted = store.adjustments(self._db)
        found = []
        for who, group in groupby(entries(self._db), lambda e: (e.student, e.exercise)):
            graded = [entry for entry in group if entry.number in counting]
            if not graded or (chosen is not None and who not in chosen):
                continue
            attempts = tuple(_attempt(entry, counting[entry.number]) for entry in graded)
            worth = standing(attempts, adjusted.get(who, ()), *who, self._policy)
            work = Work(tuple(graded), attempts, worth)
            found.append(replace(work, grading=counting[work.counted.number].number))
        return found

    def publish(self) -> tuple[list[Work], int]:
        """Make all pages and tables new. Returns everybody's work, and how many pages that were."""
        works = self.works()
        written = self.pages(works)
        self.tables(works)
        return works, written

    def pages(self, works: Iterable[Work]) -> int:
        """Write the pages that are not what they would be now. Returns how many."""
        there, drawn_from = store.pages(self._db), figures.keys(self._db)
        written = 0
        for work in works:
            entry = work.counted
            key = self._key(work, drawn_from.get(entry.number, ""))
            if there.get((entry.student, entry.exercise)) != key:
                kept = figures.kept(self._db, entry)
                drawn = load(kept.text) if kept else ()
                report.write_page(self._result(work), self._out, files(self._db, entry), drawn)
                store.set_page(self._db, entry.student, entry.exercise, key)
                written += 1
        return written

    def tables(self, works: Sequence[Work]) -> None:
        """Write `results.json` and `grades.csv`."""
        report.write_tables(self._out, [_record(self._result(work), work) for work in works])

    def results(self, works: Iterable[Work]) -> list[Result]:
        """The results that count."""
        return [self._result(work) for work in works]

    def _result(self, work: Work) -> Result:
        entry = work.counted
        key = (entry, work.grading, work.standing)
        if key not in self._read:
            title = self._titles.get(entry.exercise, entry.exercise)
            result = store.result(self._db, entry, title, work.grading)
            notes = (*result.notes, *work.standing.lines)
            self._read[key] = replace(result, notes=notes)
        return self._read[key]

    def _key(self, work: Work, drawn_from: str) -> str:
        entry = work.counted
        made_from = (work.grading, entry.number, entry.notes, work.standing, drawn_from)
        parts = (_pages_code(), *made_from)
        return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _attempt(entry: Entry, counts: store.Counting) -> Attempt:
    return Attempt(entry.attempt, counts.earned, counts.possible, entry.submitted)


def _record(result: Result, work: Work) -> report.Document:
    worth = work.standing
    return report.record(result) | {
        "attempt": work.counted.attempt,
        "submitted": work.counted.submitted,
        "attempts": [
            {"attempt": a.number, "earned": a.earned, "possible": a.possible, "round": e.round}
            for a, e in zip(work.attempts, work.entries, strict=True)
        ],
        "standing": {
            "earned": worth.earned,
            "possible": worth.possible,
            "late_days": worth.late_days,
            "penalty": worth.penalty,
            "adjusted": worth.adjusted,
            "extra": worth.extra,
        },
    }


@cache
def _pages_code() -> str:
    modules = ("report", "figures", "templates", "visible", "sentences", "notebooks")
    parts = ["autograder/feedback", "autograder/words", *(f"autograder/{m}.py" for m in modules)]
    return f"{fingerprint(PACKAGE.parent, parts)} {language()}"
