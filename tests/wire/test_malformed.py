"""Bytes that no honest runner sends: each is `Malformed`, found before memory is spent on it."""

from __future__ import annotations

import struct
import tracemalloc
from typing import Any

import msgpack
import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.wire import BOUNDS, Malformed, Ref, measure, pack, unpack
from autograder.wire.bounds import ARRAY, BIGINT, HANDLE, TABLE, TUPLE
from autograder.wire.values import DTYPES
from tests.wire.alike import back, export, ext, resolve

CODES = {name: code for code, name in enumerate(DTYPES)}
NUMPY, SCALAR, TENSOR = range(3)


def array(kind: int, code: int, shape: tuple[int, ...], data: bytes = b"") -> bytes:
    """An array with any head whatever; sizes are what 64 bits make of them."""
    sizes = b"".join((size % 2**64).to_bytes(8, "little") for size in shape)
    return ext(ARRAY, struct.pack("<BBB", kind, code, len(shape)) + sizes + data)


def table(names: Any, columns: Any) -> bytes:
    return ext(TABLE, pack([names, columns], export))


RICH = pack(
    [
        {"a": (1, 2.5, None), 2: b"bytes", None: "text"},
        [np.arange(6.0).reshape(2, 3), np.float32(1), torch.zeros(2, dtype=torch.bfloat16)],
        [2**80, -5, True, object(), (), {}, []],
        pd.DataFrame({"x": [1.0, 2.0], "y": [1, 2]}),
    ],
    export,
)

F8 = CODES["f8"]
HUGE = 2**26
CASES: dict[str, bytes] = {
    "nothing": b"",
    "never used byte": b"\xc1",
    "trailing bytes": pack([1], export) + b"\x00",
    "two values": pack([1], export) * 2,
    "list longer than the frame": b"\xdd\xff\xff\xff\xff",
    "list of too many": b"\xdd" + (BOUNDS.elements + 1).to_bytes(4, "big") + b"\x00" * 300_000,
    "map longer than the frame": b"\xdf\xff\xff\xff\xff",
    "map of too many": b"\xdf" + (BOUNDS.elements // 2 + 1).to_bytes(4, "big") + b"\x00" * 300_000,
    "text longer than the frame": b"\xdb\xff\xff\xff\xff",
    "bytes longer than the frame": b"\xc6\xff\xff\xff\xff",
    "extension longer than the frame": b"\xc9\xff\xff\xff\xff\x02",
    "extension without a code": b"\xd4",
    "lists nested 100,000 deep": b"\x91" * 100_000 + b"\x00",
    "maps nested 100,000 deep": b"\x81\x00" * 100_000 + b"\x00",
    "a list as a key": b"\x81\x91\x00\x00",
    "a map as a key": b"\x81\x80\x00",
    "a tuple as a key": b"\x81" + ext(TUPLE, b"\x90") + b"\x00",
    "an array as a key": b"\x81" + array(SCALAR, F8, (), bytes(8)) + b"\x00",
    "a handle as a key": b"\x81" + ext(HANDLE, b"r\0\0\0\0") + b"\x00",
    "a key twice": b"\x82\xa1a\x00\xa1a\x01",
    "a key twice, of two types": b"\x82\x01\x00\xc3\x01",
    "text that is no UTF-8": b"\xa2\xff\xfe",
    "a surrogate in UTF-8": b"\xa3\xed\xa0\x80",
    "time stamp of 4 bytes": msgpack.packb(msgpack.Timestamp(1)),
    "time stamp of 12 bytes": msgpack.packb(msgpack.Timestamp(2**40, 5)),
    "unknown extension 0": ext(0, b""),
    "unknown extension 99": ext(99, b"x"),
    "negative extension": b"\xd4\x85\x00",
    "2^78 elements": array(NUMPY, F8, (HUGE, HUGE, HUGE)),
    "2^78 bytes of a tensor": array(TENSOR, CODES["u1"], (HUGE, HUGE, HUGE)),
    "a product that wraps round to 0": array(NUMPY, F8, (2**32, 2**32)),
    "a product that wraps round to 8": array(NUMPY, F8, (2**63 + 1, 2), bytes(16)),
    "a huge shape of nothing": array(NUMPY, F8, (2**27,) * 7 + (0,)),
    "a huge tensor of nothing": array(TENSOR, F8, (2**27,) * 7 + (0,)),
    "negative length": array(NUMPY, F8, (-1,)),
    "two negative lengths": array(NUMPY, F8, (-1, -1), bytes(8)),
    "too many dimensions": array(NUMPY, F8, (1,) * 9, bytes(8)),
    "255 dimensions": ext(ARRAY, bytes((NUMPY, F8, 255)) + bytes(8)),
    "an object dtype's code": array(NUMPY, len(DTYPES), (1,), bytes(8)),
    "the last dtype code": array(NUMPY, 255, (1,), bytes(8)),
    "an unknown kind of array": array(3, F8, (), bytes(8)),
    "bfloat16 of numpy": array(NUMPY, CODES["bf2"], (1,), bytes(2)),
    "a scalar with a shape": array(SCALAR, F8, (1,), bytes(8)),
    "an array without a head": ext(ARRAY, b"\0\0"),
    "an array without its shape": ext(ARRAY, bytes((NUMPY, F8, 2)) + bytes(8)),
    "an array one byte short": array(NUMPY, F8, (2,), bytes(15)),
    "an array one byte long": array(NUMPY, F8, (2,), bytes(17)),
    "a scalar of nothing": array(SCALAR, F8, ()),
    "a tuple of a map": ext(TUPLE, b"\x80"),
    "a tuple of a tuple": ext(TUPLE, ext(TUPLE, b"\x90")),
    "a tuple of nothing": ext(TUPLE, b""),
    "a tuple with trailing bytes": ext(TUPLE, b"\x90\x00"),
    "a tuple whose list is longer than it": b"\x92" + ext(TUPLE, b"\x92\x00") + b"\x00",
    "an integer too long": ext(BIGINT, bytes(BOUNDS.int_bytes + 1)),
    "a handle too short": ext(HANDLE, b"r\0\0\0"),
    "a handle of nobody": ext(HANDLE, b"x\0\0\0\0"),
    "a handle with a long name": ext(HANDLE, b"r\0\0\0\0" + b"a" * 401),
    "a table of nothing": table([], []),
    "a table with a name twice": table(["a", "a"], [np.ones(1), np.ones(1)]),
    "a table with a number for a name": table([1], [np.ones(1)]),
    "a table with a list for a name": table([[1]], [np.ones(1)]),
    "a table with a column missing": table(["a", "b"], [np.ones(1)]),
    "a table with uneven columns": table(["a", "b"], [np.ones(1), np.ones(2)]),
    "a table with a matrix": table(["a"], [np.ones((1, 1))]),
    "a table with a number for a column": table(["a"], [1]),
    "a table with a tensor for a column": table(["a"], [torch.ones(1)]),
    "a table of three parts": ext(TABLE, pack([["a"], [np.ones(1)], 1], export)),
    "a table of a number": ext(TABLE, b"\x01"),
    "a table of nothing at all": ext(TABLE, b""),
}


@pytest.mark.parametrize("frame", CASES.values(), ids=CASES.keys())
def test_what_no_honest_runner_sends(frame: bytes) -> None:
    with pytest.raises(Malformed):
        unpack(frame, resolve)


@pytest.mark.parametrize("frame", CASES.values(), ids=CASES.keys())
def test_it_is_found_inside_of_anything(frame: bytes) -> None:
    inner = frame[:100_000]
    for outer in (b"\x92\x01" + inner, b"\x81\xa1k" + inner, ext(TUPLE, b"\x91" + inner)):
        with pytest.raises(Malformed):
            unpack(outer, resolve)


def test_a_frame_cut_at_any_byte() -> None:
    assert len(unpack(RICH, resolve)) == 4
    for end in range(len(RICH)):
        with pytest.raises(Malformed):
            unpack(RICH[:end], resolve)


def test_tuples_nested_far_deeper_than_allowed() -> None:
    frame = b"\x90"
    for _ in range(3000):
        frame = b"\x91" + ext(TUPLE, frame)
    with pytest.raises(Malformed, match="deep"):
        unpack(frame, resolve)


def test_a_frame_longer_than_allowed_is_not_looked_at() -> None:
    with pytest.raises(Malformed, match="too long"):
        measure(memoryview(bytearray(BOUNDS.frame_bytes + 1)))


def test_a_text_longer_than_allowed() -> None:
    length = BOUNDS.text_bytes + 1
    with pytest.raises(Malformed, match="text"):
        unpack(b"\xdb" + length.to_bytes(4, "big") + b"a" * length, resolve)


def test_tables_are_dear_so_that_nobody_sends_thousands() -> None:
    frame = pack(pd.DataFrame({"a": [1.0]}), export)
    with pytest.raises(Malformed, match="elements"):
        unpack(b"\xdd" + (3000).to_bytes(4, "big") + frame * 3000, resolve)


@pytest.mark.parametrize("kind", [NUMPY, TENSOR])
def test_a_bool_of_any_byte_is_true_or_false(kind: int) -> None:
    got = unpack(array(kind, CODES["b1"], (4,), bytes((0, 1, 2, 255))), resolve)
    assert np.asarray(got).view(np.uint8).tolist() == [0, 1, 1, 1]
    assert int(got.sum()) == 3


def test_names_of_a_handle_that_are_no_text_arrive_replaced() -> None:
    assert unpack(ext(HANDLE, b"r\x05\0\0\0\xff\nb"), resolve) == Ref("r", 5, ("\ufffd", "b"))


def test_what_resolve_refuses_is_refused() -> None:
    def refuse(ref: Ref) -> Any:
        raise Malformed(f"no {ref.number}")

    with pytest.raises(Malformed, match="no 7"):
        unpack(pack([object()], export), refuse)


# -- chance -------------------------------------------------------------------------------------

payloads = st.binary(max_size=40)
codes = st.sampled_from((TUPLE, ARRAY, HANDLE, BIGINT, TABLE)) | st.integers(0, 127)
heads = st.tuples(
    st.integers(0, 3),
    st.integers(0, len(DTYPES)),
    st.lists(st.sampled_from((0, 1, 2, 3, 2**26, 2**63, 2**64 - 1)), max_size=9).map(tuple),
    payloads,
).map(lambda parts: array(*parts))
honest = st.sampled_from([RICH, pack([1, (2, "x")], export), pack(np.ones(3), export)])
structures = st.recursive(
    st.builds(ext, codes, payloads)
    | heads
    | honest
    | (
        st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.binary()
    ).map(msgpack.packb),
    lambda inner: (
        st.lists(inner, max_size=5).map(lambda parts: bytes((0x90 + len(parts),)) + b"".join(parts))
        | st.lists(st.tuples(inner, inner), max_size=4).map(
            lambda pairs: bytes((0x80 + len(pairs),)) + b"".join(k + v for k, v in pairs)
        )
        | st.builds(lambda code, part: ext(code, part), codes, inner)
        | st.builds(lambda a, b: ext(TABLE, b"\x92\x91" + a + b"\x91" + b), inner, inner)
    ),
    max_leaves=8,
)


def reads_or_refuses(frame: bytes) -> None:
    """The whole promise of `unpack`; what it reads, `pack` can write again."""
    tracemalloc.start()
    try:
        value = unpack(frame, lambda ref: ref.number)
    except Malformed:
        value = None
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 1_000_000 + 1000 * len(frame)
    back(value)


@settings(max_examples=1000)
@given(st.binary(max_size=200))
def test_random_bytes(frame: bytes) -> None:
    reads_or_refuses(frame)


@settings(max_examples=500)
@given(structures)
def test_random_structures(frame: bytes) -> None:
    reads_or_refuses(frame)


@settings(max_examples=500)
@given(
    honest | structures,
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4),
    st.sampled_from(("flip", "insert", "cut", "double")),
)
def test_frames_with_a_few_bytes_changed(
    frame: bytes, changes: list[tuple[int, int]], how: str
) -> None:
    mutable = bytearray(frame)
    for place, byte in changes:
        at = place % (len(mutable) or 1)
        if how == "flip":
            mutable[at : at + 1] = bytes((byte,))
        elif how == "insert":
            mutable[at:at] = bytes((byte,))
        elif how == "cut":
            del mutable[at : at + 1]
        else:
            mutable[at:at] = mutable[at : at + 1 + byte]
    reads_or_refuses(bytes(mutable))


CLAIMS = {
    "list": b"\xdd\x7f\xff\xff\xff",
    "map": b"\xdf\x7f\xff\xff\xff",
    "bytes": b"\xc6\x7f\xff\xff\xff",
    "text": b"\xdb\x7f\xff\xff\xff",
    "extension": b"\xc9\x7f\xff\xff\xff\x02",
    "lists of lists": (b"\xdd\x00\x03\x0d\x3f" * 30),
    "array": CASES["2^78 elements"],
    "tensor": CASES["2^78 bytes of a tensor"],
    "array of nothing": CASES["a huge shape of nothing"],
}


@pytest.mark.parametrize("frame", CLAIMS.values(), ids=CLAIMS.keys())
def test_memory_follows_the_bytes_that_came_not_those_claimed(frame: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Malformed):
            unpack(frame, resolve)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "element",
    [b"\x90", b"\x80", ext(TUPLE, b"\x90"), array(NUMPY, F8, (0,)), ext(BIGINT, bytes(9))],
    ids=["list", "map", "tuple", "array", "integer"],
)
def test_memory_of_the_dearest_legal_frames_is_bounded(element: bytes) -> None:
    count = BOUNDS.elements // 4
    frame = b"\xdd" + count.to_bytes(4, "big") + element * count
    tracemalloc.start()
    try:
        assert len(unpack(frame, resolve)) == count
        assert tracemalloc.get_traced_memory()[1] < 1000 * BOUNDS.elements
    finally:
        tracemalloc.stop()
