"""Instructor room: how alike programs are, as text. Nothing is run, imported or parsed.

    text ──Pygments──► tokens ──► runs of K tokens (fingerprints) ──► shared runs ──► pairs

Names become one token, so that renaming hides nothing; strings become another; comments, doc
strings and layout do not count, and neither does what stands in the stub. As in Schleimer,
Wilkerson, Aiken: Winnowing (SIGMOD 2003), but with every fingerprint: programs are short here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import combinations

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Literal, Name

K = 10
"""Tokens of a shared run that tells something: about a line of code.

With it right answers in other styles and small edits of one answer lie far apart: docs/report.md.
"""
MOST_CHARACTERS = 200_000
FEWEST = 3 * K
"""Own tokens below which nothing can be said: two empty stubs are equal, and mean nothing."""

Run = str


@dataclass(frozen=True)
class Program:
    """One text, and where its tokens stand. `name` is hostile if a student chose it.

    `runs`: fingerprint -> the tokens that it covers, as bits; `own`: the tokens that are not the
    stub's, as bits; `lines`: line of each token, from 0.
    """

    name: str
    text: str = field(repr=False)
    lines: tuple[int, ...] = field(repr=False)
    runs: dict[Run, int] = field(repr=False)
    own: int = field(repr=False)
    from_course: bool = False

    @property
    def size(self) -> int:
        """Tokens of its own."""
        return self.own.bit_count()


@dataclass(frozen=True)
class Pair:
    """Two programs. `alike` is the share of both, from 0 to 1, that is shared; `first_share` and
    `second_share` are the shares of each. Lines count from 0."""

    first: Program
    second: Program
    alike: float
    first_share: float
    second_share: float
    first_lines: frozenset[int] = field(repr=False)
    second_lines: frozenset[int] = field(repr=False)


def program(
    name: str, text: str, stub: Program | None = None, from_course: bool = False
) -> Program:
    """Read a text. What `stub` holds is none of its own."""
    text = text[:MOST_CHARACTERS]
    found = list(_tokens(text))
    tokens = [token for token, _ in found]
    runs: dict[Run, int] = {}
    for at in range(len(tokens) - K + 1):
        run = "\0".join(tokens[at : at + K])
        runs[run] = runs.get(run, 0) | ((1 << K) - 1) << at
    own = (1 << len(tokens)) - 1
    if stub is not None:
        for run in runs.keys() & stub.runs.keys():
            own &= ~runs[run]
        runs = {run: bits for run, bits in runs.items() if run not in stub.runs}
    return Program(name, text, tuple(line for _, line in found), runs, own, from_course)


@dataclass(frozen=True)
class Found:
    """The most alike pairs, the most alike first; `total` is how many there are in all."""

    pairs: tuple[Pair, ...]
    total: int


def pairs(programs: Sequence[Program], threshold: float, most: int) -> Found:
    """The pairs that share at least `threshold` (0 to 1) of both, at most `most` of them.

    Two programs of the course are never a pair, and neither is one with too little of its own.
    """
    large = [one for one in programs if one.size >= FEWEST]
    found = []
    for a, b in combinations(large, 2):
        if not (a.from_course and b.from_course):
            alike = _share(*_shared(a, b), a.size + b.size)
            if alike >= threshold:
                found.append((-alike, a.name, b.name, a, b))
    best = nsmallest(most, found, key=lambda one: one[:3])
    return Found(tuple(_pair(a, b) for *_, a, b in best), len(found))


def baseline(programs: Iterable[Program]) -> float | None:
    """How alike the course's own right answers are, at most: they were written to differ."""
    large = [one for one in programs if one.from_course and one.size >= FEWEST]
    return max(
        (_share(*_shared(a, b), a.size + b.size) for a, b in combinations(large, 2)), default=None
    )


def _shared(a: Program, b: Program) -> tuple[int, int]:
    """The own tokens of `a`, and of `b`, that lie in shared runs, as bits."""
    in_a = in_b = 0
    for run in a.runs.keys() & b.runs.keys():
        in_a |= a.runs[run]
        in_b |= b.runs[run]
    return in_a & a.own, in_b & b.own


def _share(in_a: int, in_b: int, size: int) -> float:
    return (in_a.bit_count() + in_b.bit_count()) / size


def _pair(a: Program, b: Program) -> Pair:
    in_a, in_b = _shared(a, b)
    return Pair(
        first=a,
        second=b,
        alike=_share(in_a, in_b, a.size + b.size),
        first_share=in_a.bit_count() / a.size,
        second_share=in_b.bit_count() / b.size,
        first_lines=_lines(a, in_a),
        second_lines=_lines(b, in_b),
    )


def _lines(one: Program, bits: int) -> frozenset[int]:
    return frozenset(line for at, line in enumerate(one.lines) if bits >> at & 1)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Tokens that count, each with its line. Never raises: Pygments takes any text."""
    line = last = 0
    before = ""
    for at, kind, value in PythonLexer().get_tokens_unprocessed(text):
        line += text.count("\n", last, at)
        last = at
        if kind in Comment or kind in Literal.String.Doc or not value.strip():
            continue
        token = value
        if kind in Literal.String:
            token = "S"
        elif kind in Name and kind not in Name.Builtin:
            token = "N"
        if token != "S" or before != "S":  # a string is several tokens to Pygments
            yield token, line
        before = token
