"""Trusted room: what a grading run writes, and how results of several runs become one.

    OUT/results.json                          every result; see schema/results.schema.json
    OUT/grades.csv                            a row per student, a column per exercise
    OUT/feedback/<student>/<exercise>.html    what the student reads; .md beside it
"""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from autograder.feedback.folder import Folder
from autograder.feedback.names import safe_name
from autograder.feedback.source import line_number
from autograder.feedback.text import line, storable
from autograder.feedback.words import WORDS
from autograder.results import FORMAT, Result, Run, State
from autograder.scoring import CheckResult

if TYPE_CHECKING:
    from _csv import _writer

__all__ = ["SCHEMA", "ReportError", "merge", "prepare", "read_results", "safe_name", "table", "write"]

Document = dict[str, Any]
"""What `results.json` holds."""
Sources = Mapping[tuple[str, str], Mapping[str, bytes]]
"""(student, exercise) -> file name -> bytes: the student's files, to quote from."""

SCHEMA = Path(__file__).with_name("schema") / "results.schema.json"
SENTENCE = 4000
OUTPUT = 200_000
_FORMULA = "=+-@\t\r\n＝＋－＠"


class ReportError(Exception):
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

    Returns the paths of `results.json`, of `grades.csv`, and of the pages written. Raises
    `ReportError`; no file is ever half-written.
    """
    prepare(out)
    from autograder.feedback import markdown, page

    document = merge(read_results(out), run)
    table_of_grades = _grades(document["submissions"]).encode()
    text = json.dumps(document, indent=1, allow_nan=False) + "\n"
    pages = []
    try:
        with Folder.open(out) as folder:
            with folder.folder("feedback") as feedback:
                for result in run.results:
                    files = sources.get((result.student, result.exercise), {})
                    name = safe_name(result.exercise)
                    with feedback.folder(safe_name(result.student)) as own:
                        pages.append(own.write(f"{name}.html", page(result, files).encode()))
                        pages.append(own.write(f"{name}.md", markdown(result, files).encode()))
            grades = folder.write("grades.csv", table_of_grades)
            return (folder.write("results.json", text.encode("ascii")), grades, *pages)
    except OSError as error:
        raise _unwritable(out, error) from None


def merge(old: Document | None, run: Run) -> Document:
    """The results of `old` and `run` as one document; for the same work, those of `run`."""
    entries = {_work(entry): entry for entry in (old or {}).get("submissions", [])}
    entries |= {_work(entry): entry for entry in map(_entry, run.results)}
    return {"format": FORMAT, "submissions": [entries[work] for work in sorted(entries)]}


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
        raise ReportError(f"{path} cannot be read: move it away, or choose another folder.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT or not _sound(document):
        raise ReportError(
            f"{path} is not of format {FORMAT}: move it away, or choose another folder."
        )
    return document


def table(run: Run) -> Table:
    """The scores for the terminal, students x exercises, with a letter for every check."""
    exercises = sorted({result.exercise for result in run.results})
    results = {(result.student, result.exercise): result for result in run.results}
    outcomes = {check.outcome for result in run.results for check in result.checks}
    legend = (f"{word.letter} {word.says}" for outcome, word in WORDS.items() if outcome in outcomes)
    grid = Table(caption=Text(" · ".join(legend)), caption_justify="left")
    grid.add_column("student")
    for exercise in exercises:
        grid.add_column(Text(line(exercise, 40)))
    for student in sorted({result.student for result in run.results}):
        cells = [_cell(results.get((student, exercise))) for exercise in exercises]
        grid.add_row(Text(line(student, 40)), *cells)
    return grid


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


def _entry(result: Result) -> Document:
    """One result as `results.json` keeps it. The id is kept true, other texts in bounds."""
    return {
        "student": result.student,
        "exercise": result.exercise,
        "title": result.title,
        "round": result.round,
        "sha256": result.sha256,
        "state": result.state.value,
        "earned": result.earned,
        "possible": result.possible,
        "isolation": {
            "letter": result.isolation.letter,
            "name": result.isolation.name,
            "says": result.isolation.says,
        },
        "device": result.device,
        "seconds": round(result.seconds, 3),
        "versions": result.versions,
        "checks": [_check(check) for check in result.checks],
        "notes": [storable(note, SENTENCE) for note in result.notes],
        "output": storable(result.output, OUTPUT),
        "causes": [storable(cause, SENTENCE) for cause in result.causes],
        "feedback": f"feedback/{safe_name(result.student)}/{safe_name(result.exercise)}.html",
    }


def _check(check: CheckResult) -> Document:
    error = check.error
    return {
        "name": check.name,
        "title": check.title,
        "outcome": check.outcome.value,
        "earned": check.earned,
        "possible": check.possible,
        "says": storable(check.says, SENTENCE),
        "diagnosis": storable(check.diagnosis, SENTENCE),
        "called": storable(check.called, SENTENCE),
        "returned": storable(check.returned, SENTENCE),
        "error": error
        and {
            "type": storable(error.type, SENTENCE),
            "message": storable(error.message, SENTENCE),
            "where": [
                {
                    "file": storable(place.file, SENTENCE),
                    "line": line_number(place.line),
                    "function": storable(place.function, SENTENCE),
                }
                for place in error.where
            ],
        },
    }


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
    rows: _writer = csv.writer(text)
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
    return f"'{line(cell)}" if cell[:1] and cell[0] in _FORMULA else line(cell)


def _work(entry: Document) -> tuple[str, str]:
    return entry["student"], entry["exercise"]


def _sound(document: Document) -> bool:
    """Whether merging and the table of points can rely on an older document."""
    entries = document.get("submissions")
    return isinstance(entries, list) and all(
        isinstance(entry, dict)
        and all(isinstance(entry.get(key), str) for key in ("student", "exercise", "state"))
        and isinstance(entry.get("possible"), int)
        and isinstance(entry.get("earned"), int | None)
        for entry in entries
    )


def _unwritable(out: Path, error: OSError) -> ReportError:
    return ReportError(f"Results cannot be written to {out}: {error.strerror or error}.")
