"""The reference computes once a round, and answers the same as if it ran."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograder.candidates import Reference, Source
from autograder.loopback import Loopback
from autograder.proxy import Submission
from autograder.remembered import Remembered
from autograder.session import Session, Tape

SOURCE = Source(
    "answer",
    {
        "answer.py": b"""
import random
count = 0
def add(x):
    global count
    count += x
    return count
def ask(f, x): return [f(x), f(x + 1)]
def draw(): return random.random()
def box(): return [object()]
"""
    },
)
Talk = Callable[[Submission], Any]


def talk(transport: Loopback | Remembered, what: Talk) -> tuple[Any, Tape]:
    session = Session(transport)
    session.load(SOURCE.module, dict(SOURCE.files), seed=7)
    return what(Submission(session)), session.tape


def first(submission: Submission) -> Any:
    return submission.add(1), submission.ask(lambda x: 10 * x, 3), submission.draw()


def test_the_same_questions_are_answered_from_the_tape(monkeypatch: pytest.MonkeyPatch) -> None:
    said, tape = talk(Loopback(), first)

    def never(self: Loopback, *args: object) -> bytes:
        raise AssertionError("the reference ran again")

    monkeypatch.setattr(Loopback, "exchange", never)
    again, tape_again = talk(Remembered(tape), first)
    assert again == said == (1, [30, 40], said[2])
    assert tape_again == tape


@pytest.mark.parametrize(
    "other",
    [
        lambda s: (s.add(1), s.add(5), s.draw()),
        lambda s: (s.add(2), s.ask(lambda x: 10 * x, 3), s.draw()),
        lambda s: (s.add(1), s.ask(lambda x: x, 3), s.draw()),
        lambda s: (s.add(1), s.ask(lambda x: 10 * x, 3), s.draw(), s.draw(), s.add(4)),
        lambda s: (s.add(1), s.ask(lambda x: 10 * min(x, 3), 3), s.draw()),
        lambda s: len(s.box()),
    ],
)
def test_other_questions_are_answered_as_if_it_had_run(other: Talk) -> None:
    _, tape = talk(Loopback(), first)
    live, live_tape = talk(Loopback(), other)
    remembered, remembered_tape = talk(Remembered(tape), other)
    assert remembered == live
    assert remembered_tape == live_tape


def test_a_given_function_is_evaluated_once_for_each_callback() -> None:
    _, tape = talk(Loopback(), first)
    calls: list[int] = []

    def given(x: int) -> int:
        calls.append(x)
        return 10 * x if x == 3 else -1  # the second answer differs from the tape's

    said, _ = talk(Remembered(tape), lambda s: (s.add(1), s.ask(given, 3)))
    assert said == (1, [30, -1])
    assert calls == [3, 4]


def test_only_the_first_tape_is_kept() -> None:
    reference = Reference(SOURCE)
    _, tape = talk(Loopback(), first)
    reference.remember("check", 7, tape)
    reference.remember("check", 7, ())
    session = reference.open("check", 1.0, 7)
    reference.load(session, 7)
    assert Submission(session).add(1) == 1
