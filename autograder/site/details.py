"""Trusted room: what the report's pages of an exercise and of a student say, as clean text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from autograder.feedback.words import WORDS, Word
from autograder.outcomes import Outcome
from autograder.site import addresses
from autograder.site.book import Book, Column, Piece, Row
from autograder.site.charts import Chart, histogram
from autograder.site.items import discrimination, percent, times
from autograder.site.mistakes import made
from autograder.site.overview import (
    NAMED,
    Common,
    Open,
    common,
    number,
    scores,
    title,
    undetermined,
)
from autograder.visible import line

Transcripts = frozenset[tuple[str, str]]
"""(student, exercise) of whatever has a transcript in the report."""


@dataclass(frozen=True)
class Item:
    """One check over the whole class. Texts are empty, or a dash, where there is nothing to say.

    `rate` is the share of those judged who passed, in percent.
    """

    title: str
    points: int
    passed: int
    judged: int
    rate: int | None
    discrimination: str
    weak: bool
    median: str
    longest: str
    endings: tuple[tuple[Word, int], ...]


@dataclass(frozen=True)
class ExercisePage:
    """The page of one exercise."""

    slug: str
    title: str
    chart: Chart
    mean: str
    median: str
    possible: int
    handed_in: int
    undetermined: tuple[Open, ...]
    items: tuple[Item, ...]
    common: tuple[Common, ...]


@dataclass(frozen=True)
class Part:
    """One exercise on a student's page. `lines` tell how the score came about."""

    anchor: str
    title: str
    exercise: str
    score: str
    possible: int
    attempt: str
    lines: tuple[str, ...]
    checks: tuple[tuple[Word, str, str, str], ...]
    feedback: str
    transcript: str


@dataclass(frozen=True)
class StudentPage:
    """The page of one student."""

    name: str
    total: str
    possible: int
    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    links: bool


def exercise_page(column: Column, book: Book, transcripts: Transcripts) -> ExercisePage:
    """The page of the exercise `column`."""
    found = scores(column)
    up = addresses.UP
    return ExercisePage(
        slug=column.slug,
        title=f"{column.number} {line(column.title)}",
        chart=histogram(found),
        mean="–" if found.mean is None else number(round(found.mean, 1)),
        median="–" if found.median is None else number(found.median),
        possible=column.worth,
        handed_in=len(column.pieces),
        undetermined=undetermined(column.pieces, book, transcripts, up),
        items=tuple(_items(column)),
        common=tuple(common(one, book, up) for one in made(column.pieces)),
    )


def student_page(row: Row, book: Book, transcripts: Transcripts) -> StudentPage:
    """The page of the student `row`."""
    present = [c for c in book.columns if c.slug in row.pieces]
    return StudentPage(
        name=line(row.student, NAMED),
        total=number(row.total),
        possible=book.possible,
        parts=tuple(_part(row.pieces[c.slug], book, transcripts) for c in present),
        missing=tuple(title(book, c.slug) for c in book.columns if c.slug not in row.pieces),
        links=book.links,
    )


def _items(column: Column) -> list[Item]:
    """The checks, in the order of the newest grading; gone ones, if somebody has them, last."""
    newest_first = sorted(column.pieces, key=lambda p: -p.mark.made)
    names = dict.fromkeys(ran.check.name for p in newest_first for ran in p.mark.checks)
    return [_item(name, newest_first) for name in names]


def _item(name: str, pieces: list[Piece]) -> Item:
    ran = [(p, r) for p in pieces for r in p.mark.checks if r.check.name == name]
    newest = ran[0][1].check
    judged = [(p, r.check) for p, r in ran if r.check.outcome is not Outcome.GRADER_ERROR]
    passed = [check.outcome is Outcome.PASSED for _, check in judged]
    whole = [(p.mark.earned, c) for p, c in judged if p.mark.earned is not None]
    told = discrimination(
        [check.outcome is Outcome.PASSED for _, check in whole],
        [earned - check.earned for earned, check in whole],
    )
    took = times([r.seconds for _, r in ran if r.seconds > 0])
    tally = Counter(r.check.outcome for _, r in ran)
    return Item(
        title=line(newest.title, 300),
        points=newest.possible,
        passed=sum(passed),
        judged=len(passed),
        rate=percent(sum(passed) / len(passed)) if passed else None,
        discrimination="–" if told is None else f"{told:+.2f}".replace("-", "−"),
        weak=told is not None and told < 0.1,
        median=_seconds(took.median) if took else "–",
        longest=_seconds(took.longest) if took else "–",
        endings=tuple((WORDS[outcome], tally[outcome]) for outcome in WORDS if tally[outcome]),
    )


def _part(piece: Piece, book: Book, transcripts: Transcripts) -> Part:
    told = (piece.student, piece.exercise) in transcripts
    transcript = addresses.transcript(piece.student, piece.exercise)
    return Part(
        anchor=piece.exercise,
        title=title(book, piece.exercise),
        exercise=addresses.UP + addresses.link(addresses.exercise(piece.exercise)),
        score=number(piece.standing.earned),
        possible=piece.standing.possible,
        attempt=f"attempt {piece.entry.attempt} of {piece.attempts}" if piece.attempts > 1 else "",
        lines=tuple(line(said, 300) for said in piece.standing.lines),
        checks=tuple(
            (
                WORDS[ran.check.outcome],
                line(ran.check.title, 300),
                f"{ran.check.earned} of {ran.check.possible}",
                line(ran.check.diagnosis, 600),
            )
            for ran in piece.mark.checks
        ),
        feedback=f"{addresses.UP}{piece.feedback}" if piece.feedback else "",
        transcript=addresses.UP + addresses.link(transcript) if told else "",
    )


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"
