"""What a check works out from the round alone is worked out once, and nobody can spoil it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from autograder import once as module
from autograder.once import digest, once


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with nothing known, and leaves what others remember alone."""
    monkeypatch.setattr(module, "_known", type(module._known)())


def counted() -> tuple[list[Any], Any]:
    """(a log of calls, a remembered function that doubles arrays)."""
    calls: list[Any] = []

    @once
    def double(values: np.ndarray, *, more: float = 0.0) -> list[np.ndarray]:
        calls.append(values.copy())
        return [2 * values + more]

    return calls, double


def test_equal_bytes_are_worked_out_once() -> None:
    calls, double = counted()
    first, again = double(np.ones(3)), double(np.ones(3))
    assert len(calls) == 1
    assert np.array_equal(first[0], again[0])


def test_what_is_asked_is_known_by_its_bytes_not_by_the_object() -> None:
    calls, double = counted()
    values = np.ones(3)
    double(values)
    values[1] = 5
    assert double(values)[0][1] == 10
    double(values.astype(np.float32))
    double(values, more=1.0)
    assert len(calls) == 4


def test_a_changed_result_spoils_no_other() -> None:
    _, double = counted()
    for _ in range(3):
        result = double(np.ones(3))
        assert result[0].tolist() == [2, 2, 2]
        result[0][:] = 7
        result.append(None)


def test_a_generator_is_left_where_the_work_left_it() -> None:
    calls = []

    @once
    def drawn(source: np.random.Generator, n: int) -> np.ndarray:
        calls.append(n)
        return source.normal(size=n)

    one, other = np.random.default_rng(5), np.random.default_rng(5)
    for _ in range(3):  # the second draw goes on from the first, known or not
        assert np.array_equal(drawn(one, 3), drawn(other, 3))
        assert one.bit_generator.state == other.bit_generator.state
    assert len(calls) == 3
    drawn(np.random.default_rng(6), 3)
    assert len(calls) == 4


def test_a_failure_is_not_remembered() -> None:
    calls = []

    @once
    def fails(n: int) -> None:
        calls.append(n)
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            fails(1)
    assert len(calls) == 2


def test_the_oldest_results_are_let_go() -> None:
    calls, double = counted()
    for k in range(1, module.ENTRIES + 1):
        double(np.full(2, float(k)))
        double(np.zeros(2))  # asked for all the time, so it stays
    assert len(module._known) == module.ENTRIES
    assert len(calls) == module.ENTRIES + 1
    double(np.full(2, 1.0))  # the oldest but the zeros
    assert len(calls) == module.ENTRIES + 2


ALIKE = [
    *(None, True, 1, 1.0, "1", b"1", (1,), [1], [1, 1], [[1], 1], [[1, 1]], {"a": 1}, ("a", 1)),
    *(np.float64(1), np.float32(1), np.ones(1), np.ones((1, 1)), np.ones(1, dtype=np.int64)),
    *(torch.ones(1, dtype=torch.float64), torch.ones(1), ["ab", "c"], ["a", "bc"]),
    *(pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]}), pd.DataFrame({"a": [1]}, index=[4])),
    *(np.random.default_rng(1), np.random.default_rng(2)),
]


def test_different_arguments_have_different_digests() -> None:
    assert len({digest(value) for value in ALIKE}) == len(ALIKE)
    assert [digest(value) for value in ALIKE] == [digest(value) for value in ALIKE]


@pytest.mark.parametrize("value", [object(), len, {1}, np.array([None]), [object()]])
def test_what_has_no_plain_bytes_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="bytes"):
        digest(value)
