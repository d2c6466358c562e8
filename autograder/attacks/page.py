"""Instructor room: the results of the attack suite as the table of docs/security.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.attacks import AttackResult
from autograder.course import CourseError
from autograder.feedback.text import line
from autograder.stamp import fingerprint, write_part

COMMAND = "autograder doctor --attack"
PARTS = ("tests/attacks", "autograder/attacks")
"""What the table is made from, for its stamp."""


def table(results: Sequence[AttackResult], level: str) -> str:
    """Totals, a table of families, and one row an attack, in Markdown."""
    ran = [result for result in results if not result.skipped]
    held = sum(result.held for result in ran)
    shown = sum(result.control is True for result in ran)
    impossible = [result for result in ran if result.impossible]
    lines = [
        f"Written by `{COMMAND}` at isolation {level}: {len(ran)} attacks were let loose, "
        f"{held} of them gained nothing and disturbed nobody. {shown} were shown to work against "
        "a naive grader without isolation; "
        f"{len(impossible)} cannot work on that machine, whoever tries.",
        "",
        "| family | attacks | work unprotected | got points | other trouble |",
        "|---|---|---|---|---|",
    ]
    for family in sorted({result.family for result in results}):
        rows = [result for result in ran if result.family == family]
        works = sum(result.control is True for result in rows)
        paid = sum(result.earned > result.floor for result in rows)
        other = sum(bool(r.problems) and r.earned <= r.floor for r in rows)
        lines.append(f"| {family} | {len(rows)} | {works} | {paid} | {other} |")
    lines += ["", "| attack | what would be success | unprotected | here |", "|---|---|---|---|"]
    lines += [_row(result) for result in results]
    return "\n".join(lines) + "\n"


def _row(result: AttackResult) -> str:
    unprotected = result.saw or "not tried"
    if result.impossible:
        unprotected = f"control impossible here: {result.impossible}"
    elif result.control is False:
        unprotected = f"**did not work:** {result.saw}"
    outcomes = ", ".join(sorted(set(result.outcomes) - {"skipped"})) or "nothing to grade"
    here = f"{result.earned} points ({outcomes})"
    if result.floor:
        here += f", floor {result.floor}"
    if result.problems:
        here = f"**{here}; {'; '.join(result.problems)}**"
    if result.skipped:
        here = f"skipped: {result.skipped}"
    cells = (f"{result.family}/{result.name}", result.goal, unprotected, here)
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    for char in "\\`|<>[]":
        text = text.replace(char, f"\\{char}")
    return line(text, 300)


def write(results: Sequence[AttackResult], level: str, document: Path, root: Path) -> None:
    """Put the table, stamped, into the generated part of `document`.

    Raises `CourseError` if it has none.
    """
    try:
        write_part(document, fingerprint(root, PARTS), table(results, level))
    except ValueError as error:
        raise CourseError(f"{error}.") from None
