"""Trusted room: everything as JSON: per student and exercise the standing, attempts and checks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from autograder.export.plain_csv import when
from autograder.export.records import Exported, Options, Record, Tried
from autograder.outcomes import Outcome
from autograder.scoring import CheckResult
from autograder.visible import storable

FORMAT = 1
"""Version of this document."""
_LINE = 500
_SENTENCE = 4000


def write(records: Sequence[Record], template: bytes, options: Options) -> Exported:
    """All attempts and checks of the records; points that are open are null."""
    document = {"format": FORMAT, "records": [_record(record) for record in records]}
    text = json.dumps(document, indent=1, allow_nan=False) + "\n"
    return Exported(text.encode("ascii"), f"{len(records)} records.")


def _record(record: Record) -> dict[str, Any]:
    standing = record.standing
    return {
        "student": record.student,
        "exercise": record.exercise,
        "title": record.title,
        "points": standing.earned,
        "possible": standing.possible,
        "late_days": standing.late_days,
        "penalty": standing.penalty,
        "adjusted": standing.adjusted,
        "extra": standing.extra,
        "lines": [storable(line, _LINE) for line in standing.lines],
        "attempts": [_attempt(tried, standing.counted) for tried in record.attempts],
    }


def _attempt(tried: Tried, counted: int | None) -> dict[str, Any]:
    return {
        "attempt": tried.entry.attempt,
        "counts": tried.entry.attempt == counted,
        "round": tried.entry.round,
        "submitted": when(tried.entry.submitted),
        "graded": when(tried.made),
        "sha256": tried.entry.sha256,
        "points": tried.result.earned,
        "possible": tried.result.possible,
        "checks": [_check(check, tried) for check in tried.result.checks],
    }


def _check(check: CheckResult, tried: Tried) -> dict[str, Any]:
    broken = check.outcome is Outcome.GRADER_ERROR
    return {
        "check": check.name,
        "title": check.title,
        "outcome": check.outcome.value,
        "points": None if broken else check.earned,
        "possible": check.possible,
        "seconds": round(tried.seconds.get(check.name, 0.0), 3),
        "says": storable(check.says, _SENTENCE),
        "diagnosis": storable(check.diagnosis, _SENTENCE),
    }
