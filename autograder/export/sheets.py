"""Trusted room: a table that a learning platform exported, read and written back as it was.

Kept are separator, line ends, byte order mark and the decimal sign, and every cell that nobody
asked to fill; but none is left that a spreadsheet would take for a formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from autograder.export.records import ExportError
from autograder.report import FORMULA

_NUMBER = re.compile(r"\s*(-?\d+)(?:[.,](\d+))?\s*")
_NO_FORMULA = re.compile(r"\s*[-+]?[\d.,]*%?\s*")
_BOM = b"\xef\xbb\xbf"
Row = tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table. Rows may be shorter than the header, as they were in the file."""

    header: Row
    rows: tuple[Row, ...]
    separator: str = ","
    newline: str = "\n"
    bom: bool = False

    def cell(self, row: int, column: int) -> str:
        """One cell without the spaces around it; empty where the row is shorter."""
        return self.rows[row][column].strip() if column < len(self.rows[row]) else ""

    def column(self, column: int) -> list[str]:
        """All cells of a column."""
        return [self.cell(row, column) for row in range(len(self.rows))]


def read(content: bytes, name: str, fits: Callable[[Row], bool]) -> Sheet:
    """The table in the file's `content`; `fits` knows its header, whatever the separator.

    Raises `ExportError` in one line with the `name` of the file.
    """
    bom = content.startswith(_BOM)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ExportError(
            f"{name} is not text in UTF-8: export it again in that encoding."
        ) from None
    newline = "\r\n" if "\r\n" in text else "\n"
    for separator in ",;\t":
        lines = _parsed(text, separator)
        if lines and fits(lines[0]):
            return Sheet(lines[0], tuple(lines[1:]), separator, newline, bom)
    return Sheet((), (), ",", newline, bom)


def _parsed(text: str, separator: str) -> list[Row]:
    """Empty where this separator makes no table of it."""
    source = io.StringIO(text, newline="")
    try:
        return [tuple(row) for row in csv.reader(source, delimiter=separator, strict=True)]
    except csv.Error:
        return []


def written(sheet: Sheet, raw: Iterable[int] = ()) -> bytes:
    """The table as the bytes of a file.

    Titles, by which platforms know their columns, and cells in the columns `raw` stay as they are
    in any case.
    """
    stays = set(raw)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=sheet.separator, lineterminator=sheet.newline)
    writer.writerow(sheet.header)
    for row in sheet.rows:
        writer.writerow(c if i in stays else harmless(c) for i, c in enumerate(row))
    return (_BOM if sheet.bom else b"") + text.getvalue().encode("utf-8")


def harmless(cell: str) -> str:
    """The cell with ' before it if a spreadsheet would take it for a formula."""
    start = cell.lstrip(" ")[:1]
    return f"'{cell}" if start and start in FORMULA and not _NO_FORMULA.fullmatch(cell) else cell


def filled(sheet: Sheet, cells: dict[tuple[int, int], str]) -> Sheet:
    """The table with other cells, by row and column."""
    rows = [list(row) for row in sheet.rows]
    for (row, column), cell in cells.items():
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = cell
    return replace(sheet, rows=tuple(map(tuple, rows)))


def number(cell: str) -> Fraction | None:
    """The number in a cell, with a point or a comma; None if it holds none."""
    found = _NUMBER.fullmatch(cell)
    return Fraction(f"{found[1]}.{found[2] or 0}") if found else None


def has_commas(cells: Sequence[str], separator: str) -> bool:
    """Whether numbers have a decimal comma: as others in `cells` have, else by the separator."""
    signs = {sign for cell in cells if number(cell) is not None for sign in ".," if sign in cell}
    return "," in signs if len(signs) == 1 else not signs and separator == ";"


def points(value: Fraction, comma: bool) -> str:
    """Points with two decimals, as the platforms write them; half a hundredth goes up."""
    hundredths = (value * 200 + 1) // 2
    text = f"{hundredths // 100}.{hundredths % 100:02}"
    return text.replace(".", ",") if comma else text
