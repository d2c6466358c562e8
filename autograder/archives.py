"""Trusted room: what an archive holds. Reads in memory, extracts nothing, trusts no header."""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from autograder import folders, tarballs, zips
from autograder.findings import CLOSED, Findings, Found, Refused
from autograder.folders import MAX_FILES
from autograder.sentences import say

MAX_HELD = 64 << 20
"""Bytes that are held in memory of one student's archives, or of one tar archive of a class."""
MAX_ARCHIVES = 20
"""Archives of one student."""


@dataclass(frozen=True)
class Unpacked:
    """One student's files, none of which is an archive.

    `refused` are sentences for the student about archives that are not opened, `remarks` for the
    instructor about what was left alone in the others.
    """

    files: tuple[Found, ...]
    refused: tuple[str, ...]
    remarks: tuple[str, ...]


def search(file: BinaryIO, name: str, origin: Path, room: int = MAX_HELD) -> Findings:
    """What the archive `file` holds; `name` says of what kind it is. Raises `Refused`, `OSError`.

    The files found can be read as long as `file` is open. At most `room` bytes are held.
    """
    if name.lower().endswith(CLOSED):
        raise Refused(say("refused.closed_kind"))
    if name.lower().endswith(".zip"):
        return zips.search(file, origin)
    return tarballs.search(file, origin, room)


def unpacked(files: Iterable[Found], levels: int, stack: ExitStack) -> Unpacked:
    """One student's files with archives replaced by what they hold, `levels` deep.

    There are at most `MAX_FILES + 1` of them. What has to stay open is closed by `stack`.
    Raises `OSError`.
    """
    plain: list[Found] = []
    refused: list[str] = []
    remarks: list[str] = []
    room, opened = MAX_HELD, 0
    waiting = [(found, levels) for found in reversed(tuple(files))]
    while waiting and len(plain) <= MAX_FILES:
        found, left = waiting.pop()
        if not found.is_archive:
            plain.append(found)
            continue
        opened += 1
        if opened > MAX_ARCHIVES:
            continue
        try:
            if not left:
                raise Refused(say("refused.too_deep"))
            inner, held = _open(found, room, stack)
        except Refused as why:
            refused.append(say("intake.refused", file=found.path, why=why))
            continue
        room -= held
        remarks += (f"{found.path}: {remark}" for remark in inner.remarks)
        above = (*found.folder, found.name)
        kept = inner.files[: MAX_FILES + 1]
        within = [replace(f, folder=(*above, *f.folder)) for f in kept]
        waiting += ((f, left - 1) for f in reversed(within))
    if opened > MAX_ARCHIVES:
        refused.append(say("intake.archives", number=opened, most=MAX_ARCHIVES))
    return Unpacked(tuple(plain), tuple(refused), tuple(remarks))


def _open(found: Found, room: int, stack: ExitStack) -> tuple[Findings, int]:
    """What the archive `found` holds, and how many bytes of it are held in memory."""
    in_zip = found.name.lower().endswith(".zip")
    share = 0 if found.on_disk and in_zip else min(room, MAX_HELD // 4)
    file: BinaryIO
    if found.on_disk:
        file = stack.enter_context(folders.opened(found.origin))
    else:
        content = found.contents(room + 1)
        if len(content) > room:
            most = MAX_HELD >> 20
            raise Refused(say("refused.held", size=most))
        share = len(content) if in_zip else share
        file = io.BytesIO(content)
    return search(file, found.name, found.origin, share), share
