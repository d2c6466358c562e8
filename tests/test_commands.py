"""The instructor's commands around one OUT, typed one after the other, as in a term."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from tests.mini_course import NEARLY, RIGHT, TRIPLES, change_checks, write_course

ROOT = Path(__file__).resolve().parent.parent


class Term:
    """A course, what its students handed in, and the results."""

    def __init__(self, folder: Path) -> None:
        self.course: Course = write_course(folder / "course")
        self.folder, self.out, self.files = folder, folder / "out", folder / "submissions"

    def hand_in(self, student: str, code: str) -> None:
        (self.files / student).mkdir(parents=True, exist_ok=True)
        (self.files / student / "mini.py").write_text(code, "utf-8")

    def type(self, *words: object, code: int = 0) -> str:
        """What a command prints; its last line on standard error where it fails."""
        command = [sys.executable, "-m", "autograder", "--course", str(self.course.root)]
        done = subprocess.run(
            [*command, *map(str, words)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout if code in (0, 3) else done.stderr.strip().splitlines()[-1]

    def results(self) -> dict[str, Any]:
        document = json.loads((self.out / "results.json").read_text("ascii"))
        return {entry["student"]: entry for entry in document["results"]}

    def points(self) -> dict[str, str]:
        with (self.out / "grades.csv").open(newline="", encoding="utf-8") as file:
            return {row["student"]: row["total"] for row in csv.DictReader(file)}

    def page(self, student: str) -> str:
        return (self.out / "feedback" / student / "01_mini.html").read_text("utf-8")


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Term:
    found = Term(tmp_path_factory.mktemp("term"))
    for student, code in (("ana", RIGHT), ("bob", NEARLY), ("eve", TRIPLES)):
        found.hand_in(student, code)
    found.type("grade", found.files, "--out", found.out, "--round", "autumn")
    return found


def test_a_term(term: Term) -> None:
    """One story, because every step stands on the one before."""
    assert term.points() == {"ana": "10", "bob": "4", "eve": "4"}
    assert "It triples." in term.page("eve") and "It triples." not in term.page("bob")
    said = term.type("grade", term.files, "--out", term.out)
    assert "0 graded, 3 as they were; 0 pages written." in said

    # A check was wrong. First look whose score would change; nothing is written.
    change_checks(term.course, "STRICT = 1e-6", "STRICT = 1e-1")
    said = term.type("rejudge", term.out)
    assert "3 judged anew, 0 of them by running something again" in " ".join(said.split())
    assert "bob" in said and "+6" in said and "ana" not in said and "--apply" in said
    assert term.points()["bob"] == "4"
    (change,) = json.loads(term.type("rejudge", term.out, "--json"))
    assert (change["student"], change["before"], change["after"]) == ("bob", 4, 10)
    term.type("rejudge", term.out, "--apply", "--reason", "the tolerance was too tight")
    assert term.points() == {"ana": "10", "bob": "10", "eve": "4"}
    assert "10</span> of 10 points" in term.page("bob")
    assert "0 judged anew" in term.type("rejudge", term.out)

    # A later attempt has fresh inputs; the last one counts.
    term.hand_in("eve", RIGHT)
    said = term.type("grade", term.files / "eve", "--out", term.out)
    assert "1 graded, 0 as they were" in said
    eve = term.results()["eve"]
    assert (eve["attempt"], eve["earned"]) == (2, 10) and eve["round"] != "autumn"
    assert [a["earned"] for a in eve["attempts"]] == [4, 10]

    # Points by hand, with a reason that the student reads.
    said = term.type(
        *("adjust", term.out, "eve", "01", "--points=-2.5"),
        *("--author", "Prof. Kim", "--reason", "a <b>late</b> excuse"),
    )
    assert said.strip() == "eve 01_mini: now 7.5/10."
    assert term.points()["eve"] == "7.5" and term.results()["eve"]["standing"]["adjusted"] == -2.5
    assert "a &lt;b&gt;late&lt;/b&gt; excuse" in term.page("eve")

    history = json.loads(term.type("history", term.out, "--json"))
    assert [(c["student"], c["earned"], c["reason"]) for c in history["gradings"]][-1] == (
        *("eve", 10, "graded"),
    )
    bob = [(c["earned"], c["reason"]) for c in history["gradings"] if c["student"] == "bob"]
    assert bob == [(4, "graded"), (10, "the tolerance was too tight")]
    assert history["adjustments"][0]["author"] == "Prof. Kim"
    assert "Prof. Kim" in term.type("history", term.out, "eve")

    # A disputed mark.
    found = json.loads(term.type("replay", term.out, "bob", "01", "--json"))
    assert found["identical"] and found["earned"] == [10, 10] and found["same_checks"]
    assert all(check["same_answers"] for check in found["checks"])
    change_checks(term.course, "STRICT = 1e-1", "STRICT = 1e-6")
    said = term.type("replay", term.out, "bob", "01", code=3)
    assert "NOT identical: 10 and 4 of 10 points." in said and "not those that it was" in said


def test_no_page_tells_what_was_asked_or_expected(term: Term) -> None:
    """Numbers of the hidden inputs, and of the right answers to them, are in transcripts alone."""
    asked = term.type("transcript", term.out, "bob", "01")
    inputs = [float(number) for number in re.findall(r"-?\d+\.\d{4,}", asked)]
    assert len(inputs) >= 8, asked
    values = {f"{abs(value):.4g}" for x in inputs for value in (x, 2 * x, 3 * x, x + 1)}
    # Of four digits: 1.55 is also the height of a line.
    secret = {v for v in values if len(v.replace(".", "").lstrip("0")) == 4}
    assert len(secret) >= 8
    own = term.out / "feedback" / "bob"
    for path in (own / "01_mini.html", own / "01_mini.md", term.out / "results.json"):
        text = path.read_text("utf-8")
        told = set(re.findall(r"\d+\.\d+", text))
        assert not secret & told, path
        assert "double" in text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("replay", "OUT", "anna", "01"), "Did you mean 'ana'?"),
        (("replay", "OUT", "ana", "mini2"), "Did you mean 'mini'?"),
        (("rejudge", "OUT/nowhere"), "grade into it first"),
        (("history", "OUT/nowhere"), "grade into it first"),
        (("adjust", "OUT", "ana", "01", "--points=1", "--author= ", "--reason=x"), "author"),
        (("adjust", "OUT", "ana", "01", "--points=nan", "--author=a", "--reason=x"), "points"),
        (("grade", "FILES", "--out", "OUT", "--cluster", "local:many"), "cannot be reached"),
        (("grade", "FILES", "--out", "OUT", "--isolation", "Z"), "--isolation is one of"),
    ],
)
def test_what_the_caller_got_wrong_is_one_line(
    term: Term, words: tuple[str, ...], says: str
) -> None:
    term.hand_in("new", RIGHT)
    places = {"OUT": str(term.out), "FILES": str(term.files)}
    typed = [word.replace("OUT", places["OUT"]) if "OUT" in word else word for word in words]
    before = (term.out / "results.json").read_bytes()
    assert says in term.type(*(places.get(word, word) for word in typed), code=2)
    assert (term.out / "results.json").read_bytes() == before


def test_a_wrong_course_file_is_told_before_anything_is_graded(term: Term, tmp_path: Path) -> None:
    path = term.course.root / "course.toml"
    path.write_text('[attempts]\ncounts = "some"\n', "utf-8")
    try:
        said = term.type("grade", term.files, "--out", tmp_path / "out", code=2)
        assert "course.toml" in said and "counts" in said
        assert not (tmp_path / "out").exists()
    finally:
        path.unlink()
