"""Instructor room: the arguments of the commands that look at a whole class."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import Json, Out, Student

Exercise = Annotated[str, typer.Argument(metavar="EXERCISE", help="02, or 02_slug.")]


def report(
    context: typer.Context,
    out: Out,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="The folder to write; default: OUT/report."),
    ] = None,
    transcripts: Annotated[
        str,
        typer.Option(
            metavar="WHICH", help="Transcripts to write: open, failed, all, none; auto: as fits."
        ),
    ] = "auto",
    pseudonyms: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Show pseudonyms, to show it around; FILE says who is who."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """The class as a folder of pages: scores, checks, commonest mistakes."""
    from autograder.cli import reports

    reports.report(context.obj, out, to, transcripts, pseudonyms, json)


def transcript(
    context: typer.Context,
    out: Out,
    student: Student,
    exercise: Exercise,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE.html", help="Write it as a page.")
    ] = None,
    json: Json = False,
) -> None:
    """What the checks asked of one program, and what came back."""
    from autograder.cli import reports

    reports.show(context.obj, out, student, exercise, to, json)


def similarity(
    context: typer.Context,
    out: Out,
    exercise: Exercise,
    threshold: Annotated[
        float, typer.Option(metavar="PERCENT", help="List what shares that much.", min=1, max=100)
    ] = 80.0,
    most: Annotated[int, typer.Option(help="Pairs shown, the most alike ones.", min=1)] = 100,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE.html", help="Also write them side by side as a page."),
    ] = None,
    json: Json = False,
) -> None:
    """Programs for one exercise that are alike: a list to look at, no verdict."""
    from autograder.cli import similar

    similar.similarity(context.obj, out, exercise, threshold, most, to, json)


def new(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="NN_slug", help="Such as 15_moving_average.")],
    json: Json = False,
) -> None:
    """Begin an exercise: both folders, as a small proven one to make yours."""
    from autograder.cli import authors

    authors.new(context.obj, slug, json)
