"""Trusted room: a result as `results.json` keeps it, described by schema/results.schema.json."""

from __future__ import annotations

from typing import Any

from autograder.feedback.names import safe_name
from autograder.feedback.source import line_number
from autograder.results import Result
from autograder.scoring import CheckResult
from autograder.visible import storable

SENTENCE = 4000
OUTPUT = 200_000


def record(result: Result) -> dict[str, Any]:
    """One result as a dict for JSON, as it stands if it is the only attempt.

    The id is kept true, other texts in bounds.
    """
    points = {"earned": result.earned, "possible": result.possible}
    return {
        "attempt": 1,
        "submitted": None,
        "attempts": [{"attempt": 1, "round": result.round, **points}],
        "standing": {
            **points,
            "late_days": 0,
            "penalty": 0,
            "adjusted": 0,
            "extra": False,
        },
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
        "checks": [record_check(check) for check in result.checks],
        "notes": [storable(note, SENTENCE) for note in result.notes],
        "output": storable(result.output, OUTPUT),
        "causes": [storable(cause, SENTENCE) for cause in result.causes],
        "feedback": f"feedback/{safe_name(result.student)}/{safe_name(result.exercise)}.html",
    }


def record_check(check: CheckResult) -> dict[str, Any]:
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
