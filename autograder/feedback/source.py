"""Trusted room: quotes the lines of a student's own files. Looks nothing up on disk.

File names and line numbers come from the runner, so they are claims: they choose among the bytes
that were handed in, and nothing else.
"""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.notebooks import cell_place, is_mark
from autograder.outcomes import Where
from autograder.sentences import say
from autograder.visible import clean, line

AROUND = 2
"""Lines shown before and after the line concerned."""
PLACES = 3
"""Places shown of one error, the innermost first."""
MOST_LINES = 1 << 24
MOST_OWN = 40
"""Lines shown of a function that was called."""

_NAME = re.compile(r"[^\W\d]\w{0,79}")
_BREAK = re.compile(r"\r\n|\r|\n")  # where Python counts lines; str.splitlines knows more breaks
# Decoders that take time in proportion to the text; a file may declare others, which may not.
_PLAIN = re.compile(
    r"utf-8(-sig)?|ascii|iso8859-\d+|cp125\d|koi8-[ru]|mac-roman|gb\w+|big5|shift_jis"
)


@dataclass(frozen=True)
class Line:
    """A line of source; `here` marks the one concerned."""

    number: int
    text: str
    here: bool


@dataclass(frozen=True)
class Excerpt:
    """A place in a student's file, with the lines around it where the file has such a line.

    Of a module that was taken from a notebook, `file` is the notebook, `cell` says where in it this
    is, and lines count within the cell. `left_out`: lines of a long function that are not shown.
    """

    file: str
    number: int
    function: str
    lines: tuple[Line, ...]
    cell: str = ""
    left_out: int = 0

    @property
    def line(self) -> str:
        """`line 4`, or `cell 3, line 4`."""
        return self.cell or say("page.line", number=self.number)


def line_number(number: int) -> int:
    """`number` if a file can have such a line, else 0."""
    return number if 0 < number < MOST_LINES else 0


def excerpts(where: tuple[Where, ...], files: Mapping[str, bytes]) -> tuple[Excerpt, ...]:
    """The innermost places of `where` (outermost first) that lie in `files`, innermost first."""
    seen: dict[tuple[str, int], Where] = {}
    for place in reversed(where):
        if place.file in files and line_number(place.line):
            seen.setdefault((place.file, place.line), place)
    return tuple(_excerpt(place, files[place.file]) for place in list(seen.values())[:PLACES])


def _excerpt(place: Where, source: bytes) -> Excerpt:
    lines = _BREAK.split(decode(source))
    first = max(1, place.line - AROUND)
    last = min(len(lines), place.line + AROUND) if place.line <= len(lines) else 0
    function = "" if place.function == "<module>" else line(place.function, 80)
    return _excerpt_of(place.file, lines, place.line, function, range(first, last + 1), marked=True)


def _excerpt_of(
    file: str,
    lines: Sequence[str],
    here: int,
    function: str,
    shown: range,
    marked: bool = False,
    left_out: int = 0,
) -> Excerpt:
    """The lines `shown` around `here`; of a notebook, those of the same cell."""
    cell, number = cell_place(lines, here)
    own = list(shown)
    if cell:
        marks = [n for n in shown if is_mark(lines[n - 1])]
        above = max((n for n in marks if n < here), default=0)
        below = min((n for n in marks if n > here), default=len(lines) + 1)
        own = [n for n in shown if above < n < below]
        file = f"{file.removesuffix('.py')}.ipynb"
    before = here - number if cell else 0
    return Excerpt(
        file=line(file, 80),
        number=here - before,
        function=function,
        lines=tuple(Line(n - before, clean(lines[n - 1], 160), marked and n == here) for n in own),
        cell=say("cells.line", cell=cell, line=number) if cell else "",
        left_out=left_out,
    )


def definition(called: str, files: Mapping[str, bytes]) -> Excerpt | None:
    """The student's own code behind `called`, such as "train" or "Net(…).forward", if it is found.

    It is looked for by its first line, so that no file, however odd, has to be parsed.
    """
    found = _NAME.match(called)
    if not found:
        return None
    name = found[0]
    begins = re.compile(rf"(?:async +)?(?:def|class) +{name}\b")
    for file, source in files.items():
        lines = _BREAK.split(decode(source))
        first = next((n for n, text in enumerate(lines, 1) if begins.match(text)), 0)
        if not first:
            continue
        last = _last_line(lines, first)
        shown = range(first, min(last, first + MOST_OWN - 1) + 1)
        return _excerpt_of(file, lines, first, name, shown, left_out=last - shown[-1])
    return None


def _last_line(lines: Sequence[str], first: int) -> int:
    """The last line of what begins at `first`: before the next one that is not indented."""
    last = first
    for number in range(first + 1, len(lines) + 1):
        here = lines[number - 1]
        if here[:1] not in ("", " ", "\t", "#", ")") or is_mark(here):
            break
        if here.strip():
            last = number
    return last


def decode(source: bytes) -> str:
    """A Python file as text, by its own declaration where that is a plain one; never raises."""
    encoding = "utf-8-sig"
    try:
        declared = codecs.lookup(tokenize.detect_encoding(io.BytesIO(source).readline)[0]).name
        if _PLAIN.fullmatch(declared):
            encoding = declared
    except (SyntaxError, LookupError):
        pass  # shown as far as it can be read
    return source.decode(encoding, "replace")
