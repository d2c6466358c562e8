"""A class goes all the way, through the command line: the demo's ten students on real data."""

from __future__ import annotations

import csv
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parent.parent
CLASS = ROOT / "tests" / "demo_class"
SCHEMA = json.loads((ROOT / "autograder/schema/results.schema.json").read_text("utf-8"))


def autograder(*args: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder", *map(str, args)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """OUT of the whole class, and what the command printed."""
    out = tmp_path_factory.mktemp("graded") / "out"
    done = autograder("grade", CLASS, "--out", out, "--round", "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    return out, done.stdout


@pytest.fixture(scope="module")
def results(graded: tuple[Path, str]) -> dict[tuple[str, str], dict[str, Any]]:
    """(student, number of the exercise) -> result."""
    document = json.loads((graded[0] / "results.json").read_text("utf-8"))
    jsonschema.validate(document, SCHEMA)
    return {(r["student"], r["exercise"][:2]): r for r in document["results"]}


def outcomes(result: dict[str, Any]) -> set[str]:
    return {check["outcome"] for check in result["checks"]}


def diagnoses(result: dict[str, Any]) -> str:
    return " ".join(check["diagnosis"] for check in result["checks"])


@pytest.mark.parametrize("exercise", ["02", "06", "11"])
def test_right_answers_get_everything(results: dict[Any, Any], exercise: str) -> None:
    ada = results["ada", exercise]
    assert (ada["earned"], ada["state"]) == (10, "graded")
    assert outcomes(ada) == {"passed"}


def test_warnings_prints_helpers_and_a_copied_name_cost_nothing(results: dict[Any, Any]) -> None:
    bela = results["bela", "02"]
    assert bela["earned"] == 10
    assert any("gradient_ascent (1).py" in note for note in bela["notes"])
    assert any("drawing.py" in note for note in bela["notes"])
    assert "only a test" in bela["output"] and "*** peaks ***" in bela["output"]


def test_wrong_answers_are_told_which_mistake_they_made(results: dict[Any, Any]) -> None:
    assert 0 < results["chen", "02"]["earned"] < 10
    assert "downhill" in diagnoses(results["chen", "02"])
    assert 0 < results["chen", "06"]["earned"] < 10
    assert "linear" in diagnoses(results["chen", "06"])
    assert 0 < results["dina", "11"]["earned"] < 10
    assert "answer" in diagnoses(results["dina", "11"])
    assert 0 < results["emil", "11"]["earned"] < 10
    assert "axis" in diagnoses(results["emil", "11"])


def test_half_done_keeps_the_early_points(results: dict[Any, Any]) -> None:
    fay = results["fay", "02"]
    assert 0 < fay["earned"] < 10
    assert outcomes(fay) == {"passed", "not_attempted"}


def test_the_untouched_stub_is_not_attempted(results: dict[Any, Any]) -> None:
    for exercise in ("02", "06"):
        assert results["gus", exercise]["earned"] == 0
        assert outcomes(results["gus", exercise]) == {"not_attempted"}


def test_a_crash_costs_its_checks_and_keeps_the_others(results: dict[Any, Any]) -> None:
    hana = results["hana", "06"]
    assert 0 < hana["earned"] < 10
    assert outcomes(hana) == {"passed", "crashed"}
    assert outcomes(results["hana", "02"]) == {"raised"}
    error = results["hana", "02"]["checks"][0]["error"]
    assert error["type"] == "SyntaxError" and error["where"][0]["line"] == 1


def test_an_endless_loop_times_out_and_keeps_the_others(results: dict[Any, Any]) -> None:
    ivo = results["ivo", "02"]
    assert 0 < ivo["earned"] < 10
    assert outcomes(ivo) == {"passed", "timed_out"}


def test_a_cheater_gets_nothing(results: dict[Any, Any]) -> None:
    jo = results["jo", "06"]
    assert jo["earned"] == 0
    assert "passed" not in outcomes(jo) and "grader_error" not in outcomes(jo)


def test_every_result_says_how_it_was_isolated_and_with_what(results: dict[Any, Any]) -> None:
    for result in results.values():
        assert result["isolation"]["letter"] in {"A", "B", "C"}
        assert result["versions"]["torch"].startswith("2.")
        assert len(result["sha256"]) == 64


def test_grades_and_pages_are_there_for_everybody(graded: tuple[Path, str]) -> None:
    out, printed = graded
    rows = list(csv.DictReader((out / "grades.csv").read_text("utf-8").splitlines()))
    assert {row["student"] for row in rows} == {p.name for p in CLASS.iterdir() if p.is_dir()}
    ada = next(row for row in rows if row["student"] == "ada")
    assert ada["total"] == "30"
    pages = sorted((out / "feedback").glob("*/*.html"))
    assert len(pages) == len(json.loads((out / "results.json").read_text("utf-8"))["results"])
    assert all(page.with_suffix(".md").is_file() for page in pages)
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert "ada" in printed and "feedback" in printed


def test_no_secret_is_in_what_is_written(graded: tuple[Path, str]) -> None:
    key = (ROOT / ".autograder" / "course.key").read_bytes().strip()
    for path in graded[0].rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert key not in content and b"gradeproof-canary" not in content, path
            assert bytes.fromhex(key.decode()) not in content, path


def test_grading_one_more_keeps_the_rest_and_the_round(
    graded: tuple[Path, str], results: dict[Any, Any]
) -> None:
    out = graded[0]
    again = autograder("grade", CLASS / "fay", "--out", out, "--json")
    assert again.returncode == 0, again.stderr
    document = json.loads(again.stdout)
    assert len(document["results"]) == len(results)
    assert {result["round"] for result in document["results"]} == {"demo"}
    timeless = {k: v for k, v in results["fay", "02"].items() if k != "seconds"}
    same = next(r for r in document["results"] if r["student"] == "fay")
    assert {k: v for k, v in same.items() if k != "seconds"} == timeless


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("grade", "nowhere", "--out", "OUT"), "There is no file or folder"),
        (("grade", "docs", "--out", "OUT"), "Nothing to grade"),
        (
            ("grade", "tests/demo_class", "--out", "OUT", "--exercise", "02_gradient"),
            "did you mean",
        ),
        (("grade", "tests/demo_class", "--out", "/dev/null/x"), "dev/null"),
        (("grade", "tests/demo_class", "--out", "OUT", "--device", "tpu"), "device"),
        (("grade", "tests/demo_class", "--out", "OUT", "--isolation", "Z"), "isolation"),
        (("--course", "docs", "verify"), "no course folder"),
        (("check", "99"), "There is no exercise"),
        (("bundle", "--to", "/dev/null/x.zip"), "cannot be written"),
    ],
)
def test_what_the_caller_got_wrong_is_one_line_and_exit_2(
    tmp_path: Path, args: tuple[str, ...], says: str
) -> None:
    out = tmp_path / "out"
    done = autograder(*(out if arg == "OUT" else arg for arg in args))
    assert done.returncode == 2
    assert says.lower() in done.stderr.lower()
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert not out.exists() or not list(out.iterdir())


def test_the_course_key_is_private_and_ignored() -> None:
    key = ROOT / ".autograder" / "course.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    ignored = subprocess.run(
        ["git", "check-ignore", "-q", str(key)], cwd=ROOT, check=False, env=os.environ
    )
    assert ignored.returncode == 0
