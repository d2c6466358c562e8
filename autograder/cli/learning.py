"""Both rooms of people: the arguments of the students' commands. Their help is in the catalog."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import Exercise, Json, Names, Seconds, Some
from autograder.sentences import say


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("help.init_dir"))],
    json: Json = False,
) -> None:
    """Write the student material into DIR."""
    from autograder.cli import student

    student.init(context.obj, folder, json)


def check(
    context: typer.Context,
    exercises: Names = None,
    seconds: Seconds = 120.0,
    json: Json = False,
) -> None:
    """Run the public checks once."""
    from autograder.cli import student

    student.check(context.obj, exercises or [], seconds, json)


def watch(
    context: typer.Context,
    exercises: Names = None,
    seconds: Annotated[float, typer.Option(help=say("help.watch_seconds"), min=1.0)] = 60.0,
    json: Json = False,
) -> None:
    """Check again on every save."""
    from autograder.cli import watching

    watching.watch(context.obj, exercises or [], seconds, json)


def hint(
    context: typer.Context,
    exercise: Exercise,
    again: Annotated[bool, typer.Option("--again", help=say("help.hint_again"))] = False,
    json: Json = False,
) -> None:
    """Show the next hint."""
    from autograder.cli import student

    student.hint(context.obj, exercise, again, json)


def status(
    context: typer.Context,
    exercises: Names = None,
    fresh: Annotated[bool, typer.Option("--fresh", help=say("help.status_fresh"))] = False,
    seconds: Seconds = 120.0,
    json: Json = False,
) -> None:
    """Show how far every exercise is."""
    from autograder.cli import student

    student.status(context.obj, exercises or [], fresh, seconds, json)


def submit(
    context: typer.Context,
    exercises: Some,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help=say("help.submit_to"))] = Path(
        "handed-in"
    ),
    as_zip: Annotated[bool, typer.Option("--zip", help=say("help.submit_zip"))] = False,
    student: Annotated[
        str, typer.Option("--student", metavar="ID", help=say("help.submit_student"))
    ] = "",
    anyway: Annotated[bool, typer.Option("--anyway", help=say("help.submit_anyway"))] = False,
    seconds: Annotated[float, typer.Option(help=say("help.submit_seconds"), min=1.0)] = 60.0,
    json: Json = False,
) -> None:
    """Write what is handed in, and a receipt."""
    from autograder.cli import student as students

    students.submit(context.obj, exercises, to, as_zip, student, anyway, seconds, json)


COMMANDS = (init, check, watch, hint, status, submit)
"""In the order in which a student needs them."""
