"""Trusted room: what lies in a folder. Follows no link, opens nothing but ordinary files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from autograder import nbgrader_time
from autograder.findings import Findings, Found, Refused, is_searched, is_wanted, readable, reason
from autograder.sentences import say

MAX_DEPTH = 6
MAX_FILES = 1000
"""Files of interest in one folder of the first level, which may be a student's."""
MAX_ENTRIES = 100_000
"""Names in one folder."""
MAX_REMARKS = 3
"""On one folder of the first level."""
_FILE, _FOLDER, _LINK, _OTHER = "file", "folder", "link", "other"
# An ordinary open of a pipe that was put where a file was would block for ever.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def search(root: Path) -> Findings:
    """What the folder `root` holds. Raises `OSError` or `Refused` if it cannot be listed.

    A folder below it that cannot be listed becomes a remark.
    """
    look = _Look()
    files: list[Found] = []
    entries = _listed(root)
    files += look.files(entries, ())
    for entry in entries:
        if _is_folder(entry):
            found = list(islice(look.below(entry, ()), MAX_FILES + 1))
            if len(found) > MAX_FILES:
                why = f"holds more than {MAX_FILES} files; the others were left alone"
                look.leave((readable(entry.name),), why)
            files += found[:MAX_FILES]
    return Findings(tuple(files), frozenset(look.folders), tuple(look.remarks()), look.closed)


def single(path: Path) -> Found:
    """The file at `path`, named by the caller, who may name it through a link."""
    real = path.resolve()
    return Found(readable(path.name), (), path, real.stat().st_mtime, partial(_start, real), True)


def opened(path: Path) -> BinaryIO:
    """The ordinary file at `path`, open. Raises `OSError`, or `Refused` if it is none."""
    descriptor = os.open(path, _FLAGS)
    file = os.fdopen(descriptor, "rb")
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return file
    file.close()
    raise Refused(say("refused.not_ordinary"))


class _Look:
    """One search: the files that it yields, and what it notices on the way."""

    def __init__(self) -> None:
        self.folders: set[tuple[str, ...]] = set()
        self.closed: dict[str, str] = {}
        self._left: dict[str, list[str]] = {}

    def below(self, folder: os.DirEntry[str], above: tuple[str, ...]) -> Iterator[Found]:
        """The files in `folder`, which lies in the folder `above`, and in its sub-folders."""
        where = (*above, readable(folder.name))
        self.folders.add(where)
        try:
            entries = _listed(Path(folder.path))
        except OSError as error:
            if not above:
                self.closed[where[0]] = reason(error)
                return
            return self.leave(where, f"cannot be read ({reason(error)})")
        except Refused as why:
            return self.leave(where, f"{why} and was left alone")
        yield from self.files(entries, where)
        if len(where) < MAX_DEPTH:
            for entry in entries:
                if _is_folder(entry):
                    yield from self.below(entry, where)

    def files(self, entries: list[os.DirEntry[str]], where: tuple[str, ...]) -> Iterator[Found]:
        """The files of interest among the entries of the folder `where`."""
        handed_in = self._handed_in(entries, where)
        for entry in entries:
            name, kind = readable(entry.name), _kind(entry)
            if kind == _FILE and is_wanted(name):
                path = Path(entry.path)
                when = _modified(entry) if handed_in is None else handed_in
                yield Found(name, where, path, when, partial(_start, path), True)
            elif kind == _LINK and (is_wanted(name) or (not where and is_searched(name))):
                self.leave((*where, name), "is a link and was left alone")
            elif kind == _OTHER and is_wanted(name):
                self.leave((*where, name), "is no ordinary file and was left alone")

    def _handed_in(self, entries: list[os.DirEntry[str]], where: tuple[str, ...]) -> float | None:
        """When nbgrader says that a folder with notebooks was handed in; None if it does not."""
        files = {entry.name: entry for entry in entries if _kind(entry) == _FILE}
        said = files.get(nbgrader_time.FILE)
        if said is None or not any(name.endswith(".ipynb") for name in files):
            return None
        try:
            return nbgrader_time.moment(_start(Path(said.path), nbgrader_time.MOST))
        except (OSError, Refused, ValueError):
            why = "holds no time that can be read; that of the file beside it counts"
            self.leave((*where, nbgrader_time.FILE), why)
            return None

    def leave(self, path: tuple[str, ...], why: str) -> None:
        """Note what happened to something: the rest of a sentence that begins with its path."""
        self._left.setdefault(path[0], []).append(f"{'/'.join(path)} {why}")

    def remarks(self) -> Iterator[str]:
        """A few sentences on every folder of the first level."""
        for first, left in self._left.items():
            for sentence in left[:MAX_REMARKS]:
                yield f"{sentence}."
            if len(left) > MAX_REMARKS:
                yield f"{first} holds {len(left) - MAX_REMARKS} more of this kind."


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    """The entries of `folder`, in the order of their names."""
    with os.scandir(folder) as listing:
        entries = list(islice(listing, MAX_ENTRIES + 1))
    if len(entries) > MAX_ENTRIES:
        raise Refused(say("refused.entries", most=MAX_ENTRIES))
    return sorted(entries, key=lambda entry: entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return is_searched(entry.name) and _kind(entry) == _FOLDER


def _kind(entry: os.DirEntry[str]) -> str:
    try:
        if entry.is_symlink():
            return _LINK
        if entry.is_dir(follow_symlinks=False):
            return _FOLDER
        return _FILE if entry.is_file(follow_symlinks=False) else _OTHER
    except OSError:  # some file systems say it only to those who may enter the folder
        return _OTHER


def _modified(entry: os.DirEntry[str]) -> float | None:
    try:
        return entry.stat(follow_symlinks=False).st_mtime
    except OSError:
        return None


def _start(path: Path, most: int) -> bytes:
    with opened(path) as file:
        return file.read(most)
