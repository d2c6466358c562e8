"""Trusted room: the columns of a Moodle grading worksheet, whatever language their titles are in.

Moodle writes `Identifier` (a word and a number), the full name unless marking is blind, fields of
the profile, the status, then the grade and right of it the maximum. Titles are looked up first;
where none is known, the cells tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from autograder.export import people, sheets
from autograder.export.records import ExportError, Options, Record
from autograder.export.sheets import Sheet

TITLES = {
    "name": "full name|vollständiger name|nom complet|nombre completo|nome completo|nome|"
    "volledige naam|nom i cognoms|imię i nazwisko|полное имя|姓名|全名|الاسم الكامل|שם מלא",
    "id": "id number|id-nummer|matrikelnummer|numéro d'identification|numéro étudiant|número de id|"
    "codice identificativo|número de identificação|idnummer|numer id|индивидуальный номер",
    "email": "email address",  # elsewhere the cells tell
    "grade": "grade|bewertung|note|calificación|valutazione|nota|cijfer|beoordeling|qualificació|"
    "cualificación|kalifikazioa|ocena|оценка|betyg|karakter|評点|評定|成绩|成績|الدرجة|العلامة|ציון",
    "maximum": "maximum grade|bestwertung|note maximale|calificación máxima|valutazione massima|"
    "nota máxima|maximale cijfer|maksymalna ocena|максимальная оценка",
    "comments": "feedback comments|feedback als kommentar|commentaires de feedback|"
    "feedback par commentaires|comentarios de retroalimentación|commenti di feedback|"
    "comentários de feedback|comentarios",
}
"""What a column is for -> its titles in languages of Moodle, in small letters."""
SCALES = "scale|skala|barème|escala|scala|schaal|шкала"
ROLES = ("identifier", *TITLES)
_IDENTIFIER = re.compile(r"(\D+?)\s*(\d+)")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_SUBMITTED = re.compile(r"[^_]*_(\d+)_assignsubmission_.*", re.S)


@dataclass(frozen=True)
class Worksheet:
    """A worksheet, and which column is what. `maximum` is the one of all rows, if it is given."""

    sheet: Sheet
    identifier: int
    grade: int
    most: int | None
    maximum: Fraction | None
    name: int | None
    id: int | None
    email: int | None
    comments: int | None

    @property
    def numbers(self) -> list[str]:
        """The cells that hold points."""
        most = [] if self.most is None else self.sheet.column(self.most)
        return [*self.sheet.column(self.grade), *most]

    def participant(self, row: int) -> str:
        """The number of the participant in a row; empty if there is none."""
        found = _IDENTIFIER.fullmatch(self.sheet.cell(row, self.identifier))
        return found[2] if found else ""

    def match(self, records: Sequence[Record], options: Options) -> people.Matched:
        """Who is who: by id number, email address, identifier, full name, in this order.

        A folder of Moodle's own, such as `Ana Lee_123_assignsubmission_file`, is participant 123.
        """
        sheet = self.sheet
        keys = [
            people.key(sheet.header[column], zip(sheet.column(column)))
            for column in (self.id, self.email)
            if column is not None
        ]
        title = sheet.header[self.identifier]
        identifiers = [
            (sheet.cell(row, self.identifier), self.participant(row))
            for row in range(len(sheet.rows))
        ]
        keys.append(people.key(title, identifiers))
        if self.name is not None:
            full = map(people.names, sheet.column(self.name))
            keys.append(people.key(sheet.header[self.name], full))

        def spelled(student: str, column: str) -> str:
            folder = _SUBMITTED.fullmatch(student)
            return folder[1] if folder and column == title else student

        students = [record.student for record in records]
        return people.match(students, keys, options.by, spelled)


def worksheet(content: bytes, options: Options) -> Worksheet:
    """The worksheet in a file's `content`. Raises `ExportError` in one line."""
    sheet = sheets.read(content, options.name, lambda header: len(header) > 2)
    for role, title in options.columns.items():
        if role not in ROLES:
            raise ExportError(f"--column {role}={title}: the first is one of {', '.join(ROLES)}.")
    titled = {role: _titled(sheet, role, options) for role in ROLES}
    identifier = _first(titled["identifier"], *_identifiers(sheet))
    if identifier is None:
        raise ExportError(
            f"{options.name} is no grading worksheet of Moodle: no column holds identifiers, such "
            f"as Participant 123."
        )
    grade = _first(titled["grade"], *_graded(sheet))
    if grade is None:
        raise ExportError(
            f"Which column of {options.name} holds the grades is not clear: say --column "
            f"'grade=TITLE'. It has: {', '.join(sheet.header)}."
        )
    right = grade + 1 if grade + 1 < len(sheet.header) else None
    most = _first(titled["maximum"], *([right] if right and _maximum(sheet, right) else []))
    if most is None and right and people.fold(sheet.header[right]) in SCALES.split("|"):
        raise ExportError(f"{options.name} is graded on a scale; only points can be written.")
    if most is not None and _maximum(sheet, most) is None:
        raise ExportError(f"The column {sheet.header[most]} of {options.name} is not one number.")
    return Worksheet(
        sheet=sheet,
        identifier=identifier,
        grade=grade,
        most=most,
        maximum=None if most is None else _maximum(sheet, most),
        name=titled["name"],
        id=titled["id"],
        email=_first(titled["email"], *_emails(sheet)),
        comments=titled["comments"],
    )


def _titled(sheet: Sheet, role: str, options: Options) -> int | None:
    """The column that was said, or the only one with a title that is known for this role."""
    said = options.columns.get(role)
    wanted = [said] if said else TITLES.get(role, "").split("|")
    titles = {people.fold(title) for title in wanted if title}
    found = [i for i, title in enumerate(sheet.header) if people.fold(title) in titles]
    if said and len(found) != 1:
        raise ExportError(
            f"{len(found) or 'No'} columns of {options.name} have the title {said!r}."
        )
    return found[0] if len(found) == 1 else None


def _first(*found: int | None) -> int | None:
    return next((column for column in found if column is not None), None)


def _identifiers(sheet: Sheet) -> Iterator[int]:
    """Columns of which every cell is the same word and a number."""
    for column in range(len(sheet.header)):
        cells = [_IDENTIFIER.fullmatch(cell) for cell in sheet.column(column)]
        if cells and all(cells) and len({cell[1] for cell in cells if cell}) == 1:
            yield column


def _graded(sheet: Sheet) -> list[int]:
    """The column of numbers, or of nothing, left of one that is the same number everywhere."""
    found = [
        column
        for column in range(len(sheet.header) - 1)
        if _maximum(sheet, column + 1)
        and all(c in ("", "-") or sheets.number(c) is not None for c in sheet.column(column))
    ]
    return found if len(found) == 1 else []


def _maximum(sheet: Sheet, column: int) -> Fraction | None:
    """The number that stands in every cell of a column."""
    found = {sheets.number(cell) for cell in sheet.column(column)}
    return found.pop() if len(found) == 1 else None


def _emails(sheet: Sheet) -> Iterator[int]:
    """Columns of addresses."""
    for column in range(len(sheet.header)):
        cells = [cell for cell in sheet.column(column) if cell]
        if cells and all(_EMAIL.fullmatch(cell) for cell in cells):
            yield column
