"""Both rooms: the code cells of a notebook file. Hostile JSON, within bounds; runs nothing.

The standard library reads it: outputs may have 50 MB, what is kept are sources and a few marks. The
text is measured before it is decoded: how deep it nests, how many values it has. Of a key that is
there twice the last one counts, as in Jupyter.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from autograder.findings import Refused
from autograder.sentences import say

MAX_VALUES = 3_000_000
"""Lists, dicts and what stands in them, outputs included."""
MAX_DEPTH = 100
MAX_CELLS = 5000
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_KEPT = frozenset(
    "nbformat metadata cells worksheets cell_type source input language nbgrader kernelspec"
    " language_info name grade_id solution grade".split()
)


@dataclass(frozen=True)
class Cell:
    """A cell, counted from 1 at the top. `solution`, `grade`: nbgrader's marks; `name`: its id."""

    number: int
    source: str
    is_code: bool = True
    is_nbgrader: bool = False
    solution: bool = False
    grade: bool = False
    name: str = ""


def cells(content: bytes) -> tuple[Cell, ...]:
    """The cells of a notebook of format 3 or 4, in order. Raises `Refused`."""
    _measure(content)
    try:
        text = content.decode("utf-8-sig")
        document = json.loads(text, object_pairs_hook=_kept, parse_int=_integer, parse_float=len)
    except (ValueError, RecursionError):
        raise Refused(say("refused.no_notebook")) from None
    if type(document) is not dict:
        raise Refused(say("refused.no_notebook"))
    _require_python(document.get("metadata"))
    found = _raw_cells(document)
    if len(found) > MAX_CELLS:
        raise Refused(say("refused.cells", most=MAX_CELLS))
    return tuple(_cell(number, raw) for number, raw in enumerate(found, 1))


def _measure(content: bytes) -> None:
    """Raise `Refused` if the JSON text is deeper, or has more parts, than notebooks have."""
    structure = _STRING.sub(b"", content)
    if structure.count(b",") + structure.count(b"{") + structure.count(b"[") > MAX_VALUES:
        raise Refused(say("refused.values", most=MAX_VALUES))
    depth = 0
    for byte in structure.translate(None, bytes(set(range(256)) - set(b"[]{}"))):
        depth += 1 if byte in b"[{" else -1
        if depth > MAX_DEPTH:
            raise Refused(say("refused.nests", most=MAX_DEPTH))


def _kept(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {key: value for key, value in pairs if key in _KEPT}


def _integer(digits: str) -> int:
    return int(digits) if len(digits) < 20 else 0  # converting long ones takes quadratic time


def _require_python(metadata: Any) -> None:
    for part, key in (("kernelspec", "language"), ("language_info", "name")):
        table = metadata.get(part) if type(metadata) is dict else None
        language = table.get(key) if type(table) is dict else None
        if type(language) is str and language and "python" not in language.lower():
            raise Refused(say("refused.language", language=language[:40]))


def _raw_cells(document: dict[str, Any]) -> list[Any]:
    version = document.get("nbformat")
    if version not in (2, 3, 4):
        raise Refused(say("refused.no_notebook"))
    if version == 4:
        found = document.get("cells")
    else:
        sheets = document.get("worksheets")
        sheets = sheets if type(sheets) is list else [None]
        found = []
        for sheet in sheets:
            part = sheet.get("cells") if type(sheet) is dict else None
            if type(part) is not list:
                raise Refused(say("refused.no_notebook"))
            found += part
    if type(found) is not list:
        raise Refused(say("refused.no_notebook"))
    return found


def _cell(number: int, raw: Any) -> Cell:
    if type(raw) is not dict:
        raise Refused(say("refused.bad_cell", number=number))
    is_code = raw.get("cell_type") == "code"
    source = raw.get("source", raw.get("input") if is_code else "")
    if type(source) is list and all(type(part) is str for part in source):
        source = "".join(source)
    if type(source) is not str:
        raise Refused(say("refused.bad_cell", number=number))
    # In a text, the escape of half a surrogate pair is the same character as the half itself.
    source = source.encode("utf-8", "backslashreplace").decode()
    metadata = raw.get("metadata")
    marks = metadata.get("nbgrader") if type(metadata) is dict else None
    if type(marks) is not dict:
        return Cell(number, source, is_code)
    name = marks.get("grade_id")
    return Cell(
        number=number,
        source=source,
        is_code=is_code,
        is_nbgrader=True,
        solution=marks.get("solution") is True,
        grade=marks.get("grade") is True,
        name=name if type(name) is str and re.fullmatch(r"[\w-]{1,100}", name, re.ASCII) else "",
    )
