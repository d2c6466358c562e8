"""Instructor room: what `doctor` prints: what this machine can isolate, and what that holds."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.cli import card
from autograder.cli.instructor import UNDETERMINED, open_or_say
from autograder.course import CourseError, load_course
from autograder.report import clean


def examine(as_json: bool) -> None:
    """Try every capability and print a table."""
    from autograder.sandbox.doctor import examine as try_all

    console = Console()
    found = try_all()
    if as_json:
        console.print_json(json.dumps([dataclasses.asdict(item) for item in found]))
        return
    table = Table("capability", "", "detail", "what mends it")
    for item in found:
        mend = "" if item.ok else item.mend
        table.add_row(item.name, "ok" if item.ok else "missing", escape(item.detail), escape(mend))
    console.print(table)


def attack(
    root: Path | None,
    names: Sequence[str],
    isolation: str,
    docs: Path | None,
    as_json: bool,
    device: str = "cpu",
) -> None:
    """Let the attack suite loose; exit code 3 if an attack gained something.

    device: `cuda` for jails with a GPU, whose walls have holes: that is no page of docs/.
    """
    from autograder.attacks import AttackResult, page, run

    card.check(device)
    if device == "auto":
        raise CourseError("Attacks need no GPU: say --device cuda to let them loose on one.")
    if docs is not None and device != "cpu":
        raise CourseError("docs/security.md is about jails without a GPU: leave out --docs.")
    course = load_course(root)
    console, err = Console(), Console(stderr=True)

    def tell(result: AttackResult) -> None:
        word = "held" if result.held else "NOT HELD"
        problems = escape(clean("; ".join(result.problems)))
        err.print(f"{word:<8} {result.family}/{result.name} {problems}", highlight=False)

    # Two at a time: an attack's jail lives while those of known mistakes come and go.
    with open_or_say(isolation, course.root, device=device, gpu_share=2) as sandbox:
        results = run(sandbox, course.root, names, tell=tell)
        level = f"{sandbox.level.letter} ({sandbox.level.name})"
    if as_json:
        console.print_json(json.dumps([dataclasses.asdict(result) for result in results]))
    else:
        held = sum(result.held for result in results)
        console.print(f"{held} of {len(results)} attacks gained nothing, at isolation {level}.")
    if docs is not None:
        page.write(results, level, docs, course.root)
    if not all(result.held or result.skipped for result in results):
        raise typer.Exit(UNDETERMINED)
