"""Trusted room: the entries of an archive, one after the other: where they lead, what is taken."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.findings import Contents, Findings, Found, Refused, is_searched, is_wanted, readable
from autograder.sentences import say

MAX_ENTRIES = 50_000
MAX_NAME = 255
"""Bytes of one name; most file systems know no longer ones."""
_DRIVE = re.compile(r"[A-Za-z]:")


class Entries:
    """What is found in the archive at `origin`."""

    def __init__(self, origin: Path) -> None:
        self._origin = origin
        self._files: list[Found] = []
        self._folders: set[tuple[str, ...]] = set()
        self._seen = self._left = 0

    def path(self, name: str, ordinary: bool) -> tuple[str, ...] | None:
        """The path of an entry that is a file of interest, None for another one.

        Names that end in a slash are folders. What is not `ordinary` is a link, a device, a pipe.
        """
        self._seen += 1
        if self._seen > MAX_ENTRIES:
            raise Refused(say("refused.entries", most=MAX_ENTRIES))
        folder = name.endswith(("/", "\\"))
        parts = place(name)
        if parts is None or not ordinary:
            self._left += not folder
            return None
        above = parts if folder else parts[:-1]
        if not all(is_searched(part) for part in above):
            return None
        self._folders.update(above[:depth] for depth in (1, 2) if len(above) >= depth)
        return parts if not folder and is_wanted(parts[-1]) else None

    def take(self, path: tuple[str, ...], modified: float | None, contents: Contents) -> None:
        """Take the file at `path`, as `self.path` returned it."""
        origin = self._origin.joinpath(*path)
        self._files.append(Found(path[-1], path[:-1], origin, modified, contents))

    def findings(self) -> Findings:
        """All that was taken, in the order of the names."""
        files = sorted(self._files, key=lambda found: (found.folder, found.name))
        remarks: tuple[str, ...] = ()
        if self._left == 1:
            remarks = ("an entry was left alone: it is a link, or its path leads elsewhere.",)
        elif self._left:
            remarks = (f"{self._left} entries were left alone: they are links, or lead elsewhere.",)
        return Findings(tuple(files), frozenset(self._folders), remarks)


def place(name: str) -> tuple[str, ...] | None:
    """The parts of an entry's path, readable; None if it leads out of the archive, or nowhere."""
    path = name.replace("\\", "/")
    parts = tuple(readable(part) for part in path.split("/") if part not in ("", "."))
    outside = path.startswith("/") or ".." in parts or _DRIVE.match(path) or "\0" in path
    if outside or not parts or max(len(part.encode()) for part in parts) > MAX_NAME:
        return None
    return parts
