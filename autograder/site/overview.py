"""Trusted room: what the report's first page says, as clean text in frozen data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.site import addresses
from autograder.site.book import Book, Column, Piece, Row
from autograder.site.charts import Chart, histogram
from autograder.site.facts import facts
from autograder.site.items import Spread, percent, spread
from autograder.site.mistakes import Made, made
from autograder.visible import line

NAMED = 80
COMMONEST = 10
"""Mistakes told on the first page; the pages of the exercises tell all."""
_TONES = 5


@dataclass(frozen=True)
class Link:
    """A name with the page that tells more; without an address it is only a name."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Cell:
    """One score; `tone` is its tint, `signs` what else is to be known of it."""

    text: str
    tone: str
    address: str = ""
    signs: str = ""


@dataclass(frozen=True)
class Line:
    """One student in the table; `flags` are what the table can be filtered by."""

    name: Link
    cells: tuple[Cell, ...]
    total: Cell
    flags: str


@dataclass(frozen=True)
class Card:
    """One exercise in a few numbers."""

    number: str
    title: Link
    chart: Chart
    mean: str
    median: str
    possible: int
    handed_in: int
    undetermined: int
    extra: bool


@dataclass(frozen=True)
class Open:
    """Scores that wait for a person for the same reason; `students` with their transcripts."""

    exercise: Link
    causes: tuple[str, ...]
    students: tuple[tuple[Link, str], ...]

    @property
    def count(self) -> int:
        return len(self.students)


@dataclass(frozen=True)
class Common:
    """A mistake that many made. `share` is of those who handed in the exercise, in percent."""

    exercise: Link
    says: str
    count: int
    share: int
    checks: tuple[str, ...]
    students: tuple[Link, ...]


@dataclass(frozen=True)
class Overview:
    """The first page."""

    students: int
    scores: int
    possible: int
    undetermined: tuple[Open, ...]
    cards: tuple[Card, ...]
    lines: tuple[Line, ...]
    common: tuple[Common, ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]


def overview(book: Book, transcripts: frozenset[tuple[str, str]]) -> Overview:
    """The first page of `book`; `transcripts` are the (student, exercise) that have one."""
    known = made(book.pieces)
    return Overview(
        students=len(book.rows),
        scores=len(book.pieces),
        possible=book.possible,
        undetermined=undetermined(book.pieces, book, transcripts),
        cards=tuple(map(_card, book.columns)),
        lines=tuple(_line(row, book) for row in book.rows),
        common=tuple(common(one, book) for one in known[:COMMONEST]),
        facts=facts(book.pieces),
    )


def undetermined(
    pieces: Iterable[Piece], book: Book, transcripts: frozenset[tuple[str, str]], up: str = ""
) -> tuple[Open, ...]:
    """The open scores among `pieces`; `up` leads from the page to the report's folder."""
    found: dict[tuple[str, tuple[str, ...]], list[Piece]] = {}
    for piece in pieces:
        if piece.standing.earned is None:
            found.setdefault((piece.exercise, piece.mark.causes), []).append(piece)
    return tuple(
        Open(
            exercise=Link(title(book, slug), up + exercise_link(slug)),
            causes=tuple(line(cause, 300) for cause in causes),
            students=tuple((_student(p, up), _transcript(p, transcripts, up)) for p in alike),
        )
        for (slug, causes), alike in found.items()
    )


def _student(piece: Piece, up: str) -> Link:
    return Link(line(piece.student, NAMED), up + student_link(piece.student, piece.exercise))


def _transcript(piece: Piece, transcripts: frozenset[tuple[str, str]], up: str) -> str:
    if (piece.student, piece.exercise) not in transcripts:
        return ""
    return up + addresses.link(addresses.transcript(piece.student, piece.exercise))


def common(one: Made, book: Book, up: str = "") -> Common:
    """A mistake, told with its share of the class."""
    handed_in = next(len(c.pieces) for c in book.columns if c.slug == one.exercise)
    return Common(
        exercise=Link(title(book, one.exercise), up + exercise_link(one.exercise)),
        says=line(one.says, 600),
        count=len(one.students),
        share=percent(len(one.students) / handed_in),
        checks=tuple(line(check) for check in one.checks),
        students=tuple(
            Link(line(name, NAMED), up + student_link(name, one.exercise)) for name in one.students
        ),
    )


def scores(column: Column) -> Spread:
    """How the points that count are spread over an exercise."""
    earned = [p.standing.earned for p in column.pieces]
    return spread([e for e in earned if e is not None], column.worth)


def title(book: Book, slug: str) -> str:
    """What an exercise is called."""
    return next(f"{c.number} {line(c.title)}" for c in book.columns if c.slug == slug)


def student_link(name: str, slug: str = "") -> str:
    """The student's page, at an exercise."""
    return addresses.link(addresses.student(name), slug)


def exercise_link(slug: str) -> str:
    """The exercise's page."""
    return addresses.link(addresses.exercise(slug))


def number(points: float | None) -> str:
    """Points as people write them: 7, 6.5; an open score is a question mark."""
    return "?" if points is None else f"{points:.2f}".rstrip("0").rstrip(".")


def _card(column: Column) -> Card:
    found = scores(column)
    return Card(
        number=column.number,
        title=Link(line(column.title), exercise_link(column.slug)),
        chart=histogram(found),
        mean="–" if found.mean is None else number(round(found.mean, 1)),
        median="–" if found.median is None else number(found.median),
        possible=column.worth,
        handed_in=len(column.pieces),
        undetermined=sum(p.standing.earned is None for p in column.pieces),
        extra=not column.possible,
    )


def _line(row: Row, book: Book) -> Line:
    cells = tuple(_cell(row.pieces.get(column.slug)) for column in book.columns)
    pieces = row.pieces.values()
    flags = {
        "open": row.total is None,
        "missing": len(row.pieces) < len(book.columns),
        "late": any(p.standing.late_days for p in pieces),
        "half": row.total is not None and 2 * row.total < book.possible,
    }
    share = 0.0 if not book.possible or row.total is None else row.total / book.possible
    total = "open" if row.total is None else f"tone{_tone(share)}"
    return Line(
        name=Link(line(row.student, NAMED), student_link(row.student)),
        cells=cells,
        total=Cell(number(row.total), total),
        flags=" ".join(flag for flag, holds in flags.items() if holds),
    )


def _cell(piece: Piece | None) -> Cell:
    if piece is None:
        return Cell("–", "none")
    standing = piece.standing
    address = student_link(piece.student, piece.exercise)
    signs = ("L" if standing.late_days else "") + ("±" if standing.adjusted else "")
    if standing.earned is None:
        return Cell("?", "open", address, signs)
    share = standing.earned / standing.possible if standing.possible else 0.0
    return Cell(number(standing.earned), f"tone{_tone(share)}", address, signs)


def _tone(share: float) -> int:
    """From 0, nothing, to 4, all: every step is a fourth of the points."""
    return min(_TONES - 1, max(0, int(share * (_TONES - 1) + 1e-9)))
