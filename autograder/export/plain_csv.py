"""Trusted room: everything as one long table: a row per student, exercise, attempt and check.

RFC 4180 in UTF-8. Points that are open are empty, never 0; no cell is a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from autograder.export.records import Exported, Options, Record, Tried
from autograder.outcomes import Outcome
from autograder.report import guarded
from autograder.visible import BLOCK

HEADER = (
    *("student", "exercise", "points", "possible", "late_days", "penalty", "adjusted", "extra"),
    *("attempt", "counts", "round", "submitted", "attempt_points", "attempt_possible"),
    *("check", "check_title", "outcome", "check_points", "check_possible", "seconds"),
    *("says", "diagnosis"),
)
"""`points` and what follows are of student and exercise, the same in all of their rows."""
Cell = str | int | float | None


def write(records: Sequence[Record], template: bytes, options: Options) -> Exported:
    """All attempts and checks of the records."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    rows = [row for record in records for tried in record.attempts for row in _rows(record, tried)]
    writer.writerows([guarded(c, BLOCK) if isinstance(c, str) else c for c in row] for row in rows)
    return Exported(text.getvalue().encode("utf-8"), f"{len(rows)} rows.")


def _rows(record: Record, tried: Tried) -> Iterator[list[Cell]]:
    standing, entry, result = record.standing, tried.entry, tried.result
    of_record: list[Cell] = [
        *(record.student, record.exercise, _number(standing.earned), standing.possible),
        *(standing.late_days, _number(standing.penalty), _number(standing.adjusted)),
        int(standing.extra),
    ]
    of_attempt: list[Cell] = [
        *(entry.attempt, int(entry.attempt == standing.counted), entry.round),
        *(when(entry.submitted), result.earned, result.possible),
    ]
    for check in result.checks:
        broken = check.outcome is Outcome.GRADER_ERROR
        yield [
            *of_record,
            *of_attempt,
            *(check.name, check.title, check.outcome.value),
            *(None if broken else check.earned, check.possible),
            round(tried.seconds.get(check.name, 0.0), 3),
            *(check.says, check.diagnosis),
        ]


def when(seconds: float | None) -> str | None:
    """A moment in ISO 8601, UTC; None if it is not known."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def _number(points: float | None) -> float | None:
    """Whole points as a whole number."""
    return int(points) if points is not None and points.is_integer() else points
