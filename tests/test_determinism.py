"""One submission, one round: the same result, warm or cold, alone or in a crowd, first or last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.grading import grade
from autograder.intake import collect
from autograder.results import Result, Submission
from autograder.rounds import Round
from autograder.sandbox import Sandbox, SandboxError, open_sandbox

ROOT = Path(__file__).resolve().parent.parent
ASKED = Round("determinism", b"determinism")


@pytest.fixture(scope="module")
def students() -> dict[str, Submission]:
    """Right, wrong, half done, untouched, crashing and cheating ones; not the endless one."""
    course = load_course(ROOT)
    found = collect([ROOT / "tests" / "demo_class"], course, [course.find("02"), course.find("06")])
    quick = [s for s in found.submissions if s.student != "ivo"]
    return {f"{s.student} {s.exercise.number}": s for s in quick}


def run(students: Sequence[Submission], start: str) -> dict[tuple[str, str], Result]:
    try:
        sandbox: Sandbox = open_sandbox(hidden=[ROOT], start=start)
    except SandboxError as error:
        pytest.skip(f"no sandbox can be had here: {error}")
    with sandbox:
        results = grade(students, sandbox, ASKED).results
    return {(r.student, r.exercise): replace(r, seconds=0.0) for r in results}


def test_alone_or_in_a_crowd_first_or_last_warm_or_cold(students: dict[str, Submission]) -> None:
    crowd = run(list(students.values()), "warm")
    assert len(crowd) == len(students) >= 8
    backwards = run(list(reversed(students.values())), "warm")
    assert backwards == crowd
    for name in ("chen 06", "fay 02"):
        one = students[name]
        key = (one.student, one.exercise.slug)
        assert run([one], "warm") == {key: crowd[key]}
    cold = run([students["chen 06"]], "cold")
    assert cold == {key: crowd[key] for key in cold}


def test_another_round_asks_other_questions(students: dict[str, Submission]) -> None:
    one = students["chen 06"].exercise
    draws = {
        Round(name, key).generator(one.slug, "check", "x").integers(2**62)
        for name in ("a", "b")
        for key in (b"1", b"2")
    }
    assert len(draws) == 4
