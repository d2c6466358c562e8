"""The words of checks: exact about shapes and numbers, silent about what is expected."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given

from autograder.checks import (
    Given,
    Missing,
    StudentRaised,
    Terms,
    Wrong,
    array,
    describe,
    expect,
    points,
    same,
)
from autograder.proxy import Submission
from autograder.session import Session
from tests.wire.test_values import values


class Inside:
    """A transport to an object that stays inside."""

    def exchange(self, frame: bytes, answer: Any) -> bytes:
        raise AssertionError("nothing may be asked")

    def cause(self) -> None:
        return None


MODULE = Submission(Session(Inside()))._module
NUMBERS: list[tuple[Any, Any]] = [
    (3, 3),
    (2.5, 2.5),
    (True, True),
    ([1, 2], [1, 2]),
    ((1.0, 2), [1.0, 2.0]),
    ([[1, 2], [3, 4]], [[1, 2], [3, 4]]),
    ([np.ones(2), [3, 4]], [[1, 1], [3, 4]]),
    ([torch.tensor(1.0), 2.0], [1, 2]),
    ([], []),
    (np.float16(1.5), 1.5),
    (np.arange(3, dtype="u1"), [0, 1, 2]),
    (np.arange(3, dtype="f4"), [0, 1, 2]),
    (torch.arange(3), [0, 1, 2]),
    (torch.tensor([1.5], dtype=torch.bfloat16), [1.5]),
    (torch.tensor(True), True),
    (np.array(5, dtype="u8"), 5),
    ([2**63], [2.0**63]),
]
NO_NUMBERS: list[Any] = [
    *(
        None,
        "1",
        b"1",
        {},
        {"a": 1},
        set(),
        1j,
        2**70,
        10**400,
        -(2**63) - 1,
        [10**400],
        [10**400, 1.0],
    ),
    *([None], ["1"], [1, "2"], [[1], [1, 2]], [[1], 2], [[1, 2], [[1], [2]]], [{}], [1j]),
    *(
        np.array(["a"]),
        np.array([None]),
        np.array([1j]),
        torch.tensor([1j]),
        np.array(["2026"], "M8[D]"),
    ),
    *(pd.DataFrame({"a": [1.0]}), MODULE, [MODULE], len, object()),
]


@pytest.mark.parametrize(("value", "want"), NUMBERS, ids=lambda v: repr(v)[:30])
def test_numbers_of_any_kind_become_arrays(value: Any, want: Any) -> None:
    got = array(value)
    assert type(got) is np.ndarray and got.dtype.name in ("float64", "int64", "bool")
    assert got.shape == np.shape(want) and got.tolist() == want
    same(value, want, "never said")
    array(value, np.shape(want))
    array(value, [None] * got.ndim)


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda v: repr(v).partition(" at 0x")[0][:30])
def test_what_is_no_numbers_is_wrong_and_never_another_error(value: Any) -> None:
    for use in (lambda: array(value), lambda: same(value, 1.0, "x"), lambda: array(value, (None,))):
        with pytest.raises(Wrong, match="should be numbers in an array; it is"):
            use()


@given(values)
def test_whatever_crosses_the_wire_is_numbers_or_wrong(value: Any) -> None:
    try:
        got = array(value)
    except Wrong as wrong:
        assert wrong.says[0].isupper() and wrong.says.endswith(".")
        with pytest.raises(Wrong):
            same(value, 0.0, "x")
    else:
        assert np.isfinite(got).all()
        same(value, got, "x")


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("wrap", [float, np.float32, torch.tensor, lambda x: [1.0, x]])
def test_nan_and_infinity_never_pass(bad: float, wrap: Any) -> None:
    for use in (lambda: array(wrap(bad)), lambda: same(wrap(bad), array(1.0), "x", rtol=math.inf)):
        with pytest.raises(Wrong):
            use()
    with pytest.raises(TypeError):  # a check's own slip
        same(1.0, bad, "x")


@pytest.mark.parametrize(
    ("shape", "fits"),
    [
        ((2, 3), True),
        ((None, 3), True),
        ((2, None), True),
        ((3, 2), False),
        ((6,), False),
        ((2, 3, 1), False),
        ((1, 2, 3), False),
        ((), False),
        ((None,), False),
    ],
)
def test_shapes_are_compared_exactly(shape: tuple[int | None, ...], fits: bool) -> None:
    for value in (np.zeros((2, 3)), torch.zeros(2, 3), [[0] * 3] * 2):
        if fits:
            array(value, shape)
        else:
            with pytest.raises(Wrong, match="should have shape"):
                array(value, shape)


def test_nothing_is_broadcast() -> None:
    for got, want in (
        (1.0, [1.0, 1.0]),
        ([1.0], 1.0),
        ([[1.0]], [1.0]),
        (np.ones((2, 1)), [1.0, 1.0]),
    ):
        with pytest.raises(Wrong, match="shape"):
            same(got, want, "x")


@pytest.mark.parametrize(
    ("got", "want", "tolerances", "equal"),
    [
        (1.0, 1.0 + 1e-9, {}, True),
        (1.0, 1.0 + 1e-5, {}, False),
        (1.1, 1.0, {"atol": 0.2}, True),
        (90.0, 100.0, {"rtol": 0.11}, True),
        (90.0, 100.0, {"rtol": 0.09}, False),
        (0.0, 1e-9, {}, True),
        (0.0, 1e-9, {"atol": 0}, False),
        (1, True, {}, True),
        (1e308, -1e307, {}, False),
        (2**62, 2**62 + 1, {}, True),
    ],
)
def test_tolerances(got: Any, want: Any, tolerances: dict[str, float], equal: bool) -> None:
    if equal:
        same(got, want, "says", **tolerances)
    else:
        with pytest.raises(Wrong, match=r"^says$"):
            same(got, want, "says", **tolerances)


def test_the_message_never_holds_what_is_expected() -> None:
    for got in (1.25, [1.25], "x", None, math.nan):
        with pytest.raises(Wrong) as caught:
            same(got, 7.5, "The height is off.", name="the height")
        assert "7.5" not in caught.value.says and "1.25" not in caught.value.says


def test_the_name_opens_the_sentence() -> None:
    with pytest.raises(
        Wrong, match=r"^The path of ascend should be numbers in an array; it is None\.$"
    ):
        array(None, name="the path of ascend")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (True, "True"),
        (3, "a number (int)"),
        (2.5, "a number (float)"),
        ("secret", "text"),
        (b"secret", "a bytes"),
        ([1, 2, 3], "a list of 3"),
        ((), "a tuple of 0"),
        ({"secret": 1}, "a dict of 1"),
        (np.ones((20, 2)), "a float64 array of shape (20, 2)"),
        (np.float32(1), "a float32 number"),
        (torch.ones(20, 2), "a float32 tensor of shape (20, 2)"),
        (MODULE, "an object of type module"),
        (pd.DataFrame({"secret": [1]}), "a DataFrame"),
    ],
    ids=repr,
)
def test_what_came_back_is_told_without_its_content(value: Any, words: str) -> None:
    assert describe(value) == words and "secret" not in describe(value)


def test_expect() -> None:
    expect(True, "x")
    expect([0], "x")
    for falsy in (False, 0, [], None, np.False_):
        with pytest.raises(Wrong, match="not so"):
            expect(falsy, "not so")


def test_points_mark_a_check_with_its_terms() -> None:
    @points(2)
    def check_a() -> None: ...

    @points(3, needs=[check_a, "check_c"], seconds=1.5)
    def check_b() -> None: ...

    assert check_a.__dict__["terms"] == Terms(2)
    assert check_b.__dict__["terms"] == Terms(3, ("check_a", "check_c"), 1.5)


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "1", None])
def test_points_are_whole_and_positive(value: Any) -> None:
    with pytest.raises(ValueError, match="whole"):
        points(value)


def test_a_given_iterable_counts_its_passes() -> None:
    items = Given(iter([1, 2]))
    assert len(items) == 2 and list(items) == [1, 2] and items.passes == []
    take, other = items.start(), items.start()
    assert [take(), other(), take(), take(), take()] == [(1,), (1,), (2,), None, None]
    assert items.passes == [2, 1]


def test_the_exceptions_keep_their_kinds() -> None:
    assert issubclass(Missing, Wrong) and issubclass(Missing, AttributeError)
    assert not issubclass(StudentRaised, Wrong)
