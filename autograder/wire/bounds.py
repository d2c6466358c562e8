"""Both rooms: how much one frame may hold, checked on its headers before anything is allocated.

msgpack's C decoder allocates a list as soon as it reads the list's claimed length and lets
lists nest a thousand deep, so a frame of a few kilobytes could claim gigabytes. `measure` walks
the headers first; only a frame that passes is decoded.
"""

from __future__ import annotations

from dataclasses import dataclass

TUPLE, ARRAY, HANDLE, BIGINT, TABLE = 1, 2, 3, 4, 5
"""Extension types of the wire. TUPLE and TABLE hold one more packed value."""

_EXTENSIONS = frozenset((TUPLE, ARRAY, HANDLE, BIGINT, TABLE))
_TABLE_COST = 100  # elements that a table counts as: a data frame is slow to build, however small


class Malformed(Exception):
    """Bytes that no honest runner sends: a fault of the runner, nothing else."""


@dataclass(frozen=True)
class Bounds:
    """What may cross the wire in one frame, and in one check."""

    frame_bytes: int = 128 << 20
    depth: int = 32
    elements: int = 200_000
    text_bytes: int = 1 << 20
    int_bytes: int = 1024
    dims: int = 8
    dim: int = 1 << 27
    handles: int = 10_000
    callbacks: int = 100_000
    requests: int = 100_000
    tape_bytes: int = 256 << 20
    given_seconds: float = 20.0


BOUNDS = Bounds()

_SCALAR, _SIZED, _LIST, _MAP, _TEXT, _EXT, _BAD = range(7)


def _headers() -> list[tuple[int, int, int]]:
    """(kind, fixed length, bytes of the length field) for each of the 256 first bytes."""
    table = [(_SCALAR, 0, 0)] * 256
    table[0xC1] = (_BAD, 0, 0)
    for byte in range(0x80, 0x90):
        table[byte] = (_MAP, byte & 15, 0)
        table[byte + 16] = (_LIST, byte & 15, 0)
    for byte in range(0xA0, 0xC0):
        table[byte] = (_TEXT, byte & 31, 0)
    for i, size in enumerate((1, 2, 4)):
        table[0xC4 + i] = (_SIZED, 0, size)
        table[0xC7 + i] = (_EXT, 0, size)
        table[0xD9 + i] = (_TEXT, 0, size)
    for byte, size in zip(range(0xCA, 0xD4), (4, 8, 1, 2, 4, 8, 1, 2, 4, 8), strict=True):
        table[byte] = (_SIZED, size, 0)
    for i, size in enumerate((1, 2, 4, 8, 16)):
        table[0xD4 + i] = (_EXT, size, 0)
    for i, size in enumerate((2, 4)):
        table[0xDC + i] = (_LIST, 0, size)
        table[0xDE + i] = (_MAP, 0, size)
    return table


_HEADERS = _headers()


def measure(frame: bytes | memoryview, bounds: Bounds = BOUNDS) -> None:
    """Raise `Malformed` unless `frame` is exactly one value within `bounds`."""
    if len(frame) > bounds.frame_bytes:
        raise Malformed("the frame is too long")
    _walk(frame, 0, len(frame), bounds.depth, bounds.elements, bounds)


def _walk(
    frame: bytes | memoryview, at: int, end: int, depth: int, elements: int, bounds: Bounds
) -> int:
    """Walk one value that must fill frame[at:end]; returns how many elements are left to spend."""
    due = [1]  # values still to come, one entry a level
    maps = [False]  # whether that level is a map, whose every other value is a key
    while due:
        if not due[-1]:
            due.pop()
            maps.pop()
            continue
        is_key = maps[-1] and due[-1] % 2 == 0
        due[-1] -= 1
        elements -= 1
        if elements < 0:
            raise Malformed("too many elements")
        if at >= end:
            raise Malformed("the frame is cut short")
        kind, length, field = _HEADERS[frame[at]]
        at += 1
        if field:
            if at + field > end:
                raise Malformed("the frame is cut short")
            length = int.from_bytes(frame[at : at + field], "big")
            at += field
        if kind == _SCALAR:
            continue
        if kind in (_LIST, _MAP):
            count = length if kind == _LIST else 2 * length
            if count > elements:
                raise Malformed("too many elements")
            if is_key:
                raise Malformed("a key that is no scalar")
            if len(due) >= depth:
                raise Malformed("nested too deeply")
            due.append(count)
            maps.append(kind == _MAP)
            continue
        if kind == _BAD:
            raise Malformed("not a value")
        if kind == _TEXT and length > bounds.text_bytes:
            raise Malformed("text too long")
        if kind == _EXT:
            if at >= end:
                raise Malformed("the frame is cut short")
            code = frame[at]
            at += 1
            if at + length > end:
                raise Malformed("the frame is cut short")
            if code not in _EXTENSIONS:
                raise Malformed("an unknown extension")
            if is_key and code != BIGINT:
                raise Malformed("a key that is no scalar")
            if code == TABLE:
                elements -= _TABLE_COST
            if code in (TUPLE, TABLE):
                if depth - len(due) < 1:
                    raise Malformed("nested too deeply")
                elements = _walk(frame, at, at + length, depth - len(due), elements, bounds)
        at += length
        if at > end:
            raise Malformed("the frame is cut short")
    if at != end:
        raise Malformed("bytes are left over")
    return elements
