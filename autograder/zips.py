"""Trusted room: what a zip archive holds. The standard library reads it, within bounds of ours.

Nothing is extracted, and no size that the archive claims is believed.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, cast

from autograder.entries import Entries
from autograder.findings import Findings, Refused
from autograder.sentences import say

MAX_CONTENTS = 8 << 20
"""Bytes of the table of contents, which the standard library reads in one go."""
MAX_RATIO = 100
"""Of unpacked to packed, from one MB on: text reaches 20, a zip bomb 1000."""
_CHUNK = 1 << 16
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(ValueError, EOFError, RuntimeError, OverflowError),
)
"""What the standard library raises for damaged archives; for exotic ones, NotImplementedError."""
_UNICODE_PATH, _TIMES = 0x7075, 0x5455
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_HEADER = 30


def search(file: BinaryIO, origin: Path) -> Findings:
    """What the zip archive `file` holds. Raises `Refused`.

    The files found can be read as long as `file` is open.
    """
    entries = Entries(origin)
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, _Window(file)))
        infos = archive.infolist()
        names = [_name(info) for info in infos]
    except _BROKEN:
        raise Refused(say("refused.no_zip")) from None
    _require_apart(infos)
    for name, info in zip(names, infos, strict=True):
        kind = stat.S_IFMT(info.external_attr >> 16)  # zero where no Unix wrote it
        path = entries.path(name, kind in (0, stat.S_IFREG, stat.S_IFDIR))
        if path is not None:
            entries.take(path, _modified(info), partial(_start, archive, info))
    archive.filelist, archive.NameToInfo = [], {}  # what is not taken need not stay in memory
    return entries.findings()


class _Window:
    """The file as the standard library sees it: it cannot read much at once, or before it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.tell = file.tell
        self.seekable = file.seekable

    def seek(self, offset: int, whence: int = 0) -> int:
        if whence == 0 and offset < 0:
            raise zipfile.BadZipFile
        return self._file.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        most = MAX_CONTENTS + 1
        content = self._file.read(most if size < 0 else min(size, most))
        if len(content) == most:
            raise Refused(say("refused.long_table"))
        return content


def _require_apart(infos: Sequence[zipfile.ZipInfo]) -> None:
    """Raise `Refused` if entries share bytes: the trick of the zip bombs that need no nesting."""
    for one, other in pairwise(sorted(infos, key=lambda info: info.header_offset)):
        if one.header_offset + _HEADER + one.compress_size > other.header_offset:
            raise Refused(say("refused.overlap"))


def _start(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """At most so many bytes from the start of an entry. Raises `Refused`."""
    if info.flag_bits & 1:
        raise Refused(say("refused.encrypted"))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # Of the other methods, the standard library unpacks without a bound.
        raise Refused(say("refused.unusual"))
    content = bytearray()
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(min(_CHUNK, most - len(content))):
                content += chunk
    except _BROKEN:
        raise Refused(say("refused.damaged")) from None
    if len(content) > max(1 << 20, MAX_RATIO * info.compress_size):
        raise Refused(say("refused.ratio", times=MAX_RATIO))
    return bytes(content)


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's path: UTF-8 where it says so or can be so, else the code page 437 of DOS.

    Some programs write UTF-8 and do not say so; Info-ZIP writes a second name in an extra field.
    """
    if info.flag_bits & 0x800:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")
    extra = _extra(info, _UNICODE_PATH)
    if extra[:1] == b"\1" and int.from_bytes(extra[1:5], "little") == zlib.crc32(raw):
        raw = extra[5:]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return info.orig_filename


def _modified(info: zipfile.ZipInfo) -> float | None:
    """When the file was changed, in seconds since 1970, as the archive claims.

    Exact where an extra field says it; else the entry's own time, which has no zone: local time.
    """
    times = _extra(info, _TIMES)
    if len(times) >= 5 and times[0] & 1:
        return float(int.from_bytes(times[1:5], "little", signed=True))
    if info.date_time == _NO_TIME:
        return None
    try:
        return datetime(*info.date_time).timestamp()
    except (ValueError, OverflowError):
        return None


def _extra(info: zipfile.ZipInfo, kind: int) -> bytes:
    """The extra field of that kind, or nothing."""
    extra = info.extra
    while len(extra) >= 4:
        found, length = struct.unpack("<HH", extra[:4])
        if found == kind:
            return extra[4 : 4 + length]
        extra = extra[4 + length :]
    return b""
