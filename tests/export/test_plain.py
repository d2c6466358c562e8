"""CSV, JSON, JUnit XML, and results for GitHub Classroom, read back by other programs."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
import yaml

from autograder.course import load_course
from autograder.export import Options, Record, github, junit, plain_csv, plain_json
from autograder.sentences import say
from tests.export.conftest import FORMULA
from tests.export.shelf import FAILED, PASSED, Shelf

HOSTILE = "\u202eowned\x1b[31m\x00\ufffe\ud800<b>&\r\n\t=1"
OPTIONS = Options()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Record, ...]:
    found = Shelf(tmp_path_factory.mktemp("hostile"))
    found.mark(HOSTILE, FAILED, PASSED, says=HOSTILE, diagnosis=HOSTILE)
    found.adjust(HOSTILE, 1, HOSTILE)
    return found.records()


def rows(content: bytes) -> list[dict[str, str]]:
    text = io.StringIO(content.decode("utf-8"), newline="")
    return list(csv.DictReader(text, strict=True))


def test_the_table_holds_all_attempts_and_checks(shelf: Shelf) -> None:
    done = plain_csv.write(shelf.records(), b"", OPTIONS)
    assert done.content.count(b"\n") == done.content.count(b"\r\n")
    found = rows(done.content)
    assert tuple(found[0]) == plain_csv.HEADER and len(found) == 10 * 2 + 2
    late = [row for row in found if row["student"] == "lee.ana@example.edu"]
    assert [
        (r["attempt"], r["counts"], r["check"], r["outcome"], r["check_points"]) for r in late
    ] == [
        ("1", "0", "check_double", "failed", "0"),
        ("1", "0", "check_shift", "passed", "4"),
        ("2", "1", "check_double", "passed", "6"),
        ("2", "1", "check_shift", "failed", "0"),
    ]
    assert {(r["points"], r["possible"], r["late_days"], r["penalty"]) for r in late} == {
        ("4", "10", "2", "2")
    }
    assert [r["submitted"] for r in late] == ["", "", *["2026-12-03T00:00:00+00:00"] * 2]
    (adjusted, _) = (row for row in found if row["student"] == "נועה כהן")
    assert (adjusted["points"], adjusted["adjusted"], adjusted["attempt_points"]) == (
        *("7.5", "-2.5", "10"),
    )


def test_open_points_are_empty(shelf: Shelf) -> None:
    passed, broken = (
        row
        for row in rows(plain_csv.write(shelf.records(), b"", OPTIONS).content)
        if row["student"] == "und"
    )
    assert passed["points"] == passed["attempt_points"] == broken["check_points"] == ""
    assert (passed["check_points"], broken["outcome"]) == ("6", "grader_error")
    document = json.loads(plain_json.write(shelf.records(), b"", OPTIONS).content)
    (record,) = (r for r in document["records"] if r["student"] == "und")
    (attempt,) = record["attempts"]
    assert record["points"] is attempt["points"] is attempt["checks"][1]["points"] is None


def test_the_table_is_read_by_pandas_and_holds_no_formula(shelf: Shelf) -> None:
    content = plain_csv.write(shelf.records(), b"", OPTIONS).content
    frame = pd.read_csv(io.BytesIO(content))
    assert frame.groupby(["student", "exercise"])["points"].first().sum() == 60.5
    assert f"'{FORMULA}" in set(frame["student"])
    assert not any(
        cell[:1] in "=+-@"
        for row in csv.reader(io.StringIO(content.decode()))
        for cell in row
        if cell and not re.fullmatch(r"-?[\d.]+", cell)
    )


def test_json_tells_the_same(shelf: Shelf) -> None:
    document = json.loads(plain_json.write(shelf.records(), b"", OPTIONS).content)
    assert document["format"] == 1
    records = {(r["student"], r["exercise"]): r for r in document["records"]}
    late = records["lee.ana@example.edu", "01_mini"]
    assert (late["points"], late["possible"], late["penalty"]) == (4, 10, 2)
    assert [(a["attempt"], a["counts"], a["points"]) for a in late["attempts"]] == [
        *((1, False, 4), (2, True, 6)),
    ]
    assert any("Being late cost" in line for line in late["lines"])
    wrong = records["100003", "01_mini"]["attempts"][0]["checks"][0]
    assert (wrong["says"], wrong["diagnosis"], wrong["seconds"]) == (
        "Not twice.",
        "It triples.",
        0.125,
    )


def test_hostile_text_stays_data(hostile: tuple[Record, ...]) -> None:
    content = plain_csv.write(hostile, b"", OPTIONS).content
    text = content.decode("utf-8").replace("\r\n", "")
    assert not re.search("[\0-\x1f\x7f\u202a-\u202e]", text) and len(rows(content)) == 2
    document = json.loads(plain_json.write(hostile, b"", OPTIONS).content)
    assert document["records"][0]["student"] == HOSTILE
    suite = ET.fromstring(junit.write(hostile, b"", OPTIONS).content)
    assert len(suite.findall(".//failure")) == 1 and suite.find(".//b") is None
    with zipfile.ZipFile(io.BytesIO(github.write(hostile, b"", OPTIONS).content)) as archive:
        (name,) = archive.namelist()
        assert name.count("/") == 1 and name.isascii()
        assert "\x1b" not in json.loads(archive.read(name))["tests"][0]["message"]


# JUnit

ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {
        *("name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname"),
    },
    "testcase": {"name", "classname", "time"},
    "property": {"name", "value"},
    "properties": set(),
    **{tag: {"type", "message"} for tag in ("failure", "error", "skipped")},
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase"},
    "testcase": {"failure", "error", "skipped"},
    "properties": {"property"},
}
"""What Jenkins' junit-10.xsd and the form that pytest writes by default have in common."""


def test_junit_is_what_the_schemas_allow(shelf: Shelf) -> None:
    root = ET.fromstring(junit.write(shelf.records(), b"", OPTIONS).content)
    assert root.tag == "testsuites"
    for element in root.iter():
        assert set(element.attrib) <= ATTRIBUTES[element.tag]
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
        if element.tag in ("testsuite", "testcase", "property"):
            assert set(element.attrib) == ATTRIBUTES[element.tag]
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases) > 0
        for tag, count in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(suite.attrib[count]) == len(suite.findall(f"testcase/{tag}"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])
    assert int(root.attrib["tests"]) == 9 * 2 + 2


def test_junit_carries_the_points(shelf: Shelf) -> None:
    root = ET.fromstring(junit.write(shelf.records(), b"", OPTIONS).content)
    suites = {suite.attrib["name"]: suite for suite in root}
    late = suites["lee.ana@example.edu 01_mini"]
    held = {p.attrib["name"]: p.attrib["value"] for p in late.iter("property")}
    assert held == {
        **{"student": "lee.ana@example.edu", "exercise": "01_mini", "title": "Mini"},
        **{"attempt": "2", "points": "4", "possible": "10", "late_days": "2", "penalty": "2"},
        **{"adjusted": "0", "points.check_double": "6", "possible.check_double": "6"},
        **{"points.check_shift": "0", "possible.check_shift": "4"},
    }
    broken = suites["und 01_mini"]
    names = {p.attrib["name"] for p in broken.iter("property")}
    assert "points" not in names and "points.check_shift" not in names
    assert [e.attrib["type"] for e in broken.iter("error")] == ["grader_error"]
    (failure,) = suites["100003 02_slopes"].iter("failure")
    assert (failure.attrib["message"], failure.text) == ("not right yet", None)
    told, _ = suites["100003 01_mini"].iter("failure")
    assert (told.attrib["message"], told.text) == ("Not twice.", "It triples.")


# GitHub Classroom


def test_classroom_sums_up_to_the_points_that_count(shelf: Shelf) -> None:
    done = github.write(shelf.records(), b"", OPTIONS)
    assert done.remarks == ("und: the points for 01_mini are undetermined.",)
    with zipfile.ZipFile(io.BytesIO(done.content)) as archive:
        found = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert len(found) == 10
    late = next(r for name, r in found.items() if "lee.ana" in name)
    assert (late["status"], late["max_score"]) == ("fail", 10)
    assert [(t["name"], t["status"], t["score"]) for t in late["tests"]] == [
        ("double doubles", "pass", 6),
        ("shift adds one", "fail", 0),
        (say("policy.rest"), "fail", -2.0),
    ]
    assert "Being late cost 2 points" in late["tests"][2]["message"]
    full = next(r for name, r in found.items() if name.startswith("s1001") or "S1001" in name)
    assert full["status"] == "pass" and len(full["tests"]) <= 2
    points = {
        (record.student, record.exercise): record.standing.earned for record in shelf.records()
    }
    sums = sorted(sum(test["score"] for test in result["tests"]) for result in found.values())
    assert sums == sorted(p for p in points.values() if p is not None)
    for result in found.values():
        packed = base64.b64encode(json.dumps(result).encode())  # as a step hands it on
        assert json.loads(base64.b64decode(packed)) == result


def test_the_workflow_is_what_classroom_asks_for(shelf: Shelf) -> None:
    text = github.workflow(load_course(shelf.course.root).exercises)
    document: dict[Any, Any] = yaml.safe_load(text)
    assert document["name"] == "Autograding Tests"
    (job,) = document["jobs"]
    assert job == "run-autograding-tests"
    *_, mini, slopes, reporter = document["jobs"][job]["steps"]
    assert mini["with"]["command"] == "python -m autograder check 01_mini"
    assert slopes["with"]["test-name"] == "02 Slopes, by hand, public checks"
    assert [step["with"]["max-score"] for step in (mini, slopes)] == [10, 5]
    runners = reporter["with"]["runners"]
    assert re.fullmatch(r"([a-zA-Z0-9]+,)*[a-zA-Z0-9]+", runners)  # the reporter's own pattern
    assert runners.split(",") == [mini["id"], slopes["id"]]
    for step in (mini, slopes):
        wanted = f"${{{{ steps.{step['id']}.outputs.result }}}}"
        assert reporter["env"][f"{step['id'].upper()}_RESULTS"] == wanted
