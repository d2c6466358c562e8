"""Trusted room: GitHub Classroom. Results as its graders report them, and a workflow.

The number that Classroom shows is the sum of the tests' scores, so that what lateness took and
points by hand stand there as a test of their own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from autograder.bundle import zipped
from autograder.course import Exercise
from autograder.export.records import Exported, Options, Record
from autograder.feedback.names import safe_name
from autograder.outcomes import Outcome
from autograder.policy.rules import exact
from autograder.scoring import CheckResult
from autograder.sentences import say
from autograder.visible import sentence

VERSION = 1
MINUTES = 10
_OUTCOMES = {Outcome.PASSED: "pass", Outcome.FAILED: "fail", Outcome.NOT_ATTEMPTED: "fail"}


def write(records: Sequence[Record], template: bytes, options: Options) -> Exported:
    """A zip with STUDENT/EXERCISE.json. Who has no points yet has no file: a sum is never open."""
    files, remarks = {}, []
    for record in records:
        if record.standing.earned is None:
            remarks.append(f"{record.student}: the points for {record.exercise} are undetermined.")
            continue
        name = f"{safe_name(record.student)}/{record.exercise}.json"
        files[name] = json.dumps(result(record), indent=1, allow_nan=False).encode("ascii")
    return Exported(zipped(files), f"{len(files)} results.", tuple(remarks))


def result(record: Record) -> dict[str, Any]:
    """What a grader hands to the reporter, before it is packed as base64."""
    standing, tried = record.standing, record.counted
    assert standing.earned is not None, "open points have no sum"
    checks = tried.result.checks
    tests = [_test(check, tried.seconds.get(check.name, 0.0)) for check in checks]
    rest = exact(standing.earned) - sum(check.earned for check in checks)
    if rest:
        status, why = ("pass", None) if rest > 0 else ("fail", sentence(" ".join(standing.lines)))
        tests.append(_line(say("policy.rest"), status, why, float(rest), 0.0))
    passed = all(test["status"] == "pass" for test in tests)
    return {
        "version": VERSION,
        "status": "pass" if passed else "fail",
        "message": None,
        "max_score": standing.possible,
        "tests": tests,
    }


def _test(check: CheckResult, seconds: float) -> dict[str, Any]:
    said = sentence(" ".join(filter(None, (check.says, check.diagnosis)))) or None
    status = _OUTCOMES.get(check.outcome, "error")
    return _line(check.title, status, said, check.earned, seconds)


def _line(name: str, status: str, said: str | None, score: float, seconds: float) -> dict[str, Any]:
    return {
        "name": name,
        "status": status,
        "message": said,
        "test_code": "",
        "task_id": 0,
        "filename": "",
        "line_no": 0,
        "duration": round(seconds, 3),
        "score": score,
        "output": "",
    }


def workflow(exercises: Sequence[Exercise]) -> str:
    """The workflow file for the repository that students copy: the public checks of `exercises`.

    Names of workflow and job are those that Classroom asks for. Texts are written as JSON, which
    YAML reads.
    """
    steps = "".join(map(_step, exercises))
    results = "".join(
        f"          {_id(e).upper()}_RESULTS: ${{{{ steps.{_id(e)}.outputs.result }}}}\n"
        for e in exercises
    )
    return f"""\
name: Autograding Tests
on: [push, workflow_dispatch]
permissions:
  actions: read
  contents: read
jobs:
  run-autograding-tests:
    runs-on: ubuntu-latest
    if: github.actor != 'github-classroom[bot]'
    steps:
      - name: Checkout code
        uses: actions/checkout@v4
      - name: Python
        uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      - name: Install gradeproof
        run: python -m pip install gradeproof
{steps}\
      - name: Autograding Reporter
        uses: classroom-resources/autograding-grading-reporter@v1
        env:
{results}\
        with:
          runners: {",".join(map(_id, exercises))}
"""


def _step(exercise: Exercise) -> str:
    name = json.dumps(f"{exercise.number} {exercise.title}, public checks")
    return f"""\
      - name: {name}
        id: {_id(exercise)}
        uses: classroom-resources/autograding-command-grader@v1
        with:
          test-name: {name}
          command: python -m autograder check {exercise.slug}
          timeout: {MINUTES}
          max-score: {exercise.possible}
"""


def _id(exercise: Exercise) -> str:
    """Classroom wants letters and digits."""
    return f"exercise{exercise.number}"
