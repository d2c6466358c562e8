"""Every kind of value comes back with its exact type, or stays where it is as a handle."""

from __future__ import annotations

import collections
import enum
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.wire import BOUNDS, Bounds, Malformed, Ref, Unsendable, pack, unpack
from autograder.wire.values import DTYPES
from tests.wire.alike import alike, back, export, resolve

NUMPY = [np.dtype(name) for name in DTYPES if name != "bf2"]
TORCH = [
    *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
    *(torch.uint16, torch.uint32, torch.uint64),
    *(torch.float16, torch.bfloat16, torch.float32, torch.float64),
    *(torch.complex64, torch.complex128),
]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
keys = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
keys = keys | st.binary(max_size=8)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts | st.binary(max_size=40)
arrays = st.sampled_from(NUMPY).flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, min_side=0, max_side=4))
)
numpy_scalars = (
    st.sampled_from(NUMPY).flatmap(lambda dtype: hnp.arrays(dtype, ())).map(lambda a: a[()])
)
tensors = arrays.map(
    lambda array: torch.from_numpy(np.ascontiguousarray(array).reshape(array.shape))
)
frames = st.builds(
    lambda names, rows: pd.DataFrame({name: np.arange(rows) / 3 for name in names}),
    st.lists(texts, min_size=1, max_size=4, unique=True),
    st.integers(0, 5),
)
values = st.recursive(
    scalars | arrays | numpy_scalars | tensors | frames,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=10,
)


@given(values)
def test_every_value_comes_back_with_its_exact_type(value: Any) -> None:
    assert alike(back(value), value)


@given(values)
def test_the_same_value_is_always_the_same_bytes(value: Any) -> None:
    frame = pack(value, export)
    assert pack(unpack(frame, resolve), export) == frame


@pytest.mark.parametrize("dtype", NUMPY, ids=str)
def test_arrays_of_every_listed_dtype(dtype: np.dtype[Any]) -> None:
    base = np.arange(24).reshape(4, 6) % 2 if dtype.kind == "b" else np.arange(24).reshape(4, 6)
    array = base.astype(dtype)
    for view in (array, array[::2, 1::3], array.T, array[:0], array[1, 1].reshape(()), array[0, 0]):
        got = back(view)
        assert alike(got, view.copy() if isinstance(view, np.ndarray) else view)
        if isinstance(got, np.ndarray):
            assert got.flags.writeable and got.flags.owndata


@pytest.mark.parametrize("dtype", TORCH, ids=str)
def test_tensors_of_every_listed_dtype(dtype: torch.dtype) -> None:
    tensor = torch.arange(24).reshape(4, 6).to(dtype)
    for view in (tensor, tensor[::2, 1::3], tensor.T, tensor[:0], tensor[1, 1]):
        assert alike(back(view), view)


def test_a_tensor_arrives_detached_and_owns_its_memory() -> None:
    parameter = torch.nn.Parameter(torch.ones(2, 2))
    for sent in (parameter, torch.ones(2, 2, requires_grad=True), parameter * 1):
        got = back(sent)
        assert type(got) is torch.Tensor and not got.requires_grad and got.grad_fn is None
        got += 1  # no warning about memory that cannot be written
        assert torch.equal(sent, torch.ones(2, 2))


def test_lazy_views_of_tensors_arrive_as_what_they_show() -> None:
    tensor = torch.tensor([1 + 2j, 3 - 1j])
    assert torch.equal(back(tensor.conj()), tensor.conj().resolve_conj())
    negated = torch.imag(tensor.conj())
    assert torch.equal(back(negated), negated)


@pytest.mark.parametrize("bits", [63, 64, 65, 127, 128, 1000, 8 * BOUNDS.int_bytes - 1])
def test_integers_of_any_size(bits: int) -> None:
    for number in (2**bits - 1, -(2**bits) + 1, 2 ** (bits - 1), -(2 ** (bits - 1))):
        assert alike(back(number), number)


def test_an_integer_beyond_all_use_stays_where_it_is() -> None:
    assert back(10**5000) == Ref("r", 7, ("int",))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.0, 5e-324])
def test_floats_keep_their_oddities(value: float) -> None:
    for sent in (value, np.float32(value), np.full((), value), torch.tensor(value)):
        assert alike(back(sent), sent)


def test_containers_hold_each_other() -> None:
    value = {"a": (1, [2, (np.ones(2), {"b": ()})]), 2: ({},), None: [[]], b"c": True, 1.5: "x"}
    assert alike(back(value), value)


class _Color(enum.IntEnum):
    RED = 1


class _Text(str):
    __slots__ = ()


Point = collections.namedtuple("Point", "x y")


@pytest.mark.parametrize(
    "value",
    [
        {1, 2},
        range(3),
        slice(1),
        object(),
        len,
        int,
        1j,
        Point(1, 2),
        _Color.RED,
        _Text("a"),
        collections.OrderedDict(a=1),
        collections.deque([1]),
        np.arange(3, dtype=">i4"),
        np.arange(3, dtype=">f8")[::2],
        np.array(["a"]),
        np.array([b"a"]),
        np.array([None, {}], dtype=object),
        np.array(["2026-01-01"], dtype="M8[D]"),
        np.zeros(2, dtype=[("x", "f4")]),
        np.ma.masked_array([1, 2]),
        np.arange(4).view(np.recarray),
        np.str_("a"),
        np.bytes_(b"a"),
        np.datetime64(1, "s"),
        torch.nn.Linear(1, 1),
        torch.eye(2).to_sparse(),
        torch.empty(2, device="meta"),
        torch.zeros(2).to(torch.float8_e4m3fn),
        torch.Generator(),
        pd.Series([1.0]),
        pd.Index([1]),
        pd.DataFrame(),
        pd.DataFrame({"a": ["x"]}),
        pd.DataFrame({"a": [1.0]}, index=[5]),
        pd.DataFrame({"a": [1.0]}, index=pd.RangeIndex(1, name="row")),
        pd.DataFrame({0: [1.0]}),
        pd.DataFrame([[1.0, 2.0]], columns=["a", "a"]),
        pd.DataFrame({"a": pd.array([1, None], dtype="Int64")}),
        pd.DataFrame({"a": [1.0]}).rename_axis(columns="names"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_all_else_stays_where_it_is(value: Any) -> None:
    got = back([value, (value,)])
    ref = Ref("r", 7, tuple(k.__name__ for k in type(value).__mro__ if k is not object))
    assert got == [ref, (ref,)]


def test_other_buffers_of_bytes_arrive_as_bytes() -> None:
    assert alike(back([bytearray(b"x"), memoryview(b"y")]), [b"x", b"y"])


def test_the_names_of_a_handle_are_cut_and_never_break_it() -> None:
    long = type("Ä" * 1000, (), {})
    got = back(long())
    assert type(got) is Ref and got.number == 7 and len(got.kinds[0]) <= 400


def _cycle(through: type) -> Any:
    loop: list[Any] = []
    loop.append({"again": loop} if through is dict else through([loop]))
    return loop


def _nested(depth: int, wrap: Any) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = wrap(value)
    return value


WRAPS = (lambda v: [v], lambda v: (v,), lambda v: {"k": v})


@pytest.mark.parametrize("wrap", WRAPS, ids=["list", "tuple", "dict"])
def test_depth_has_a_bound(wrap: Any) -> None:
    deepest = max(n for n in range(1, 60) if _sends(_nested(n, wrap)))
    assert 10 <= deepest <= BOUNDS.depth
    assert alike(back(_nested(deepest, wrap)), _nested(deepest, wrap))
    with pytest.raises(Unsendable):
        pack(_nested(100_000, wrap), export)


def _sends(value: Any) -> bool:
    try:
        return alike(back(value), value)
    except Unsendable:
        return False


@pytest.mark.parametrize(
    "value",
    [
        _cycle(list),
        _cycle(tuple),
        _cycle(dict),
        {(1, 2): 3},
        {frozenset(): 1},
        {np.int64(1): 2},
        {Ref: 1},
        "\ud800",
        {"\udfff": 1},
        ["ok", ("\ud800",)],
        pd.DataFrame({"a" * 2_000_000: [1.0]}),
        "a" * (BOUNDS.text_bytes + 1),
        [0] * (BOUNDS.elements + 1),
        np.zeros((1,) * (BOUNDS.dims + 1)),
        torch.zeros((1,) * (BOUNDS.dims + 1)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_can_neither_cross_nor_stay_in_part_is_refused_whole(value: Any) -> None:
    with pytest.raises(Unsendable):
        pack(value, export)


def test_whatever_pack_writes_unpack_reads_and_the_bounds_are_the_same_on_both_sides() -> None:
    small = Bounds(frame_bytes=100, elements=5, depth=3, text_bytes=10)
    for value in (b"a" * 200, [1] * 6, [[[[1]]]], ((((1,),),),), "a" * 11):
        with pytest.raises(Unsendable):
            pack(value, export, small)
        with pytest.raises(Malformed):
            unpack(pack(value, export), resolve, small)


def test_nobody_holds_what_cannot_be_named() -> None:
    def refuse(thing: Any) -> Ref:
        raise Unsendable(type(thing).__name__)

    with pytest.raises(Unsendable, match="set"):
        pack([1, {2}], refuse)


def test_one_large_array_costs_a_small_multiple_of_itself() -> None:
    pixels = np.zeros((1000, 784), np.uint8)
    assert len(pack(pixels, export)) < pixels.nbytes + 64
