"""Instructor room: what `report` and `transcript` do around the store, and print."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from sqlalchemy import Connection

from autograder import pseudonyms
from autograder import report as files
from autograder.cli.grading import identity
from autograder.course import Course, CourseError, did_you_mean, load_course
from autograder.feedback.words import WORDS
from autograder.policy import load_policy
from autograder.private import write_private
from autograder.publishing import Publisher
from autograder.rounds import course_key
from autograder.session import Tape
from autograder.site import book as books
from autograder.site import build, transcript
from autograder.site.addresses import INDEX
from autograder.site.book import Book, Piece
from autograder.store import opened, persons, rows
from autograder.store.gradings import tapes_of

TRANSCRIPTS = ("auto", "open", "failed", "all", "none")
MOST = 300
"""Transcripts that `auto` writes: 15 ms and 60 kB each. A large class has thousands."""


def report(
    root: Path | None,
    out: Path,
    to: Path | None,
    transcripts: str,
    file: Path | None,
    as_json: bool,
) -> None:
    """Write the class report of OUT into a folder."""
    if transcripts not in TRANSCRIPTS:
        words = ", ".join(TRANSCRIPTS)
        raise CourseError(f"--transcripts is one of {words}, not {files.clean(transcripts)!r}.")
    course = load_course(root)
    target = to or out / build.FOLDER
    with opened(out, identity(course), write=False) as db:
        book = _book(db, course, out, target)
        if file is not None:
            book = _disguised(db, course, book, out, target, file)
        chosen = _chosen(book.pieces, transcripts)
        built = build.build(book, target, lambda piece: _tapes(db, piece), chosen)
    index = target / INDEX
    if as_json:
        said = {"index": str(index), "students": len(book.rows), "exercises": len(book.columns)}
        print(json.dumps(said | {"pages": built.pages, "transcripts": built.transcripts}))
        return
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(
        f"{len(book.rows)} students, {len(book.columns)} exercises: {built.pages} pages, "
        f"{built.transcripts} of them transcripts."
    )
    if transcripts == "auto" and built.transcripts < sum(
        not piece.perfect for piece in book.pieces
    ):
        console.print("Transcripts of open scores only: say --transcripts failed for more.")
    console.print(f"{index}")


def show(
    root: Path | None, out: Path, student: str, name: str, to: Path | None, as_json: bool
) -> None:
    """Print the transcript of one student's work, or write it as a page."""
    course = load_course(root)
    exercise = course.find(name)
    with opened(out, identity(course), write=False) as db:
        book = _book(db, course, out, out)
        piece = _find(book, student, exercise.slug)
        tapes = _tapes(db, piece)
    if to is not None:
        page = build.transcript_page(piece, f"{exercise.number} {exercise.title}", tapes, "")
        write_private(to, page.encode("utf-8"))
        Console(highlight=False, markup=False, soft_wrap=True).print(f"{to}")
        return
    told = [
        (ran.check, transcript.transcript(tapes.get(ran.check.name, ())))
        for ran in piece.mark.checks
    ]
    if as_json:
        print(
            json.dumps(
                [
                    {
                        "check": check.name,
                        "outcome": check.outcome.value,
                        "lines": [[s.way, s.depth, s.text] for s in one.lines],
                        "left_out": one.left_out,
                    }
                    for check, one in told
                ]
            )
        )
        return
    console = Console(highlight=False, soft_wrap=True)
    for check, one in told:
        word = WORDS[check.outcome]
        console.print(f"[bold]{escape(files.clean(check.title))}[/]: {word.says}")
        for said in one.lines:
            indent = "  " * (said.depth + 1)
            console.print(f"{indent}[dim]{said.who}:[/] {escape(said.text)}")
        if one.left_out:
            console.print(f"  {one.left_out} lines before the last one are left out.", style="dim")


def _book(db: Connection, course: Course, out: Path, to: Path) -> Book:
    policy = load_policy(course.root, course.slugs)
    policy = pseudonyms.policy_for(db, course.root, policy)
    return books.read(db, Publisher(db, course, policy, out), course, out, to)


def _disguised(db: Connection, course: Course, book: Book, out: Path, to: Path, file: Path) -> Book:
    """The book by pseudonyms; `file` tells who is who, apart from report and OUT."""
    if persons.pseudonymous(db):
        raise CourseError(f"{out} holds pseudonyms already: leave --pseudonyms out.")
    for folder in (to, out):
        if file.resolve().is_relative_to(folder.resolve()):
            raise CourseError(f"{file} lies in {folder}: keep the pseudonyms apart.")
    key = course_key(course.root)
    students = [row.student for row in book.rows]
    pseudonyms.remember(file, key, students)
    return books.disguised(book, {name: pseudonyms.pseudonym(key, name) for name in students})


def _chosen(pieces: Iterable[Piece], transcripts: str) -> list[Piece]:
    """The pieces whose transcripts the report holds."""
    pieces = list(pieces)
    undecided = [piece for piece in pieces if piece.standing.earned is None]
    failed = [piece for piece in pieces if not piece.perfect]
    return {
        "auto": failed if len(failed) <= MOST else undecided,
        "open": undecided,
        "failed": failed,
        "all": pieces,
        "none": [],
    }[transcripts]


def _tapes(db: Connection, piece: Piece) -> dict[str, Tape]:
    packed = tapes_of(db, piece.mark.number)
    return {check: rows.unpack_tape(tape) for check, tape in packed.items()}


def _find(book: Book, student: str, slug: str) -> Piece:
    there = [piece for piece in book.pieces if piece.exercise == slug]
    for piece in there:
        if piece.student == student:
            return piece
    hint = did_you_mean(student, [piece.student for piece in there])
    raise CourseError(
        f"Nothing of {files.clean(student)} for {slug} was graded.{files.clean(hint)}"
    )
