"""Trusted room: what a grading run writes, and how results of several runs become one.

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
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from autograder.course import CourseError
from autograder.feedback.folder import Folder
from autograder.feedback.names import safe_name
from autograder.feedback.records import record
from autograder.feedback.text import line as one_line
from autograder.feedback.words import WORDS
from autograder.results import FORMAT, Result, Run, State

__all__ = [
    "ReportError",
    "clean",
    "line",
    "merge",
    "prepare",
    "read_results",
    "safe_name",
    "table",
    "write",
]

Document = dict[str, Any]
"""What `results.json` holds."""
Sources = Mapping[tuple[str, str], Mapping[str, bytes]]
"""(student, exercise) -> file name -> bytes: the student's files, to quote from."""

SCHEMA = Path(__file__).with_name("schema") / "results.schema.json"
_AWAY = "Move it away, or choose another folder."
_FORMULA = "=+-@\t\r\n＝＋－＠"


class ReportError(CourseError):
    """The folder for the results cannot be used. One line, for people."""


def prepare(out: Path) -> None:
    """Make the folder `out`, mode 0700, and make sure that results can be written there.

    To be called before anything is graded. Raises `ReportError`.
    """
    if importlib.util.find_spec("jinja2") is None:
        raise ReportError("The feedback pages need jinja2: python -m pip install gradeproof[grade]")
    read_results(out)
    try:
        with Folder.open(out) as folder:
            folder.try_out()
            with folder.folder("feedback") as feedback:
                feedback.try_out()
    except OSError as error:
        raise _unwritable(out, error) from None


def write(run: Run, out: Path, sources: Sources) -> tuple[Path, ...]:
    """Write `run` into the folder `out`, beside what earlier runs left there.

    Returns the paths of the HTML pages, in the order of the results. Raises `ReportError`; no
    file is ever half-written.
    """
    prepare(out)
    from autograder.feedback import markdown, page

    document = merge(read_results(out), run)
    grades = _grades(document["results"]).encode()
    text = json.dumps(document, indent=1, allow_nan=False) + "\n"
    pages = []
    try:
        with Folder.open(out) as folder:
            with folder.folder("feedback") as feedback:
                for result in run.results:
                    files = sources.get((result.student, result.exercise), {})
                    name = safe_name(result.exercise)
                    with feedback.folder(safe_name(result.student)) as own:
                        own.write(f"{name}.md", markdown(result, files).encode())
                        pages.append(own.write(f"{name}.html", page(result, files).encode()))
            folder.write("grades.csv", grades)
            folder.write("results.json", text.encode("ascii"))
    except OSError as error:
        raise _unwritable(out, error) from None
    return tuple(pages)


def merge(old: Document | None, run: Run) -> Document:
    """The results of `old` and `run` as one document; for the same work, those of `run`."""
    entries = {_work(entry): entry for entry in (old or {}).get("results", [])}
    entries |= {_work(entry): entry for entry in map(record, run.results)}
    return {"format": FORMAT, "results": [entries[work] for work in sorted(entries)]}


def read_results(out: Path) -> Document | None:
    """What `out` holds of earlier runs, or None. Raises `ReportError` if it is damaged."""
    path = out / "results.json"
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, encoding="ascii") as file:
            document = json.load(file)
    except FileNotFoundError:
        return None
    except NotADirectoryError as error:
        raise _unwritable(out, error) from None
    except (OSError, ValueError, RecursionError):
        raise ReportError(f"{path} cannot be read. {_AWAY}") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT or not _sound(document):
        raise ReportError(f"{path} is not of format {FORMAT}. {_AWAY}")
    return document


def table(run: Run) -> Table:
    """The scores for the terminal, students x exercises, with a letter for every check."""
    exercises = sorted({result.exercise for result in run.results})
    results = {(result.student, result.exercise): result for result in run.results}
    outcomes = {check.outcome for result in run.results for check in result.checks}
    words = (word for outcome, word in WORDS.items() if outcome in outcomes)
    legend = " · ".join(f"{word.letter} {word.says}" for word in words)
    grid = Table(caption=Text(legend), caption_justify="left")
    grid.add_column("student")
    for exercise in exercises:
        grid.add_column(Text(one_line(exercise, 40)))
    for student in sorted({result.student for result in run.results}):
        cells = [_cell(results.get((student, exercise))) for exercise in exercises]
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
        exercise = entry["exercise"]
        possible[exercise] = max(possible.get(exercise, 0), entry["possible"])
    exercises = sorted(possible)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["student", *map(_guarded, exercises), "total", "possible", "state"])
    for student, work in sorted(students.items()):
        points = [work[e]["earned"] if e in work else None for e in exercises]
        undetermined = any(entry["state"] == State.UNDETERMINED for entry in work.values())
        total = None if undetermined else sum(point or 0 for point in points)
        state = State.UNDETERMINED if undetermined else State.GRADED
        rows.writerow([_guarded(student), *points, total, sum(possible.values()), state.value])
    return text.getvalue()


def _guarded(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{one_line(cell)}" if cell[:1] and cell[0] in _FORMULA else one_line(cell)


def _work(entry: Document) -> tuple[str, str]:
    return entry["student"], entry["exercise"]


def _sound(document: Document) -> bool:
    """Whether merging and the table of points can rely on an older document."""
    entries = document.get("results")
    return isinstance(entries, list) and all(
        isinstance(entry, dict)
        and all(isinstance(entry.get(key), str) for key in ("student", "exercise", "state"))
        and isinstance(entry.get("possible"), int)
        and isinstance(entry.get("earned"), int | None)
        for entry in entries
    )


def _unwritable(out: Path, error: OSError) -> ReportError:
    return ReportError(f"Results cannot be written to {out}: {error.strerror or error}.")
