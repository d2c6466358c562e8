"""Trusted room: JUnit XML, as continuous integration and dashboards read it.

A suite per student and exercise, a case per check of the attempt that counts. Points are
properties of the suite, because the schemas allow none in a case: `points`, `possible`, and for
every check `points.NAME`, `possible.NAME`. Points that are open have no property.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from autograder.export.records import Exported, Options, Record
from autograder.feedback.words import WORDS
from autograder.outcomes import Outcome
from autograder.scoring import CheckResult
from autograder.visible import line, sentence

_TAGS = {
    Outcome.FAILED: "failure",
    Outcome.NOT_ATTEMPTED: "failure",
    Outcome.SKIPPED: "skipped",
}
"""How a check ended -> its element; whatever else is not passed is an error."""


def write(records: Sequence[Record], template: bytes, options: Options) -> Exported:
    """All records as one document in UTF-8."""
    suites = [_suite(record) for record in records]
    root = ET.Element("testsuites", name="gradeproof")
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    root.set("time", f"{sum(float(suite.get('time', '0')) for suite in suites):.3f}")
    root.extend(suites)
    ET.indent(root)
    content = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return Exported(content + b"\n", f"{len(suites)} suites.")


def _suite(record: Record) -> ET.Element:
    tried = record.counted
    checks = tried.result.checks
    ended = Counter(_tag(check.outcome) for check in checks)
    made = datetime.fromtimestamp(tried.made, UTC)
    suite = ET.Element(
        "testsuite",
        {
            "name": line(f"{record.student} {record.exercise}"),
            "errors": str(ended["error"]),
            "failures": str(ended["failure"]),
            "skipped": str(ended["skipped"]),
            "tests": str(len(checks)),
            "time": f"{tried.result.seconds:.3f}",
            "timestamp": made.strftime("%Y-%m-%dT%H:%M:%S"),
            "hostname": "localhost",
        },
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(record):
        ET.SubElement(properties, "property", name=name, value=value)
    for check in checks:
        seconds = tried.seconds.get(check.name, 0.0)
        names = {"classname": record.exercise, "name": check.name, "time": f"{seconds:.3f}"}
        case = ET.SubElement(suite, "testcase", names)
        tag = _tag(check.outcome)
        if tag:
            message = sentence(check.says) or WORDS[check.outcome].says
            about = ET.SubElement(case, tag, type=check.outcome.value, message=message)
            about.text = sentence(check.diagnosis) or None
    return suite


def _tag(outcome: Outcome) -> str:
    return "" if outcome is Outcome.PASSED else _TAGS.get(outcome, "error")


def _properties(record: Record) -> Iterator[tuple[str, str]]:
    standing = record.standing
    yield "student", line(record.student)
    yield "exercise", record.exercise
    yield "title", line(record.title)
    yield "attempt", str(record.counted.entry.attempt)
    if standing.earned is not None:
        yield "points", f"{standing.earned:g}"
    yield "possible", str(standing.possible)
    yield "late_days", str(standing.late_days)
    yield "penalty", f"{standing.penalty:g}"
    yield "adjusted", f"{standing.adjusted:g}"
    for check in record.counted.result.checks:
        yield from _worth(check)


def _worth(check: CheckResult) -> Iterator[tuple[str, str]]:
    if check.outcome is not Outcome.GRADER_ERROR:
        yield f"points.{check.name}", str(check.earned)
    yield f"possible.{check.name}", str(check.possible)
