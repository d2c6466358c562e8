"""A failed check is told as the mistake that answers the same, and as no other."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.diagnosis import CLOSE, look, ratio, recognise
from autograder.session import Entry, Tape
from autograder.wire import Ref, pack


def tape(*answers: object, question: bytes = b"q") -> Tape:
    """A tape that loads, and then answers `question` with each of `answers`."""
    loading = (Entry("ask", b"load"), Entry("reply", pack(["ok", None], export)))
    talk = []
    for answer in answers:
        talk.append(Entry("ask", question))
        way = answer if isinstance(answer, list) else ["ok", answer]
        talk.append(Entry("reply", pack(way, export)))
    return loading + tuple(talk)


def export(thing: object) -> Ref:
    return Ref("r", 1, (type(thing).__name__,))


RIGHT = np.arange(6.0)
MISTAKE = RIGHT + 1
OTHER = RIGHT * 3


def test_the_same_mistake_in_another_style_is_recognised() -> None:
    style = tape(tuple(float(v) * (1 + 1e-7) for v in MISTAKE))
    seen = ratio(look(style), look(tape(MISTAKE)), look(tape(RIGHT)))
    assert seen is not None and seen < CLOSE


def test_another_mistake_is_far_off() -> None:
    seen = ratio(look(tape(OTHER)), look(tape(MISTAKE)), look(tape(RIGHT)))
    assert seen is not None and seen > CLOSE


def test_a_wrong_shape_that_both_share_is_evidence() -> None:
    short = tape(RIGHT[1:])
    assert ratio(look(short), look(short), look(tape(RIGHT))) == 0
    longer = ratio(look(short), look(tape(RIGHT[:3])), look(tape(RIGHT)))
    assert longer is not None and longer > CLOSE


def test_an_exception_alone_is_no_evidence() -> None:
    raised = tape(["err", ["ValueError", "Exception"], "no", []])
    assert ratio(look(raised), look(raised), look(tape(RIGHT))) is None
    assert ratio(look(raised), look(tape(MISTAKE)), look(tape(RIGHT))) == float("inf")


def test_rounding_is_no_evidence() -> None:
    rounded = tape(RIGHT.astype(np.float32) * np.float32(1 + 1e-6))
    assert ratio(look(rounded), look(tape(RIGHT)), look(tape(RIGHT))) is None


def test_only_answers_to_equal_questions_are_compared() -> None:
    asked_otherwise = look(tape(MISTAKE, question=b"another"))
    assert ratio(asked_otherwise, look(tape(MISTAKE)), look(tape(RIGHT))) is None


def test_a_later_answer_must_fit_too() -> None:
    student = look(tape(MISTAKE, OTHER))
    mistake = look(tape(MISTAKE, MISTAKE))
    seen = ratio(student, mistake, look(tape(RIGHT, RIGHT)))
    assert seen is not None and seen > CLOSE


def asking(*callbacks: float, reply: float) -> Tape:
    """A tape whose one question makes the runner ask back before it replies."""
    talk = [*tape(), Entry("ask", b"q")]
    for value in callbacks:
        talk.append(Entry("callback", pack([0, "call", (value,), {}], export)))
        talk.append(Entry("answer", b"same"))
    return (*talk, Entry("reply", pack(["ok", reply], export)))


def nesting(asked_inside: float | None, reply: float) -> Tape:
    """A tape whose one question hands a function back; while it is called, the grader asks it."""
    talk = [*tape(), Entry("ask", b"q"), Entry("callback", pack([0, "call", (1.0,), {}], export))]
    if asked_inside is not None:
        talk.append(Entry("ask", b"inner"))
        talk.append(Entry("reply", pack(["ok", asked_inside], export)))
    talk.append(Entry("answer", b"same"))
    return (*talk, Entry("reply", pack(["ok", reply], export)))


def test_a_question_within_a_question_hides_neither() -> None:
    right, silent = look(nesting(1.0, 2.0)), look(nesting(None, 5.0))
    assert len(right) == 2 and len(silent) == 1
    assert ratio(silent, silent, right) == 0
    inner = look(nesting(7.0, 2.0))
    assert ratio(inner, inner, right) == 0
    apart = ratio(inner, look(nesting(8.0, 2.0)), right)
    assert apart is not None and apart > CLOSE


def test_a_question_without_a_reply_is_no_evidence() -> None:
    cut = look(nesting(1.0, 2.0)[:-1])
    assert ratio(cut, cut, look(nesting(1.0, 2.0))) is None


def test_replies_are_compared_where_another_number_was_asked_back() -> None:
    right = look(asking(1.0, 2.0, 3.0, reply=3.0))
    assert ratio(look(asking(1.0, reply=7.0)), look(asking(1.0, 2.0, reply=7.0)), right) == 0
    apart = ratio(look(asking(1.0, reply=7.0)), look(asking(1.0, reply=8.0)), right)
    assert apart is not None and apart > CLOSE


def test_two_answers_of_another_form_than_the_reference_must_still_be_alike() -> None:
    right = look(tape((1.0, 2.0)))
    apart = ratio(look(tape(7.0)), look(tape(8.0)), right)
    assert apart is not None and apart > CLOSE
    assert ratio(look(tape(7.0)), look(tape(7.0)), right) == 0


def parameters_of(**values: object) -> Tape:
    question = pack(["probe", "parameters", (1,), {}], export)
    return tape(values, question=question)


def test_the_names_of_layers_are_the_students_choice() -> None:
    right = look(parameters_of(first=RIGHT, bias=0.0))
    mistake = look(parameters_of(first=MISTAKE, bias=0.0))
    assert ratio(look(parameters_of(layer=MISTAKE, b=0.0)), mistake, right) == 0
    apart = ratio(look(parameters_of(layer=OTHER, b=0.0)), mistake, right)
    assert apart is not None and apart > CLOSE


def test_the_keys_of_an_answer_are_part_of_it() -> None:
    right, mistake = look(tape({"a": RIGHT})), look(tape({"b": MISTAKE}))
    apart = ratio(look(tape({"c": MISTAKE})), mistake, right)
    assert apart is not None and apart > CLOSE


def test_nan_in_the_same_places_is_the_same_mistake() -> None:
    broken = np.array([1.0, np.nan, 3.0])
    assert ratio(look(tape(broken)), look(tape(broken)), look(tape(np.ones(3)))) == 0


def test_the_mistake_that_explains_more_is_told() -> None:
    mistake, right = look(tape(MISTAKE)), look(tape(RIGHT))
    student = {"a": mistake, "b": mistake}
    told = recognise(
        student,
        {"a": right, "b": right},
        {"only_a": {"a": mistake}, "both": {"a": mistake, "b": mistake}},
        {"only_a": frozenset({"a"}), "both": frozenset({"a", "b"})},
    )
    assert told == {"a": "both", "b": "both"}


def test_nothing_is_told_where_nothing_fits() -> None:
    told = recognise(
        {"a": look(tape(OTHER))},
        {"a": look(tape(RIGHT))},
        {"m": {"a": look(tape(MISTAKE))}},
        {"m": frozenset({"a"})},
    )
    assert told == {}


@pytest.mark.parametrize("frame", [b"", b"\xc1", b"\x90", b"\x91\xc0"])
def test_a_malformed_tape_is_no_evidence_and_no_error(frame: bytes) -> None:
    odd = (*tape(), Entry("ask", b"q"), Entry("reply", frame))
    assert ratio(look(odd), look(odd), look(tape(RIGHT))) is None
