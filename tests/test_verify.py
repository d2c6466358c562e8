"""The proof of an exercise counts what it sees, and names what is wrong with the exercise."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from autograder.course import CourseError
from autograder.diagnosis import Seen, look
from autograder.naming import measure
from autograder.proofs import Rate
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


def test_mutants_are_never_run_without_a_sandbox(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="sandbox"):
        verify(write_mini(tmp_path), 1, None, mutate=True)
