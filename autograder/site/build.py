"""Trusted room: writes the class report as a folder of pages, for this user alone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.course import CourseError
from autograder.feedback.folder import Folder
from autograder.feedback.words import WORDS
from autograder.outcomes import Outcome
from autograder.session import Tape
from autograder.site import addresses, pages
from autograder.site.book import Book, Piece
from autograder.site.details import exercise_page, student_page
from autograder.site.overview import NAMED, overview, title
from autograder.site.transcript import transcript
from autograder.visible import line

FOLDER = "report"
"""Where in OUT the report lies if nothing else is said."""
MARK = ".gradeproof-report"
"""Lies in every report: a folder without it is somebody else's, and is left alone."""
_PARTS = (addresses.EXERCISES, addresses.STUDENTS, addresses.TRANSCRIPTS)

Tapes = Callable[[Piece], dict[str, Tape]]
"""Check -> tape of the grading that counts for a piece."""


@dataclass(frozen=True)
class Built:
    """How many pages were written, of which so many are transcripts."""

    pages: int
    transcripts: int


def build(book: Book, to: Path, tapes: Tapes, chosen: Iterable[Piece]) -> Built:
    """Write the report of `book` into the folder `to`, in place of an older one.

    `chosen` are the pieces whose transcripts are written too, read through `tapes`, one at a time.
    Raises `CourseError` if `to` holds anything but a report, or cannot be written.
    """
    told = tuple(piece for piece in chosen if piece.taped)
    transcripts = frozenset((piece.student, piece.exercise) for piece in told)
    with _opened(to) as root:
        written = 0
        for path, text in _pages(book, transcripts):
            _write(root, path, text)
            written += 1
        for piece in told:
            address = addresses.transcript(piece.student, piece.exercise)
            _write(root, address, transcript_page(piece, title(book, piece.exercise), tapes(piece)))
        _write(root, addresses.INDEX, pages.overview_page(overview(book, transcripts)))
    return Built(written + 1 + len(told), len(told))


def remove(out: Path) -> bool:
    """Remove the report in the results folder `out`, if one is there. Raises `CourseError`."""
    if not (out / FOLDER / MARK).is_file():
        return False
    try:
        with Folder.open(out) as folder:
            folder.remove(FOLDER)
    except OSError as error:
        raise CourseError(f"{out / FOLDER} cannot be removed: {error.strerror}.") from None
    return True


def transcript_page(piece: Piece, name: str, tapes: dict[str, Tape], up: str | None = None) -> str:
    """The transcript of a piece of an exercise called `name`."""
    return pages.transcript_page(
        line(piece.student, NAMED),
        name,
        [
            (
                line(ran.check.title, 300),
                WORDS[ran.check.outcome].says,
                ran.check.outcome is Outcome.PASSED,
                transcript(tapes.get(ran.check.name, ())),
            )
            for ran in piece.mark.checks
        ],
        addresses.UP * 2 if up is None else up,
    )


def _pages(book: Book, transcripts: frozenset[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for column in book.columns:
        view = exercise_page(column, book, transcripts)
        yield addresses.exercise(column.slug), pages.exercise_page(view)
    for row in book.rows:
        own = student_page(row, book, transcripts)
        yield addresses.student(row.student), pages.student_page(own)


@contextlib.contextmanager
def _opened(to: Path) -> Iterator[Folder]:
    """The folder, without the pages of an older report: what was purged must not stay."""
    try:
        if to.is_dir() and any(to.iterdir()) and not (to / MARK).is_file():
            raise CourseError(f"{to} holds other files: choose an empty folder, or a new one.")
        with Folder.open(to) as root:
            root.write(MARK, b"Made by `autograder report`, which writes it anew.\n")
            for name in (addresses.INDEX, *_PARTS):
                root.remove(name)
            root.remove_drafts()
            yield root
    except OSError as error:
        said = error.strerror or os.strerror(error.errno or 0)
        raise CourseError(f"The report cannot be written to {to}: {said}.") from None


def _write(root: Folder, path: str, text: str) -> None:
    with contextlib.ExitStack() as stack:
        folder = root
        *parents, name = PurePosixPath(path).parts
        for parent in parents:
            folder = stack.enter_context(folder.folder(parent))
        folder.write(name, text.encode("utf-8"))
