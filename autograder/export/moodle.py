"""Trusted room: Moodle. Fills the marks of an offline grading worksheet, and nothing else."""

from __future__ import annotations

import html
from collections.abc import Sequence

from autograder.export import sheets
from autograder.export.moodle_sheet import Worksheet, worksheet
from autograder.export.records import Exported, ExportError, Options, Record
from autograder.export.worth import agree, undetermined, worth
from autograder.feedback.words import WORDS
from autograder.outcomes import Outcome
from autograder.visible import sentence

_MOST = 4000
_GOOD = (Outcome.PASSED, Outcome.SKIPPED)


def write(records: Sequence[Record], template: bytes, options: Options) -> Exported:
    """The worksheet with the records' points, and with reasons if comments are asked for.

    Raises `ExportError` in one line.
    """
    found = worksheet(template, options)
    sheet, maximum = found.sheet, found.maximum
    agree(records, maximum, "The worksheet", options)
    matched = found.match(records, options)
    remarks = [*matched.remarks, *undetermined(records)]
    comma = sheets.has_commas(found.numbers, sheet.separator)
    cells: dict[tuple[int, int], str] = {}
    for record in records:
        row = matched.rows.get(record.student)
        earned = worth(record, maximum, options.scale)
        if row is None or earned is None:
            continue
        if maximum is not None and earned > maximum:
            remarks.append(
                f"{record.student}: {float(earned):g} is above the maximum of {float(maximum):g}, "
                f"which Moodle would pass over in silence; left as it was."
            )
            continue
        cells[row, found.grade] = sheets.points(earned, comma)
        if options.comments:
            cells[row, _comments(found, options)] = comment(record)
    # Comments of instructors are read back by Moodle: they stay as they are.
    raw = [column for column in (found.identifier, found.comments) if column is not None]
    return Exported(
        content=sheets.written(sheets.filled(sheet, cells), raw),
        says=f"marks of {len({row for row, _ in cells})} of {len(sheet.rows)} participants.",
        remarks=tuple(remarks),
    )


def _comments(found: Worksheet, options: Options) -> int:
    if found.comments is None:
        raise ExportError(
            f"{options.name} has no column for comments: switch on Feedback comments in Moodle, or "
            f"say --column 'comments=TITLE'."
        )
    return found.comments


def comment(record: Record) -> str:
    """What a mark is made of, as one line of HTML; Moodle keeps comments as HTML."""
    standing = record.standing
    lines = [f"{standing.earned:g} of {standing.possible} points.", *standing.lines]
    for check in record.counted.result.checks:
        if check.outcome not in _GOOD:
            said = " ".join(filter(None, (check.says, check.diagnosis)))
            lines.append(f"{check.title}: {WORDS[check.outcome].says}. {said}")
    return "<br>".join(html.escape(sentence(line, _MOST // 10)) for line in lines)[:_MOST]
