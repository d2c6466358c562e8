"""Both rooms of people: the arguments of the students' commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import Exercise, Json, Names, Seconds, Some


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put the exercises.")],
) -> None:
    """Put the exercises into DIR, to be filled in."""
    from autograder.cli import student

    student.init(context.obj, folder)


def check(
    context: typer.Context,
    exercises: Names = None,
    seconds: Seconds = 120.0,
    json: Json = False,
) -> None:
    """Run the public checks; one line a check, and the next step."""
    from autograder.cli import student

    student.check(context.obj, exercises or [], seconds, json)


def watch(
    context: typer.Context,
    exercises: Names = None,
    seconds: Annotated[
        float, typer.Option(help="Time limit for the checks of one exercise, in seconds.", min=1.0)
    ] = 60.0,
    json: Json = False,
) -> None:
    """Check again on every save, and show what to work on next.

    Needs the extra `watch`. Where the output is no terminal, plain lines and no keys.
    """
    from autograder.cli import watching

    watching.watch(context.obj, exercises or [], seconds, json)


def hint(
    context: typer.Context,
    exercise: Exercise,
    again: Annotated[
        bool, typer.Option("--again", help="Show the hints again that were shown already.")
    ] = False,
    json: Json = False,
) -> None:
    """Show the next hint, one at a time."""
    from autograder.cli import student

    student.hint(context.obj, exercise, again, json)


def status(
    context: typer.Context,
    exercises: Names = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Run all public checks first; takes its time.")
    ] = False,
    seconds: Seconds = 120.0,
    json: Json = False,
) -> None:
    """How far every exercise is, by the last check of its file. Runs nothing.

    Public checks are not the mark.
    """
    from autograder.cli import student

    student.status(context.obj, exercises or [], fresh, seconds, json)


def submit(
    context: typer.Context,
    exercises: Some,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder to write to.")] = Path(
        "handed-in"
    ),
    as_zip: Annotated[bool, typer.Option("--zip", help="One zip instead of folders.")] = False,
    student: Annotated[
        str, typer.Option("--student", metavar="ID", help="Name the folder or zip after you.")
    ] = "",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Even if it cannot be loaded, or lacks a function.")
    ] = False,
    seconds: Annotated[
        float, typer.Option(help="Time limit for loading a file, in seconds.", min=1.0)
    ] = 60.0,
    json: Json = False,
) -> None:
    """Write what you hand in, after a look whether it can be graded, and a receipt.

    The receipt names every file with its sha256. No check runs.
    """
    from autograder.cli import student as students

    students.submit(context.obj, exercises, to, as_zip, student, anyway, seconds, json)


COMMANDS = (init, check, watch, hint, status, submit)
"""In the order in which a student needs them."""
