"""The proof of an exercise counts what it sees, and names what is wrong with the exercise."""

from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from autograder.cli.proofs import show
from autograder.course import CourseError
from autograder.diagnosis import Seen, look
from autograder.kills import Kills, Survivor
from autograder.naming import Naming, measure
from autograder.proofs import Proof, Rate
from autograder.sandbox import Sandbox
from autograder.session import Entry
from autograder.verify import verify
from autograder.wire import pack

from .mini import write_mini


def seen(answer: object, question: bytes = b"q") -> Seen:
    """What is heard of a runner that answers one question."""
    reply = answer if isinstance(answer, list) else ["ok", answer]
    return look(
        (
            Entry("ask", b"load"),
            Entry("reply", pack(["ok", None], _none)),
            Entry("ask", question),
            Entry("reply", pack(reply, _none)),
        )
    )


def _none(thing: object) -> None:
    raise TypeError(thing)


RIGHT, WRONG, OTHER = np.arange(4.0), np.arange(4.0) + 1, np.arange(4.0) * 3


def test_a_mistake_is_named_rightly_as_another_or_not_at_all() -> None:
    raised = ["err", ["ValueError"], "no", []]
    naming = measure(
        {"c": seen(RIGHT), "d": seen(RIGHT)},
        {
            "both": {"c": seen(WRONG), "d": seen(WRONG)},
            "other": {"c": seen(OTHER)},
            "raises": {"c": seen(raised)},
            "nearly_both": {"c": seen(WRONG), "d": seen(WRONG * (1 + 1e-3))},
        },
        {"fine": {}, "odd": {"c": seen(OTHER)}},
    )
    assert naming.rightly == ("both", "other")
    assert naming.nothing == ("raises",)
    assert naming.another == (("nearly_both", "both"),)
    assert naming.of_right == (("odd", "other"),)
    assert naming.twins == () and naming.total == 4


def test_two_mistakes_that_answer_alike_are_one() -> None:
    wrong = {"c": seen(WRONG)}
    naming = measure({"c": seen(RIGHT)}, {"a": wrong, "b": {"c": seen(WRONG)}}, {})
    assert naming.rightly == ("a", "b") and naming.another == ()
    assert naming.twins == (("b", "a"),)


def test_other_questions_make_other_mistakes() -> None:
    a, b = {"c": seen(WRONG)}, {"c": seen(WRONG, b"another")}
    naming = measure({"c": seen(RIGHT)}, {"a": a, "b": b}, {})
    assert naming.rightly == ("a",) and naming.nothing == ("b",) and naming.twins == ()


def test_a_sound_exercise_is_proven(tmp_path: Path, sandbox: Sandbox) -> None:
    exercise = write_mini(tmp_path)
    proof = verify(exercise, 2, sandbox, kinds=("none", "nan"), mutate=True)
    assert proof.failures == ()
    assert (proof.points, proof.checks, proof.accepted, proof.mistakes) == (2, 2, 1, 2)
    assert proof.false_fail == Rate(0, 4), "two right answers in two rounds"
    assert proof.lost == Rate(8, 8), "one check for each mistake and two for the stub, twice"
    assert proof.junk == Rate(0, 6) and proof.false_pass == Rate(0, 14)
    assert proof.naming.rightly == ("last_one_missing", "smaller")
    assert proof.cpu_seconds > 0
    assert proof.mutants is not None and proof.mutants.killed > 10
    assert [s.edit for s in proof.mutants.survivors] == ["a > b → a >= b"]
    assert json.loads(json.dumps(dataclasses.asdict(proof)))["mutants"]["killed"] > 10


TOTAL = "\ndef total(n): return sum(range(n + 1))\n"


def test_what_is_wrong_with_an_exercise_is_counted_and_named(tmp_path: Path) -> None:
    exercise = write_mini(
        tmp_path,
        **{
            "accepted/wrong.py": f"def larger(a, b): return a\n{TOTAL}",
            "mistakes/right.py": '"""Odd."""\nLOSES = ("check_total",)\n\n'
            f"def larger(a, b): return max(a, b)\n{TOTAL}",
        },
    )
    proof = verify(exercise, 1, None, kinds=())
    assert proof.false_fail == Rate(1, 3)
    assert proof.false_pass == Rate(1, 5)
    assert proof.naming.nothing == ("right",)
    assert set(proof.failures) == {
        "accepted/wrong.py loses check_larger (failed) in seed 0",
        "accepted/wrong.py is right and is told of smaller in seed 0",
        "mistakes/right.py passes check_total in seed 0",
    }


def test_whatever_an_instructor_should_look_at_is_printed() -> None:
    said = io.StringIO()
    proof = Proof(
        exercise="01_a",
        points=10,
        checks=5,
        accepted=4,
        mistakes=4,
        seeds=3,
        false_fail=Rate(1, 15),
        lost=Rate(40, 41),
        junk=Rate(1, 59),
        naming=Naming(("a", "b"), (("c", "d"),), ("e",), (("b", "a"),)),
        cpu_seconds=0.254,
        mutants=Kills(50, 47, (Survivor("a.py", 1, 2, "x → y"),), (Survivor("a.py", 3, 4, "z"),)),
        failures=("something [odd]",),
    )
    show(Console(file=said, width=200), [proof])
    lines = said.getvalue().splitlines()
    assert [line for line in lines if line.startswith("01_a: ")] == [
        "01_a: not proven: something [odd]",
        "01_a: mistakes/c.py is told as d",
        "01_a: mistakes/e.py is told as no mistake",
        "01_a: mistakes/b.py answers as a does",
        "01_a: survives: a.py:1: x → y",
        "01_a: fewer than 98% of the mutants are killed",
    ]
    assert any("2/100 (0.2% to 7.0%)" in line for line in lines)
    assert any("47/49" in line and "95.9%" in line and "0.25" in line for line in lines)


def test_mutants_are_never_run_without_a_sandbox(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="sandbox"):
        verify(write_mini(tmp_path), 1, None, mutate=True)
