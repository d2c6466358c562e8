"""Both rooms of people: the command that draws plots, and its arguments."""

from __future__ import annotations

import typer

from autograder.cli.options import Cluster, Cold, Jobs, Json, Level, Names, Out


def plots(
    context: typer.Context,
    out: Out,
    exercises: Names = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    isolation: Level = "auto",
    cold: Cold = False,
    json: Json = False,
) -> None:
    """Draw the plots that are missing on the pages of OUT. No score can change."""
    from autograder.cli import grading
    from autograder.cli.where import How

    start = "cold" if cold else "warm"
    how = How(context.obj, jobs, cluster, "cpu", isolation, start, False, json)
    grading.plots(how, out, exercises or [])
