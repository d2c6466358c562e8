"""Trusted room: Canvas. Fills assignment columns of an exported gradebook, and nothing else.

Canvas takes the whole file as what is to be: an empty cell deletes a mark, a title without a known
id makes a new assignment. So the exported file goes back with a few cells changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from autograder.export import people, sheets
from autograder.export.records import Exported, ExportError, Options, Record
from autograder.export.sheets import Row, Sheet
from autograder.export.worth import agree, undetermined, worth

IDS = ("SIS User ID", "SIS Login ID", "ID")
"""Columns that tell who is who, in this order; `Student` comes last."""
_ASSIGNMENT = re.compile(r"(.*\S)\s*\((\d+)\)", re.S)
_TOTALS = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")
_KEPT = {"EX": "is excused", "N/A": "is not assigned to it"}


def write(records: Sequence[Record], template: bytes, options: Options) -> Exported:
    """The gradebook with the records' points. Raises `ExportError` in one line."""
    sheet = sheets.read(template, options.name, _is_gradebook)
    top = _points_row(sheet, options.name)
    columns = _columns(sheet, top, records, options)
    students = list(dict.fromkeys(record.student for record in records))
    matched = people.match(students, _keys(sheet, top), options.by)
    remarks = [*matched.remarks, *undetermined(records)]
    cells: dict[tuple[int, int], str] = {}
    for slug, column in columns.items():
        mine = [record for record in records if record.exercise == slug]
        maximum = sheets.number(sheet.cell(top, column))
        agree(mine, maximum, f"{sheet.header[column].strip()} in Canvas", options)
        comma = sheets.has_commas(sheet.column(column), sheet.separator)
        for record in mine:
            row = matched.rows.get(record.student)
            earned = worth(record, maximum, options.scale)
            if row is None or earned is None:
                continue
            there = sheet.cell(row, column).upper()
            if there in _KEPT:
                remarks.append(f"{record.student} {_KEPT[there]} ({slug}): left as it was.")
            else:
                cells[row, column] = sheets.points(earned, comma)
    titles = ", ".join(sheet.header[column].strip() for column in columns.values())
    remarks += _altered(sheet)
    # An assignment is known by its id; any other title that changed would become a new assignment.
    header = tuple(sheets.harmless(t) if _ASSIGNMENT.fullmatch(t) else t for t in sheet.header)
    sheet = replace(sheets.filled(sheet, cells), header=header)
    return Exported(
        content=sheets.written(sheet, raw=[sheet.header.index("ID")]),
        says=f"{len(cells)} marks of {len(matched.rows)} students, in {titles}.",
        remarks=tuple(remarks),
    )


def _altered(sheet: Sheet) -> list[str]:
    """Remarks on columns in which a cell looks like a formula. Canvas takes notes as they are."""
    return [
        f"{title.strip()}: what looked like a formula has a ' before it now."
        for column, title in enumerate(sheet.header)
        if title != "ID" and any(sheets.harmless(c) != c for c in sheet.column(column))
    ]


def _is_gradebook(header: Row) -> bool:
    return "ID" in header and bool({"Student", "LastName"} & set(header))


def _points_row(sheet: Sheet, name: str) -> int:
    """The row of the points possible; students come below it."""
    for row in range(len(sheet.rows)):
        if sheet.cell(row, 0) == "Points Possible":
            return row
    raise ExportError(
        f"{name} is no gradebook that Canvas exported: columns Student and ID, and a row Points "
        f"Possible, are missing."
    )


def _keys(sheet: Sheet, top: int) -> list[people.Key]:
    """Who is who, in the rows below the points possible; nobody in those above."""

    def cells(title: str) -> list[str]:
        column = sheet.column(sheet.header.index(title))
        return ["" if row <= top else cell for row, cell in enumerate(column)]

    keys = [people.key(title, zip(cells(title))) for title in IDS if title in sheet.header]
    if "Student" in sheet.header:
        return [*keys, people.key("Student", map(people.names, cells("Student")))]
    both = zip(cells("LastName"), cells("FirstName"), strict=True)
    full = [people.names(f"{last}, {first}") if last or first else () for last, first in both]
    return [*keys, people.key("Student", full)]


def _columns(sheet: Sheet, top: int, records: Sequence[Record], options: Options) -> dict[str, int]:
    """Exercise -> the column of its assignment: as said, else the one whose title names it."""
    assignments = _assignments(sheet, top)
    found: dict[str, int] = {}
    for record in records:
        slug = record.exercise
        if slug in found:
            continue
        said = options.columns.get(slug)
        fitting = _said(assignments, said) if said else _named(assignments, slug, record.title)
        if len(fitting) != 1:
            what = f"{said!r}" if said else f"the exercise {slug} ({record.title})"
            raise ExportError(
                f"{len(fitting) or 'No'} assignment columns of {options.name} fit {what}: say "
                f"--column '{slug[:2]}=TITLE (ID)', or choose others with --exercise. It has: "
                f"{', '.join(title.strip() for title in assignments) or 'none'}."
            )
        found[slug] = fitting[0]
    if len(set(found.values())) < len(found):
        raise ExportError(f"{' and '.join(found)} would fill the same column: say --column.")
    return found


def _assignments(sheet: Sheet, top: int) -> Mapping[str, int]:
    """Title -> column of the assignments that Canvas knows by an id, and lets one fill."""
    found: dict[str, int] = {}
    for column, title in enumerate(sheet.header):
        if not _ASSIGNMENT.fullmatch(title.strip()) or _TOTALS.search(title):
            continue
        cell = sheet.cell(top, column)  # `(read only)`, in the language of whoever exported it
        if not cell or sheets.number(cell) is not None:
            found[title] = column
    return found


def _said(assignments: Mapping[str, int], said: str) -> list[int]:
    """The columns with that title, with or without the id; or with that id."""
    wanted = people.fold(said)
    found = []
    for title, column in assignments.items():
        parts = _ASSIGNMENT.fullmatch(title.strip())
        assert parts is not None, "it has an id"
        if wanted in (people.fold(title), people.fold(parts[1]), parts[2]):
            found.append(column)
    return found


def _named(assignments: Mapping[str, int], slug: str, title: str) -> list[int]:
    """The columns whose title holds the exercise's title, or its slug; the same one if there is."""
    wanted = {_words(title), _words(slug)}
    found, same = [], []
    for assignment, column in assignments.items():
        parts = _ASSIGNMENT.fullmatch(assignment.strip())
        assert parts is not None, "it has an id"
        words = _words(parts[1])
        if words in wanted:
            same.append(column)
        if any(f" {one} " in f" {words} " for one in wanted if one):
            found.append(column)
    return same if len(same) == 1 else found


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", people.fold(text).replace("_", " ")))
