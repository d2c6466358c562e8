"""Student room: what `init`, `check` and `bundle` print. Pure Python; no sandbox on this path."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import typer

from autograder import bundle as bundles
from autograder import selfcheck
from autograder.course import Course, load_course


def init(root: Path | None, folder: Path) -> None:
    """Write the student material into `folder`; files that are there stay as they are."""
    course = load_course(root)
    left = bundles.init(course, course.exercises, folder)
    typer.echo(f"The exercises are in {folder / 'assignments'}.")
    for path in left:
        typer.echo(f"Left as it was: {path}")
    typer.echo("Fill in a stub, then run in that folder: python -m autograder check")


def check(root: Path | None, names: Sequence[str], seconds: float, as_json: bool) -> None:
    """Run the public checks; exit code 1 unless all of them pass."""
    exercises = _here(root).select(names)
    results = selfcheck.check(exercises, seconds)
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(result) for result in results], indent=2))
    else:
        for result in results:
            typer.echo("\n".join(selfcheck.lines(result)))
            typer.echo(selfcheck.next_step(result))
            typer.echo()
    if not all(result.passed for result in results):
        raise typer.Exit(1)


def bundle(root: Path | None, names: Sequence[str], file: Path) -> None:
    """Write the student material as one zip."""
    course = load_course(root)
    bundles.bundle(course, course.select(names), file)
    typer.echo(f"{file} holds what a student gets.")


def _here(root: Path | None) -> Course:
    """The course named, else the one that the current folder lies in, else the default."""
    if root is not None:
        return load_course(root)
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "assignments").is_dir():
            return load_course(folder)
    return load_course()
