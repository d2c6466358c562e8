"""Trusted room: the files that people read, written from results.

    OUT/results.json                          every result; see schema/results.schema.json
    OUT/grades.csv                            a row per student, a column per exercise
    OUT/feedback/<student>/<exercise>.html    what the student reads; .md beside it

Each file is written under another name and renamed, so nobody ever sees half of one.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from autograder.course import CourseError
from autograder.feedback.folder import Folder
from autograder.feedback.names import safe_name
from autograder.feedback.records import record
from autograder.feedback.words import WORDS
from autograder.figures import Drawn
from autograder.results import FORMAT, Result, Run, State
from autograder.visible import LINE
from autograder.visible import line as one_line

__all__ = [
    "FORMULA",
    "ReportError",
    "clean",
    "guarded",
    "line",
    "pages",
    "prepare",
    "record",
    "remove_pages",
    "safe_name",
    "table",
    "write",
    "write_page",
    "write_tables",
]

Document = dict[str, Any]
"""What `results.json` holds."""
_PAGES = {".html", ".md"}
FORMULA = "=+-@\t\r\n＝＋－＠"
"""What a cell begins with that spreadsheets take for a formula."""


class ReportError(CourseError):
    """The folder for the results cannot be used. One line, for people."""


def prepare(out: Path) -> None:
    """Make the folder `out`, mode 0700, and make sure that results can be written there.

    To be called before anything is graded. Raises `ReportError`.
    """
    if importlib.util.find_spec("jinja2") is None:
        raise ReportError("The feedback pages need jinja2: python -m pip install gradeproof[grade]")
    try:
        with Folder.open(out) as folder:
            folder.try_out()
            with folder.folder("feedback") as feedback:
                feedback.try_out()
    except OSError as error:
        raise _unwritable(out, error) from None


def write(
    run: Run, out: Path, sources: Mapping[tuple[str, str], Mapping[str, bytes]]
) -> tuple[Path, ...]:
    """Write pages and tables of a run that is kept nowhere else; returns the HTML pages' paths.

    sources: (student, exercise) -> the student's files, to quote from. Raises `ReportError`.
    """
    prepare(out)
    pages = tuple(write_page(one, out, sources.get((one.student, one.exercise), {})) for one in run)
    write_tables(out, [record(one) for one in run])
    return pages


def write_page(
    result: Result, out: Path, files: Mapping[str, bytes], figures: Sequence[Drawn] = ()
) -> Path:
    """Write one result's page as HTML and as Markdown; `files` are the student's, to quote from.

    Returns the path of the HTML page. Raises `ReportError`; no file is ever half-written.
    """
    from autograder.feedback import markdown, page

    name = safe_name(result.exercise)
    try:
        with (
            Folder.open(out) as folder,
            folder.folder("feedback") as feedback,
            feedback.folder(safe_name(result.student)) as own,
        ):
            own.remove_drafts()  # of a killed run; nobody else writes into a locked OUT
            own.write(f"{name}.md", markdown(result, files, figures).encode())
            return own.write(f"{name}.html", page(result, files, figures).encode())
    except OSError as error:
        raise _unwritable(out, error) from None


def write_tables(out: Path, entries: Sequence[Document]) -> None:
    """Write `results.json` and `grades.csv`. Raises `ReportError`; no file is half-written."""
    # A line per result: readable, easy to compare, and written by the fast encoder.
    lines = ",\n".join(json.dumps(entry, allow_nan=False) for entry in entries)
    text = f'{{"format": {FORMAT}, "results": [\n{lines}\n]}}\n'
    try:
        with Folder.open(out) as folder:
            folder.remove_drafts()
            folder.write("grades.csv", _grades(entries).encode())
            folder.write("results.json", text.encode("ascii"))
    except OSError as error:
        raise _unwritable(out, error) from None


def pages(out: Path, student: str) -> dict[str, bytes]:
    """Name -> bytes of the pages that lie in `out` for `student`. Raises `ReportError`."""
    folder = out / "feedback" / safe_name(student)
    try:
        found = sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []
        kept = [p for p in found if p.suffix in _PAGES and p.is_file() and not p.is_symlink()]
        return {path.name: path.read_bytes() for path in kept}
    except OSError as error:
        raise ReportError(f"{folder} cannot be read: {error.strerror or error}.") from None


def remove_pages(out: Path, student: str) -> None:
    """Remove the pages of `student`, and whatever a killed run left half-written in `out`.

    To be called while nobody else writes there. Raises `ReportError`.
    """
    try:
        with Folder.open(out) as folder, folder.folder("feedback") as feedback:
            folder.remove_drafts()
            feedback.remove_drafts()
            feedback.remove(safe_name(student))
    except OSError as error:
        raise _unwritable(out, error) from None


def table(results: Iterable[Result]) -> Table:
    """The scores for the terminal, students x exercises, with a letter for every check."""
    found = {(result.student, result.exercise): result for result in results}
    exercises = sorted({result.exercise for result in found.values()})
    outcomes = {check.outcome for result in found.values() for check in result.checks}
    words = (word for outcome, word in WORDS.items() if outcome in outcomes)
    legend = " · ".join(f"{word.letter} {word.says}" for word in words)
    grid = Table(caption=Text(legend), caption_justify="left")
    grid.add_column("student")
    for exercise in exercises:
        grid.add_column(Text(one_line(exercise, 40)))
    for student in sorted({result.student for result in found.values()}):
        cells = [_cell(found.get((student, exercise))) for exercise in exercises]
        grid.add_row(Text(one_line(student, 40)), *cells)
    return grid


def line(result: Result) -> str:
    """One result in a line for the terminal."""
    return f"{clean(result.student)}  {result.exercise}  {_cell(result).plain.strip()}"


def clean(text: str) -> str:
    """Hostile text as one harmless line for the terminal. Escape it for rich all the same."""
    return one_line(text, 300)


_STYLES = {"good": "green", "bad": "red", "open": "dim", "ours": "magenta"}


def _cell(result: Result | None) -> Text:
    if result is None:
        return Text("")
    earned = "?" if result.earned is None else str(result.earned)
    cell = Text(f"{earned:>2}/{result.possible}  ")
    for check in result.checks:
        word = WORDS[check.outcome]
        cell.append(word.letter, _STYLES[word.tone])
    return cell


def _grades(entries: Iterable[Document]) -> str:
    """The table of points as RFC 4180 text. What is open, or was not handed in, is empty."""
    students: dict[str, dict[str, Document]] = {}
    possible: dict[str, int] = {}
    for entry in entries:
        students.setdefault(entry["student"], {})[entry["exercise"]] = entry
        exercise, worth = entry["exercise"], entry["standing"]
        counts = 0 if worth["extra"] else worth["possible"]
        possible[exercise] = max(possible.get(exercise, 0), counts)
    exercises = sorted(possible)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["student", *map(guarded, exercises), "total", "possible", "state"])
    for student, work in sorted(students.items()):
        points = [work[e]["standing"]["earned"] if e in work else None for e in exercises]
        undetermined = any(entry["standing"]["earned"] is None for entry in work.values())
        total = None if undetermined else _number(sum(point or 0 for point in points))
        state = State.UNDETERMINED if undetermined else State.GRADED
        cells = [None if point is None else _number(point) for point in points]
        rows.writerow([guarded(student), *cells, total, sum(possible.values()), state.value])
    return text.getvalue()


def _number(points: float) -> float:
    """Whole points as a whole number."""
    return int(points) if float(points).is_integer() else round(points, 2)


def guarded(cell: str, most: int = LINE) -> str:
    """A text that no spreadsheet takes for a formula, in at most about `most` characters."""
    text = one_line(cell, most)
    return f"'{text}" if cell[:1] and cell[0] in FORMULA else text


def _unwritable(out: Path, error: OSError) -> ReportError:
    return ReportError(f"Results cannot be written to {out}: {error.strerror or error}.")
