"""Both rooms: files that were handed in, whether they lie in a folder or in an archive.

Nothing is read before somebody asks, and then never more than a bound. All names are hostile text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.sentences import say

SUFFIXES = (".py", ".ipynb")
"""What students hand in. Nothing else is ever read."""
ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")
CLOSED = (".rar", ".7z", ".tar.bz2", ".tar.xz")
"""Archives that are not opened, and that their students should hear about."""
MAX_BYTES = 1 << 20
"""Of one file of code."""
MAX_NOTEBOOK = 64 << 20
"""Of one notebook, which may be full of pictures."""
_SKIPPED = {"node_modules", "site-packages"}
_ONLINE = re.compile(
    r".*_([0-9]+|anon_[0-9A-Za-z]{5})_(text|link)\.html|[^_]*_[0-9]+_assignsubmission_onlinetext_.*",
    re.DOTALL,
)
"""What platforms call text that was typed into a page: only to be mentioned, never read."""
_COPY = re.compile(r"(?: ?\(\d+\)|-\d+|-Copy\d+| - Copy| copy)+$", re.IGNORECASE)

Contents = Callable[[int], bytes]
"""Reads at most so many bytes from the start of a file."""


class Refused(Exception):
    """Why something is not taken: the rest of a sentence that begins with its name."""


@dataclass(frozen=True)
class Found:
    """One file, not read yet.

    `folder` leads from what was handed in to the file. `origin` says where it lies, for people;
    only if it is `on_disk` can it be opened. `modified` is in seconds since 1970: a file's time
    of change, or an archive's entry's, which has no zone and is taken for local time.
    """

    name: str
    folder: tuple[str, ...]
    origin: Path
    modified: float | None
    contents: Contents = field(repr=False, compare=False)
    on_disk: bool = False

    @property
    def path(self) -> str:
        """Folder and name, for sentences."""
        return "/".join((*self.folder, self.name))

    @property
    def stem(self) -> str:
        """The name without `.py` or `.ipynb`."""
        return self.name.rpartition(".")[0]

    @property
    def module(self) -> str:
        """The name that it had before somebody copied it: `x (1).py`, `x-1.py` -> `x`."""
        return _COPY.sub("", self.stem).strip()

    @property
    def is_code(self) -> bool:
        """Whether it is a Python file; otherwise it is a notebook, or an archive."""
        return self.name.lower().endswith(".py")

    @property
    def is_archive(self) -> bool:
        """Whether it may hold files, by its name."""
        return self.name.lower().endswith(ARCHIVES + CLOSED)

    @property
    def nesting(self) -> int:
        """In how many archives it lies, within what was handed in."""
        return sum(part.lower().endswith(ARCHIVES) for part in self.folder)

    def read(self) -> bytes:
        """The whole file. Raises `Refused`; `OSError` where it is not the student's fault."""
        most = room(self.name)
        content = self.contents(most + 1)
        if len(content) > most:
            raise Refused(say("refused.too_large", size=most >> 20))
        return content


@dataclass(frozen=True)
class Findings:
    """What a folder or an archive holds.

    `files` are those with a suffix of interest, in the order of their names; `folders` are the
    paths of folders, empty ones too; `remarks` are sentences about what was left alone. `closed`
    maps folders of the first level that cannot be read to the reason.
    """

    files: tuple[Found, ...]
    folders: frozenset[tuple[str, ...]]
    remarks: tuple[str, ...]
    closed: Mapping[str, str] = field(default_factory=dict)


def room(name: str) -> int:
    """Bytes that a file of this name may have, if it is no archive."""
    return MAX_NOTEBOOK if name.lower().endswith(".ipynb") else MAX_BYTES


def is_wanted(name: str) -> bool:
    """Whether a file of this name is of interest: code, a notebook, an archive; not hidden.

    Also what Canvas or Moodle wrote, so that the instructor hears of it.
    """
    wanted = name.lower().endswith(SUFFIXES + ARCHIVES + CLOSED) and not name.startswith(".")
    return wanted or _ONLINE.fullmatch(name) is not None


def is_searched(name: str) -> bool:
    """Whether a folder of this name is looked into: not what is hidden, or put there by tools."""
    return not name.startswith((".", "__")) and name not in _SKIPPED


def without_suffix(name: str) -> str:
    """`ann.tar.gz` -> `ann`: the name of an archive without what says so."""
    for suffix in ARCHIVES + CLOSED:
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name


def reason(error: OSError) -> str:
    """Why the system cannot do something, in words."""
    return error.strerror or type(error).__name__


def readable(name: str) -> str:
    r"""A name from outside as valid Unicode, composed (NFC): one name, one text.

    Systems decompose accents differently; a byte that is no UTF-8 is shown, as in `\udcff`.
    """
    return unicodedata.normalize("NFC", name.encode("utf-8", "backslashreplace").decode())
