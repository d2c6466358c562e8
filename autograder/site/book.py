"""Trusted room: all that the class report is made from, as frozen data. Texts are hostile."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection

from autograder.course import Course
from autograder.feedback.names import safe_name
from autograder.outcomes import Outcome
from autograder.policy import Standing, total
from autograder.publishing import Publisher, Work
from autograder.store.entries import Entry
from autograder.store.marks import Mark, marks


@dataclass(frozen=True)
class Piece:
    """What one student did for one exercise: the attempt that counts, and what it is worth.

    `feedback` is the address of the student's page as seen from the report's folder; empty if
    there is none, or if it must not be told.
    """

    student: str
    exercise: str
    entry: Entry
    attempts: int
    standing: Standing
    mark: Mark
    feedback: str = ""

    @property
    def taped(self) -> bool:
        """Whether there is a transcript to read."""
        return any(ran.taped for ran in self.mark.checks)

    @property
    def perfect(self) -> bool:
        """Whether every check was passed."""
        return all(ran.check.outcome is Outcome.PASSED for ran in self.mark.checks)


@dataclass(frozen=True)
class Column:
    """One exercise. `possible` counts for the total: 0 for extra credit."""

    slug: str
    title: str
    possible: int
    pieces: tuple[Piece, ...]

    @property
    def number(self) -> str:
        return self.slug[:2]

    @property
    def worth(self) -> int:
        """Points that its checks can earn, extra credit or not."""
        return max((piece.mark.possible for piece in self.pieces), default=0)


@dataclass(frozen=True)
class Row:
    """One student: exercise -> what was done. `total` is None while one of the scores is open."""

    student: str
    pieces: Mapping[str, Piece]
    total: float | None


@dataclass(frozen=True)
class Book:
    """The whole class, exercises in the course's order. `links`: to pages that name students."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    links: bool = True

    @property
    def possible(self) -> int:
        return sum(column.possible for column in self.columns)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for column in self.columns for piece in column.pieces)


def read(db: Connection, publisher: Publisher, course: Course, out: Path, to: Path) -> Book:
    """The book of the results in `out`, for a report in the folder `to`."""
    known = marks(db)
    there = _pages(out)
    base = quote(Path(os.path.relpath(out.resolve(), to.resolve())).as_posix())
    pieces = [_piece(work, known[work.counted.number], base, there) for work in publisher.works()]
    return book(pieces, {e.slug: e.title for e in course.exercises})


def book(pieces: Iterable[Piece], titles: Mapping[str, str], links: bool = True) -> Book:
    """Put pieces in order: exercises as in `titles`, then others; students by name."""
    by_exercise: dict[str, list[Piece]] = {slug: [] for slug in titles}
    by_student: dict[str, dict[str, Piece]] = {}
    for piece in sorted(pieces, key=lambda p: (p.student, p.exercise)):
        by_exercise.setdefault(piece.exercise, []).append(piece)
        by_student.setdefault(piece.student, {})[piece.exercise] = piece
    return Book(
        columns=tuple(
            Column(
                slug=slug,
                title=titles.get(slug, slug),
                possible=max(0 if p.standing.extra else p.standing.possible for p in found),
                pieces=tuple(found),
            )
            for slug, found in by_exercise.items()
            if found
        ),
        rows=tuple(
            Row(name, own, total([piece.standing for piece in own.values()])[0])
            for name, own in by_student.items()
        ),
        links=links,
    )


def disguised(original: Book, names: Mapping[str, str]) -> Book:
    """The book under other names, in their order, without what could tell who is who.

    That is: links to feedback pages and transcripts, the grader's notes to itself, and reasons that
    somebody wrote down.
    """
    pieces = [
        replace(
            piece,
            student=names[piece.student],
            standing=replace(piece.standing, lines=()),
            entry=replace(piece.entry, student=names[piece.student], notes=(), problem=""),
            mark=replace(
                piece.mark,
                causes=(),
                checks=tuple(replace(ran, taped=False) for ran in piece.mark.checks),
            ),
            feedback="",
        )
        for piece in original.pieces
    ]
    return book(pieces, {c.slug: c.title for c in original.columns}, links=False)


def _piece(work: Work, mark: Mark, base: str, there: frozenset[str]) -> Piece:
    entry = work.counted
    page = f"{safe_name(entry.student)}/{safe_name(entry.exercise)}.html"
    return Piece(
        student=entry.student,
        exercise=entry.exercise,
        entry=entry,
        attempts=len(work.entries),
        standing=work.standing,
        mark=mark,
        feedback=f"{base}/feedback/{quote(page)}" if page in there else "",
    )


def _pages(out: Path) -> frozenset[str]:
    """The feedback pages that lie in `out`: a run that was killed leaves some of them unwritten."""
    feedback = out / "feedback"
    return frozenset(p.relative_to(feedback).as_posix() for p in feedback.glob("*/*.html"))
