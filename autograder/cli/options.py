"""Both rooms of people: the options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.course import CourseError
from autograder.sentences import say


def known(incomplete: str) -> list[str]:
    """The exercises that a shell may offer for `incomplete`; none where there is no course."""
    from autograder.cli.student import here

    try:
        names = here(None).slugs
    except CourseError:
        return []
    return [name for name in names if name.startswith(incomplete)]


Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="EXERCISE", help=say("help.exercises"), autocompletion=known),
]
Some = Annotated[
    list[str],
    typer.Argument(metavar="EXERCISE", help=say("help.exercise"), autocompletion=known),
]
Exercise = Annotated[
    str, typer.Argument(metavar="EXERCISE", help=say("help.exercise"), autocompletion=known)
]
Seconds = Annotated[float, typer.Option(help=say("help.each_seconds"), min=1.0)]
Json = Annotated[bool, typer.Option("--json", help=say("help.json"))]
Out = Annotated[Path, typer.Argument(metavar="OUT", help="Folder with results of `grade`.")]
Jobs = Annotated[
    int | None, typer.Option("--jobs", "-j", min=1, help="Processes; default: one per core.")
]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Dask workers: tcp://HOST:PORT, or local:N here."),
]
Device = Annotated[
    str,
    typer.Option(
        metavar="WORD",
        help="cpu; cuda or cuda:N: what takes a device there; auto: only what needs a GPU.",
    ),
]
GpuShare = Annotated[
    int, typer.Option("--gpu-share", metavar="N", min=1, help="Jails that share a GPU at a time.")
]
Level = Annotated[
    str, typer.Option(help="auto, A, B, C, or none: no isolation, for code that you trust.")
]
Cold = Annotated[
    bool, typer.Option("--cold", help="A new Python for every jail: slow; exams, debugging.")
]
Student = Annotated[str, typer.Argument(metavar="STUDENT", help="As in OUT's grades.csv.")]
Pseudonyms = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="OUT knows pseudonyms only; FILE alone says who is who."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="A line for every submission.")]
