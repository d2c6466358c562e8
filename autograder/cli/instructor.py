"""Instructor room: what `verify` does around the engine, and prints."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.course import CourseError, load_course, require_solution
from autograder.sandbox import Sandbox, SandboxError, open_sandbox

UNDETERMINED = 3


def open_or_say(isolation: str, root: Path, start: str = "warm") -> Sandbox:
    """The sandbox of a run over the course in `root`; `CourseError` where none can be had."""
    try:
        return open_sandbox(isolation, hidden=[root], start=start)
    except (SandboxError, ValueError) as error:
        raise CourseError(str(error)) from None


def verify(
    root: Path | None,
    names: Sequence[str],
    seeds: int,
    isolation: str,
    docs: Path | None,
    as_json: bool,
) -> None:
    """Prove the exercises; exit code 3 if one is not proven."""
    from autograder.published import publish
    from autograder.verify import verify as prove

    course = load_course(root)
    exercises = course.select(names)
    for exercise in exercises:
        require_solution(exercise)
    console, err = Console(), Console(stderr=True)
    with open_or_say(isolation, course.root) as sandbox, err.status("") as status:
        proofs = [prove(exercise, seeds, sandbox, status.update) for exercise in exercises]
    if as_json:
        console.print_json(json.dumps([dataclasses.asdict(proof) for proof in proofs]))
    else:
        table = Table(
            "exercise", "seeds", "right", "false fail", "mistakes", "killed", "junk passed"
        )
        for proof in proofs:
            counts = (str(proof.seeds), str(proof.right), str(proof.false_fail))
            kills = (str(proof.mistakes), str(proof.killed), str(proof.junk))
            table.add_row(proof.exercise, *counts, *kills)
        console.print(table)
        for proof in proofs:
            for failure in proof.failures:
                console.print(f"{proof.exercise}: {escape(failure)}", highlight=False)
    if docs is not None:
        try:
            publish(docs, course.root, proofs)
        except ValueError as error:
            err.print(f"{error}.", style="bold", markup=False)
    if any(proof.failures for proof in proofs):
        raise typer.Exit(UNDETERMINED)
