"""Both rooms: Python data as bytes, by exact type. Whatever is not listed here stays where it is.

    None bool int float str bytes list dict     msgpack's own types (dict keys: scalars;
                                                a bytearray or memoryview arrives as bytes)
    tuple                                       extension TUPLE, a packed list
    numpy arrays and scalars, tensors           extension ARRAY, a fixed header and raw bytes
    int beyond 64 bits                          extension BIGINT
    pandas.DataFrame of numbers, plain index    extension TABLE
    all else                                    extension HANDLE: who holds it and its number

No pickle, no `torch.load`, no npy header: an array is a type from a closed list, a shape and
exactly as many bytes as the two say.
"""

from __future__ import annotations

import math
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgpack
import numpy as np

from autograder.wire.bounds import (
    ARRAY,
    BIGINT,
    BOUNDS,
    HANDLE,
    TABLE,
    TUPLE,
    Bounds,
    Malformed,
    measure,
)

DTYPES = (
    *("b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"),
    "bf2",
)
_CODES = {name: code for code, name in enumerate(DTYPES)}
_NUMPY, _SCALAR, _TENSOR = range(3)
_SCALARS = (type(None), bool, int, float, str, bytes)
_KINDS_LENGTH = 400


class Unsendable(Exception):
    """A value that cannot cross, and that nobody may hold a handle of."""


@dataclass(frozen=True)
class Ref:
    """A thing that does not cross: who holds it (`r` the runner, `g` the grader), its number, and
    the names of its classes, nearest first (a claim when it comes from the runner)."""

    owner: str
    number: int
    kinds: tuple[str, ...] = ()


def pack(value: Any, export: Callable[[Any], Ref], bounds: Bounds = BOUNDS) -> bytes:
    """`value` as one frame; `export` names what does not cross.

    Raises `Unsendable` for what is too large, too deep, cyclic, or not valid Unicode.
    """
    depth = 0

    def default(thing: Any) -> msgpack.ExtType:
        kind = type(thing)
        if kind is tuple:
            return msgpack.ExtType(TUPLE, encode(list(thing)))
        if kind is int:
            if thing.bit_length() >= 8 * bounds.int_bytes:
                return handle(thing)
            length = thing.bit_length() // 8 + 1
            return msgpack.ExtType(BIGINT, thing.to_bytes(length, "big", signed=True))
        if kind is np.ndarray and _dtype_name(thing.dtype) in _CODES:
            _fits(thing.shape, bounds)
            return _array(_NUMPY, thing, _dtype_name(thing.dtype), thing.tobytes())
        if isinstance(thing, np.generic) and kind is thing.dtype.type:
            name = _dtype_name(thing.dtype)
            known = name in _CODES
            return _array(_SCALAR, thing, name, thing.tobytes()) if known else handle(thing)
        columns = _columns(thing)
        if columns is not None:
            return msgpack.ExtType(TABLE, encode(columns))
        return _tensor(thing, bounds) or handle(thing)

    def handle(thing: Any) -> msgpack.ExtType:
        ref = export(thing)
        kinds = "\n".join(ref.kinds).encode("utf-8", "replace")[:_KINDS_LENGTH]
        return msgpack.ExtType(HANDLE, struct.pack("<cI", ref.owner.encode(), ref.number) + kinds)

    def encode(thing: Any) -> bytes:
        nonlocal depth
        depth += 1  # every packer takes a megabyte: a cycle through a tuple must end soon
        if depth > bounds.depth:
            raise Malformed("nested too deeply")
        packed = bytes(msgpack.packb(thing, default=default, strict_types=True))
        depth -= 1
        return packed

    try:
        frame = encode(value)
        measure(frame, bounds)
        return frame
    except (Malformed, ValueError, OverflowError, RecursionError, TypeError) as error:
        raise Unsendable(str(error)) from None


def unpack(
    frame: bytes | memoryview, resolve: Callable[[Ref], Any], bounds: Bounds = BOUNDS
) -> Any:
    """The value of one frame; `resolve` turns a handle into what stands for it here.

    Arrays are fresh copies. Raises `Malformed` for anything that `pack` cannot have written.
    """

    def hook(code: int, data: bytes) -> Any:
        if code == ARRAY:
            return _read_array(data, bounds)
        if code == HANDLE:
            return resolve(_read_ref(data))
        if code == TUPLE:
            items = decode(data)
            if type(items) is not list:
                raise Malformed("a tuple must hold a list")
            return tuple(items)
        if code == BIGINT:
            if len(data) > bounds.int_bytes:
                raise Malformed("an integer too long")
            return int.from_bytes(data, "big", signed=True)
        if code == TABLE:
            return _read_table(decode(data))
        raise Malformed("an unknown extension")

    def pairs(items: list[tuple[Any, Any]]) -> dict[Any, Any]:
        if not all(type(key) in _SCALARS for key, _ in items):
            raise Malformed("a key that is no scalar")
        result = dict(items)
        if len(result) != len(items):
            raise Malformed("a key twice")
        return result

    def decode(data: bytes | memoryview) -> Any:
        return msgpack.unpackb(
            data, ext_hook=hook, object_pairs_hook=pairs, strict_map_key=False, raw=False
        )

    measure(frame, bounds)
    try:
        return decode(frame)
    except Malformed:
        raise
    except (ValueError, TypeError, struct.error, RecursionError) as error:
        raise Malformed(type(error).__name__) from None


def _dtype_name(dtype: np.dtype[Any]) -> str:
    return dtype.str[1:] if dtype.isnative else ""


def _array(kind: int, thing: Any, name: str, raw: bytes) -> msgpack.ExtType:
    shape = tuple(thing.shape)
    head = struct.pack(f"<BBB{len(shape)}Q", kind, _CODES[name], len(shape), *shape)
    return msgpack.ExtType(ARRAY, head + raw)


def _fits(shape: tuple[int, ...], bounds: Bounds) -> None:
    if len(shape) > bounds.dims or any(size > bounds.dim for size in shape):
        raise Malformed("an array too large")


def _tensor(thing: Any, bounds: Bounds) -> msgpack.ExtType | None:
    """A dense tensor or Parameter, detached and on the CPU; None for all else."""
    torch = sys.modules.get("torch")
    if torch is None or type(thing) not in (torch.Tensor, torch.nn.Parameter):
        return None
    if thing.layout != torch.strided or thing.is_quantized or thing.device.type == "meta":
        return None
    _fits(thing.shape, bounds)
    plain = thing.detach().cpu().resolve_conj().resolve_neg().contiguous()
    if plain.dtype == torch.bfloat16:
        return _array(_TENSOR, plain, "bf2", plain.view(torch.int16).numpy().tobytes())
    try:
        data = plain.numpy()
    except TypeError:  # a dtype that numpy does not know
        return None
    name = _dtype_name(data.dtype)
    return _array(_TENSOR, data, name, data.tobytes()) if name in _CODES else None


def _read_array(data: bytes, bounds: Bounds) -> Any:
    if len(data) < 3:
        raise Malformed("an array without a head")
    kind, code, dims = data[0], data[1], data[2]
    if kind > _TENSOR or code >= len(DTYPES):
        raise Malformed("an array of an unknown kind")
    name = DTYPES[code]
    if (name == "bf2" and kind != _TENSOR) or (kind == _SCALAR and dims):
        raise Malformed("an array of an unknown kind")
    shape = struct.unpack_from(f"<{dims}Q", data, 3)
    at = 3 + 8 * dims
    dtype = np.dtype("i2" if name == "bf2" else name)
    _fits(shape, bounds)
    if math.prod(shape) * dtype.itemsize != len(data) - at:
        raise Malformed("an array whose bytes do not fit its shape")
    if name == "b1":  # any byte but 0 and 1 would make a bool that is neither True nor False
        array = np.frombuffer(data, "u1", offset=at).reshape(shape) != 0
    else:
        array = np.frombuffer(data, dtype, offset=at).reshape(shape).copy()
    if kind == _SCALAR:
        return array[()]
    if kind == _NUMPY:
        return np.asarray(array)
    import torch

    tensor = torch.from_numpy(np.asarray(array))
    return tensor.view(torch.bfloat16) if name == "bf2" else tensor


def _read_ref(data: bytes) -> Ref:
    if len(data) < 5 or data[:1] not in (b"r", b"g") or len(data) > 5 + _KINDS_LENGTH:
        raise Malformed("a handle of nobody")
    owner, number = struct.unpack_from("<cI", data)
    kinds = data[5:].decode("utf-8", "replace").split("\n") if len(data) > 5 else []
    return Ref(owner.decode(), number, tuple(kinds))


def _columns(thing: Any) -> list[list[Any]] | None:
    """Names and columns of a plain data frame of numbers; None for all else."""
    pandas = sys.modules.get("pandas")
    if pandas is None or type(thing) is not pandas.DataFrame:
        return None
    if type(thing.index) is not pandas.RangeIndex or thing.index.start or thing.index.step != 1:
        return None
    if thing.index.name is not None or thing.columns.name is not None:
        return None
    names = list(thing.columns)
    if not names or len(set(names)) != len(names) or not all(type(name) is str for name in names):
        return None
    if not all(isinstance(d, np.dtype) and _dtype_name(d) in _CODES for d in thing.dtypes):
        return None
    return [names, [thing[name].to_numpy() for name in names]]


def _read_table(parts: Any) -> Any:
    import pandas

    if type(parts) is not list or len(parts) != 2 or any(type(part) is not list for part in parts):
        raise Malformed("a table without columns")
    names, columns = parts
    if not names or len(names) != len(columns) or len(set(names)) != len(names):
        raise Malformed("a table whose names do not fit its columns")
    if not all(type(name) is str for name in names):
        raise Malformed("a table with a nameless column")
    if not all(type(column) is np.ndarray and column.ndim == 1 for column in columns):
        raise Malformed("a table whose columns are no arrays")
    if len({len(column) for column in columns}) > 1:
        raise Malformed("a table with uneven columns")
    return pandas.DataFrame(dict(zip(names, columns, strict=True)))
