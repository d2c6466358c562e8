"""Trusted room: what a tar archive holds, plain or gzipped. A small reader of our own.

The standard library's unpacks without a bound, and versions of it that are in use can be made to
loop for ever (CVE-2025-8194). This one reads forward once and knows ustar, GNU and pax names.
"""

from __future__ import annotations

import gzip
import re
import zlib
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from autograder.entries import MAX_ENTRIES, Entries
from autograder.findings import SUFFIXES, Findings, Refused
from autograder.findings import room as room_of
from autograder.sentences import say

MAX_UNPACKED = 128 << 20
"""Bytes that are unpacked to look for files."""
_MAX_HEADERS = 3 * MAX_ENTRIES
_BLOCK = 512
_CHUNK = 1 << 16
_MAX_RECORD = 1 << 16
"""Bytes of a long name, or of a pax header."""
_FILE, _FOLDER, _LONG_NAME, _PAX = (b"0", b"\0"), b"5", b"L", b"x"
_SILENT = (b"g", b"K")
"""Headers for all files, and long targets of links."""


def search(file: BinaryIO, origin: Path, room: int) -> Findings:
    """What the tar archive `file` holds; its files are in memory. Raises `Refused`, `OSError`.

    Raises `Refused` too if the files of interest have more than `room` bytes together.
    """
    gzipped = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    stream = _Stream(cast(BinaryIO, gzip.GzipFile(fileobj=file)) if gzipped else file)
    try:
        return _search(stream, origin, room)
    except (gzip.BadGzipFile, zlib.error, EOFError, ValueError):
        raise Refused(say("refused.no_tar")) from None


def _search(stream: _Stream, origin: Path, room: int) -> Findings:
    entries = Entries(origin)
    long_name = b""
    headers = 0
    while (header := stream.body(_BLOCK, _BLOCK)).strip(b"\0"):
        headers += 1
        if headers > _MAX_HEADERS:
            raise Refused(say("refused.entries", most=MAX_ENTRIES))
        _require_sum(header)
        size, kind = _number(header[124:136]), header[156:157]
        if kind in (_LONG_NAME, _PAX):
            record = stream.body(size, _MAX_RECORD)
            long_name = record.rstrip(b"\0") if kind == _LONG_NAME else _pax_path(record)
            continue
        if kind in _SILENT:
            stream.body(size, 0)
            continue
        name = (long_name or _short_name(header)).decode("utf-8", "backslashreplace")
        long_name = b""
        path = entries.path(f"{name}/" if kind == _FOLDER else name, kind in (*_FILE, _FOLDER))
        content = stream.body(size, 0 if path is None else min(room, _most(path)) + 1)
        if path is None:
            continue
        room -= len(content)
        if room < 0:
            raise Refused(say("refused.tar_full"))
        entries.take(path, float(_number(header[136:148])), partial(_start, content))
    return entries.findings()


class _Stream:
    """The unpacked archive, read forward once, and not without end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._room = MAX_UNPACKED

    def body(self, size: int, most: int) -> bytes:
        """The start of the next `size` bytes, at most `most`; all of them and what fills the
        block are passed over. Raises `EOFError`, `Refused`."""
        self._room -= size
        if self._room < 0:
            raise Refused(say("refused.unpacks", size=MAX_UNPACKED >> 20))
        kept = self._exactly(min(size, most))
        left = size - len(kept) + -size % _BLOCK
        while left:
            left -= len(self._exactly(min(left, _CHUNK)))
        return kept

    def _exactly(self, size: int) -> bytes:
        content = self._file.read(size)
        if len(content) < size:
            raise EOFError
        return content


def _require_sum(header: bytes) -> None:
    """Raise `ValueError` unless the header's checksum is right."""
    blank = header[:148] + b" " * 8 + header[156:]
    if _number(header[148:156]) != sum(blank):
        raise ValueError


def _number(digits: bytes) -> int:
    """An octal number that ends in blanks or zeros. Raises `ValueError` for any other."""
    value = int(digits.strip(b" \0") or b"0", 8)
    if value < 0:
        raise ValueError
    return value


def _short_name(header: bytes) -> bytes:
    name = header[:100].partition(b"\0")[0]
    prefix = header[345:500].partition(b"\0")[0]
    return prefix + b"/" + name if prefix and header[257:263] == b"ustar\0" else name


def _pax_path(record: bytes) -> bytes:
    """The path in a pax header, or nothing. Raises `ValueError` for sizes beyond our bounds."""
    if re.search(rb"(?:^|\n)\d+ size=", record):
        raise ValueError
    path = re.search(rb"(?:^|\n)\d+ path=([^\n]*)\n", record)
    return path[1] if path else b""


def _most(path: tuple[str, ...]) -> int:
    return room_of(path[-1]) if path[-1].lower().endswith(SUFFIXES) else MAX_UNPACKED


def _start(content: bytes, most: int) -> bytes:
    return content[:most]
