"""Both rooms: from a notebook to the module that is graded. Hostile text; nothing is executed.

    .ipynb ──cells──► without magics ──► what is taken ──► a module, `# %% cell N` above each cell

Of a notebook without nbgrader's marks all code cells are taken. With them it is what the exercise
gives (imports, names of types), the solution cells, and from other cells what these use and what
they miss, name by name: imports, functions, classes, assignments. Test cells never count. Every
line keeps its place within its cell, so that feedback can say "cell 3, line 4".
"""

from __future__ import annotations
import __future__

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from autograder.course import Exercise
from autograder.findings import MAX_BYTES, Refused
from autograder.magics import without_magics
from autograder.notebook_cells import Cell, cells
from autograder.sentences import say
from autograder.statements import bound, is_text, is_untouched, span, used

TITLE = "# Taken from a notebook: the marks below say which lines were which cell's."
MAX_NOTES = 6
_CELL = "# %% cell "
_MARK = re.compile(rf"{_CELL}(\d+)\b.*")
_SHOWN = 60
_BROKEN = (SyntaxError, ValueError, RecursionError, MemoryError)


class Taken(NamedTuple):
    """The module that is graded, and sentences for its student about what was left out."""

    source: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Part:
    """The Python text of one cell, its statements, and the global names that it reads."""

    mark: str
    text: str
    body: tuple[ast.stmt, ...]
    used: frozenset[str]
    solution: bool


def module(content: bytes, exercise: Exercise) -> Taken:
    """The graded module in the notebook `content`. Raises `Refused`."""
    found = cells(content)
    code = [cell for cell in found if cell.is_code and cell.source.strip()]
    if sum(len(cell.source) for cell in code) > MAX_BYTES:
        raise Refused(say("refused.much_code", size=MAX_BYTES >> 20))
    notes = [
        say("cells.not_code", number=cell.number)
        for cell in found
        if cell.solution and not cell.is_code
    ]
    parts = list(_parts([c for c in code if c.solution or not c.grade], notes))
    future: set[str] = set()
    if any(cell.is_nbgrader for cell in found):
        try:
            parts = [_given(exercise), *_needed(parts, frozenset(exercise.functions), notes)]
        except _BROKEN:
            raise Refused(say("refused.deep_code")) from None
        future.add("annotations")
    if not any(part.text.strip() for part in parts):
        raise Refused(say("refused.no_code"))
    parts = [_without_future(part, future) for part in parts]
    head = f"from __future__ import {', '.join(sorted(future))}" if future else ""
    # Two line breaks: the first one may be that of a line which ends with a backslash.
    blocks = [f"{part.mark}\n{part.text.rstrip()}\n\n" for part in parts if part.text.strip()]
    text = "".join([f"{TITLE}\n{head}".rstrip(), "\n\n", *blocks])
    source = text.encode("utf-8")
    if len(source) > MAX_BYTES:
        raise Refused(say("refused.much_code", size=MAX_BYTES >> 20))
    more = [say("cells.more", number=len(notes) - MAX_NOTES)] if len(notes) > MAX_NOTES else []
    return Taken(source, (*notes[:MAX_NOTES], *more))


def is_mark(line: str) -> bool:
    """Whether a line says which cell the next ones are of."""
    return _MARK.fullmatch(line) is not None


def cell_place(lines: Sequence[str], number: int) -> tuple[str, int]:
    """(cell, line in it) of line `number` of a module taken from a notebook; else ("", 0)."""
    if not lines or lines[0] != TITLE or number > len(lines):
        return "", 0
    for above in range(number - 1, 0, -1):
        mark = _MARK.fullmatch(lines[above - 1])
        if mark:
            return mark[1], number - above
    return "", 0


def _parts(code: Iterable[Cell], notes: list[str]) -> Iterator[_Part]:
    for cell in code:
        text, left = without_magics(cell.source)
        for number, magic in left:
            shown = magic if len(magic) <= _SHOWN else magic[: _SHOWN - 1] + "…"
            notes.append(say("cells.magic", number=cell.number, line=number, text=shown))
        name = f" ({cell.name})" if cell.name else ""
        try:
            yield _part(f"{_CELL}{cell.number}{name}", text, cell.solution)
        except _BROKEN as error:
            why = say("cells.unreadable")
            if isinstance(error, SyntaxError):
                why = say("cells.at_line", line=error.lineno, error=error.msg)
            notes.append(say("cells.invalid", number=cell.number, why=why))


def _part(mark: str, text: str, solution: bool = False) -> _Part:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        body = tuple(ast.parse(text).body)
        return _Part(mark, text, body, frozenset(used(text)), solution)


def _given(exercise: Exercise) -> _Part:
    """What the exercise's own file holds besides the functions that students write."""
    try:
        text = exercise.stub.read_text("utf-8")
    except OSError:
        text = ""
    part = _part("# %% given", text)
    own = [node for node in part.body if not bound(node) & set(exercise.functions)]
    return _only(part, own[1:] if own and is_text(own[0]) else own)


def _needed(parts: list[_Part], functions: frozenset[str], notes: list[str]) -> list[_Part]:
    """The solution cells, and of the other cells what the solution needs."""
    chosen = _chosen(parts, functions, notes)

    def counts(index: int, node: ast.stmt) -> bool:
        return all(chosen.get(name, index) == index for name in bound(node))

    parts = [_only(p, [n for n in p.body if counts(i, n)]) for i, p in enumerate(parts)]
    wanted = set(functions).union({"*"}, *(p.used for p in parts if p.solution))
    there: dict[str, list[ast.stmt]] = {}
    for part in parts:
        for node in part.body:
            for name in bound(node):
                if part.solution:
                    wanted.discard(name)
                else:
                    there.setdefault(name, []).append(node)
    taken: set[int] = set()  # ids of statements
    while wanted:
        for node in there.pop(wanted.pop(), []):
            if id(node) not in taken:
                taken.add(id(node))
                wanted |= used(ast.unparse(node))
    return [p if p.solution else _only(p, [n for n in p.body if id(n) in taken]) for p in parts]


def _chosen(parts: list[_Part], functions: frozenset[str], notes: list[str]) -> dict[str, int]:
    """Function of the exercise -> index of the part whose definition counts.

    If there are several, as after a cell was copied: one that was worked on before an untouched
    one, one in a solution cell before others, and the last of these.
    """
    places: dict[str, list[tuple[bool, bool, int]]] = {}
    for index, part in enumerate(parts):
        for node in part.body:
            for name in bound(node) & functions:
                place = not is_untouched(node), part.solution, index
                places.setdefault(name, []).append(place)
    chosen = {name: max(found)[2] for name, found in places.items()}
    for name, index in chosen.items():
        if any(place[0] and place[2] != index for place in places[name]):
            mark = parts[index].mark.removeprefix(_CELL)
            notes.append(say("cells.several", name=name, cell=mark))
    return chosen


def _only(part: _Part, keep: Sequence[ast.stmt]) -> _Part:
    """The part with nothing but the statements `keep`, in their lines."""
    if len(keep) == len(part.body):
        return part
    kept = set(map(id, keep))
    lines = part.text.split("\n")
    result = list(lines) if part.solution else [""] * len(lines)  # with its comments, or without
    begun = Counter(end for node in part.body for end in {span(node)[0], span(node)[1] - 1})
    for node in part.body:
        first, last = span(node)
        result[first:last] = lines[first:last] if id(node) in kept else [""] * (last - first)
    for line in [line for line, count in begun.items() if count > 1]:
        result[line] = ""
    for node in part.body:  # those that share a line with others
        first, last = span(node)
        if max(begun[first], begun[last - 1]) > 1:
            result[first + 1 : last - 1] = [""] * (last - first - 2)
            if id(node) in kept:
                result[first] += ast.unparse(node) + "; "
    return replace(part, text="\n".join(result), body=tuple(keep))


def _without_future(part: _Part, future: set[str]) -> _Part:
    """The part without imports from __future__, whose names are added to `future`."""
    found = [n for n in part.body if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
    if not found:
        return part
    names = {alias.name for node in found for alias in node.names}
    future |= names & set(__future__.all_feature_names)
    return _only(part, [node for node in part.body if node not in found])
