"""Instructor room: the arguments of the commands for other platforms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.examples import epilog
from autograder.cli.options import Json, Names, Out

github = typer.Typer(no_args_is_help=True, help="Files for GitHub Classroom.")
gradescope = typer.Typer(no_args_is_help=True, help="An autograder for Gradescope.")


notebook = typer.Typer(no_args_is_help=True, help="Notebooks for nbgrader.")


@notebook.callback()
def _notebook() -> None:
    """See `_github`."""


@github.callback()
def _github() -> None:
    """Or Typer would take the only command for the group itself."""


@gradescope.callback()
def _gradescope() -> None:
    """Likewise."""


def export(
    context: typer.Context,
    out: Out,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="canvas, moodle, moodle-feedback, nbgrader-db, github, junit, csv or json.",
        ),
    ],
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="FILE",
            help="The file to write; nbgrader-db: gradebook.db, to be filled.",
        ),
    ],
    template: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What Canvas or Moodle exported, to be filled in."),
    ] = None,
    exercise: Annotated[
        list[str] | None, typer.Option("--exercise", metavar="NN", help="Only this exercise.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="WHAT=TITLE",
            help="A column: '02=Homework 2 (12345)' for Canvas, 'grade=Nota' for Moodle; "
            "an assignment: '02=ps2' for nbgrader.",
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="TITLE", help="The one column that says who is who.")
    ] = None,
    scale: Annotated[
        bool, typer.Option("--scale", help="Turn points into shares of the platform's maximum.")
    ] = False,
    comments: Annotated[
        bool, typer.Option("--comments", help="moodle: also say why points are missing.")
    ] = False,
    create: Annotated[
        bool, typer.Option("--create", help="nbgrader-db: add students that it does not know.")
    ] = False,
    json: Json = False,
) -> None:
    """Marks for Canvas, Moodle, nbgrader, GitHub Classroom; JUnit XML, CSV, JSON.

    Who is left out is named on standard error, with the reason.
    """
    from autograder.cli import exports

    exports.export(
        exports.Order(
            course=context.obj,
            out=out,
            format=form,
            to=to,
            template=template,
            exercises=tuple(exercise or ()),
            columns=tuple(column or ()),
            by=by,
            scale=scale,
            comments=comments,
            create=create,
        ),
        json,
    )


@github.command(epilog=epilog("github workflow"))
def workflow(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The workflow to write.")],
    exercises: Names = None,
    json: Json = False,
) -> None:
    """Write the workflow that runs the public checks in students' repositories."""
    from autograder.cli import exports

    exports.workflow(context.obj, exercises or [], to, json)


@notebook.command("build", epilog=epilog("notebook build"))
def notebook_build(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--to", metavar="COURSE", help="The nbgrader course.")],
    exercises: Names = None,
    json: Json = False,
) -> None:
    """Write an nbgrader course: a source notebook per exercise. Never over what is there."""
    from autograder.cli import exports

    exports.build(context.obj, exercises or [], to, json)


@gradescope.command("build", epilog=epilog("gradescope build"))
def gradescope_build(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--to", metavar="FILE.zip", help="The archive to write.")],
    exercises: Names = None,
    json: Json = False,
) -> None:
    """Write the zip that grades in Gradescope's containers. It holds the hidden checks."""
    from autograder.cli import exports

    exports.gradescope(context.obj, exercises or [], to, json)
