"""Trusted room: a standing as the number that a platform's column takes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from autograder.export.records import ExportError, Options, Record
from autograder.policy.rules import exact


def worth(record: Record, maximum: Fraction | None, scale: bool) -> Fraction | None:
    """The points of `record` in a column with this `maximum`; None while they are open."""
    standing = record.standing
    if standing.earned is None:
        return None
    earned = exact(standing.earned)
    if scale and maximum and standing.possible:
        return earned * maximum / standing.possible
    return earned


def agree(
    records: Sequence[Record], maximum: Fraction | None, column: str, options: Options
) -> None:
    """Raise `ExportError` unless the column's maximum is what can be earned, or points are scaled.

    Otherwise 7 of 10 points would silently become 7 of 100. A column without a maximum takes any
    points, and so does one of 0 for extra credit.
    """
    for record in records:
        possible = record.standing.possible
        if maximum is None or options.scale or maximum == possible:
            continue
        if maximum == 0 and record.standing.extra:
            continue
        raise ExportError(
            f"{column} is out of {float(maximum):g}, {record.exercise} out of {possible}: change "
            f"it there and export again, or say --scale."
        )


def undetermined(records: Sequence[Record]) -> list[str]:
    """Remarks on the records without points, whose cells stay as they are."""
    return [
        f"{record.student}: the points for {record.exercise} are undetermined; left as it was."
        for record in records
        if record.standing.earned is None
    ]
