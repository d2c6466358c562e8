"""Trusted room: Moodle. Feedback pages as the zip that `Upload multiple feedback files` takes.

A folder per participant, named as in the zip of submissions; Moodle reads the number in the name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from autograder.bundle import zipped
from autograder.export.moodle_sheet import Worksheet, worksheet
from autograder.export.records import Exported, Options, Record
from autograder.feedback import page

FOLDER = "{name}_{number}_assignsubmission_file_"
"""With the last `_`, which Moodle before 4.1 needs, and later ones take too."""
_UNSAFE = re.compile(r'[\\/:*?"<>|&`\']|\.\.+')
_LONGEST = 100


def write(records: Sequence[Record], template: bytes, options: Options) -> Exported:
    """The zip with the page of every record whose student is a participant.

    Raises `ExportError` in one line.
    """
    found = worksheet(template, options)
    matched = found.match(records, options)
    pages = {}
    for record in records:
        row = matched.rows.get(record.student)
        if row is not None:
            name = f"{folder(found, row)}/{record.exercise}.html"
            pages[name] = page(record.page, record.files).encode("utf-8")
    return Exported(zipped(pages), f"feedback for {len(pages)} participants.", matched.remarks)


def folder(found: Worksheet, row: int) -> str:
    """The name of a participant's folder: the full name as Moodle puts it into file names."""
    full = "" if found.name is None else found.sheet.cell(row, found.name)
    visible = "".join(char for char in full if unicodedata.category(char)[0] != "C")
    # Moodle splits at `_`, and takes the second part for the number.
    safe = _UNSAFE.sub("", visible[:_LONGEST].replace("_", " "))
    safe = " ".join(safe.split()).lstrip(".")
    return FOLDER.format(name=safe or "Participant", number=found.participant(row))
