"""Trusted room: which row of a platform's table is which student. Nobody is guessed.

A student's id is looked for in the columns that the format documents; letter case, spaces,
invisible direction marks and the spelling of accents do not matter. Who is found in two rows, be
it by two columns, or shares a row with another student, is left out and named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from autograder.export.records import ExportError

_MARKS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Key:
    """A column that tells who is who: its title, and per row of the table how it may be spelled."""

    title: str
    spellings: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Matched:
    """Student -> row; remarks on those of whom it is not clear; and those who are in no row."""

    rows: dict[str, int]
    remarks: tuple[str, ...]
    missing: tuple[str, ...] = ()


def fold(text: str) -> str:
    """One spelling of a name or an id. Two of different meaning stay different."""
    plain = " ".join(_MARKS.sub("", text).split())
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", plain).casefold())


def key(title: str, cells: Iterable[Iterable[str]]) -> Key:
    """A key from what stands in each row; empty spellings mean nobody."""
    return Key(title, tuple(frozenset(filter(None, map(fold, row))) for row in cells))


def names(last_first: str) -> tuple[str, ...]:
    """`Last, First` also as `First Last`."""
    last, comma, first = last_first.partition(",")
    return (last_first, f"{first} {last}") if comma else (last_first,)


def match(
    students: Sequence[str],
    keys: Sequence[Key],
    by: str | None = None,
    spelled: Callable[[str, str], str] = lambda student, title: student,
) -> Matched:
    """As `find`. Remarks name the missing too; raises `ExportError` if nobody at all is found."""
    found = find(students, keys, by, spelled)
    if not found.rows:
        titles = [one.title for one in keys if by is None or fold(one.title) == fold(by)]
        raise ExportError(
            f"None of {len(students)} students is in the template "
            f"(looked at {', '.join(titles) or 'no column'})."
        )
    absent = (f"{student}: not in the template." for student in found.missing)
    return replace(found, remarks=(*found.remarks, *absent))


def find(
    students: Sequence[str],
    keys: Sequence[Key],
    by: str | None = None,
    spelled: Callable[[str, str], str] = lambda student, title: student,
) -> Matched:
    """The row of each of `students`, by all of `keys`, or by the one with the title `by`.

    `spelled` says how a student is spelled in a column. Raises `ExportError` if there is no such
    column.
    """
    if by is not None:
        keys = [one for one in keys if fold(one.title) == fold(by)]
        if not keys:
            raise ExportError(f"There is no column {by!r} that tells who is who.")
    places: dict[str, dict[str, set[int]]] = {}
    for one in keys:
        rows = places.setdefault(one.title, {})
        for row, spellings in enumerate(one.spellings):
            for spelling in spellings:
                rows.setdefault(spelling, set()).add(row)
    found: dict[str, int] = {}
    missing, remarks = [], []
    for student in students:
        hits: dict[str, set[int]] = {}
        for title, rows in places.items():
            for spelling in names(spelled(student, title)):
                hits.setdefault(title, set()).update(rows.get(fold(spelling), ()))
        hits = {title: rows for title, rows in hits.items() if rows}
        different = set().union(*hits.values())
        if not hits:
            missing.append(student)
        elif len(different) > 1:
            titles = " and ".join(hits)
            remarks.append(f"{student}: {len(different)} rows could be meant (by {titles}).")
        else:
            found[student] = different.pop()
    remarks += _shared(found)
    return Matched(found, tuple(remarks), tuple(missing))


def _shared(found: dict[str, int]) -> list[str]:
    """Take out of `found` who shares a row, and say so."""
    sharing: dict[int, list[str]] = {}
    for student, row in found.items():
        sharing.setdefault(row, []).append(student)
    remarks = []
    for students in sharing.values():
        if len(students) > 1:
            remarks.append(f"{' and '.join(students)}: one row is meant by all of them.")
            for student in students:
                del found[student]
    return remarks
