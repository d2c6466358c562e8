"""Both rooms of people: the commands and their arguments. The work is done in other modules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder import __version__
from autograder.cli import drawing, learning, platforms, teaching
from autograder.cli.examples import epilog
from autograder.cli.options import (
    Cluster,
    Cold,
    Device,
    Exercise,
    GpuShare,
    Jobs,
    Json,
    Level,
    Names,
    Out,
    Pseudonyms,
    Student,
    Verbose,
)
from autograder.sentences import say

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=say("help.app"),
    epilog=say("help.exits"),
)
STUDENTS, INSTRUCTORS = say("help.students"), say("help.instructors")


def _start(cold: bool) -> str:
    return "cold" if cold else "warm"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gradeproof {__version__}")
        raise typer.Exit


@app.callback()
def _course(
    context: typer.Context,
    course: Annotated[
        Path | None,
        typer.Option("--course", metavar="DIR", help=say("help.course")),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("help.version"))
    ] = False,
) -> None:
    context.obj = course


for command in learning.COMMANDS:
    name = command.__name__
    app.command(rich_help_panel=STUDENTS, help=say(f"help.{name}"), epilog=epilog(name))(command)


@app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("bundle"))
def bundle(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--to", metavar="FILE.zip", help="The archive to write.")],
    exercises: Names = None,
    json: Json = False,
) -> None:
    """Write what a student gets as one zip."""
    from autograder.cli import authors

    authors.bundle(context.obj, exercises or [], to, json)


@app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("grade"))
def grade(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH",
            help="A file, a zip, a folder with one folder (or zip) per student, or a download.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="OUT", help="Folder for the results.")],
    exercise: Annotated[
        list[str] | None, typer.Option("--exercise", metavar="SLUG", help="Only this exercise.")
    ] = None,
    student: Annotated[
        str | None, typer.Option("--student", metavar="ID", help="Whose file PATH is.")
    ] = None,
    round_name: Annotated[
        str | None,
        typer.Option(
            "--round", metavar="NAME", help="The inputs of what is new; default: OUT's own."
        ),
    ] = None,
    pseudonyms: Pseudonyms = None,
    roster: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="Who should hand in: a column `student`."),
    ] = None,
    plots: Annotated[
        bool, typer.Option("--plots/--no-plots", help="Also draw the plots of the pages.")
    ] = False,
    jobs: Jobs = None,
    cluster: Cluster = None,
    device: Device = "cpu",
    gpu_share: GpuShare = 1,
    isolation: Level = "auto",
    cold: Cold = False,
    verbose: Verbose = False,
    json: Json = False,
) -> None:
    """Grade what is new; scores, explained feedback, and a table.

    What is graded already is not graded again: the same command goes on where it stopped.
    """
    from autograder.cli import grading
    from autograder.cli.where import How

    place = (jobs, cluster, device, isolation, _start(cold))
    how = How(context.obj, *place, verbose, json, gpu_share)
    order = grading.Order(
        *(how, tuple(paths), out, tuple(exercise or ()), student, round_name),
        *(pseudonyms, roster, plots),
    )
    grading.grade(order)


@app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("rejudge"))
def rejudge(
    context: typer.Context,
    out: Out,
    exercises: Names = None,
    apply: Annotated[bool, typer.Option("--apply", help="Let it count; else only say.")] = False,
    reason: Annotated[
        str, typer.Option(help="Why, for the history.")
    ] = "judged again by changed checks",
    jobs: Jobs = None,
    cluster: Cluster = None,
    device: Device = "cpu",
    gpu_share: GpuShare = 1,
    isolation: Level = "auto",
    cold: Cold = False,
    verbose: Verbose = False,
    json: Json = False,
) -> None:
    """Judge what OUT holds by the checks as they are now.

    From the transcripts where the questions are the same; only what asks something new runs again.
    """
    from autograder.cli import grading
    from autograder.cli.where import How

    place = (jobs, cluster, device, isolation, _start(cold))
    how = How(context.obj, *place, verbose, json, gpu_share)
    grading.rejudge(how, out, exercises or [], apply, reason)


@app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("replay"))
def replay(
    context: typer.Context,
    out: Out,
    student: Student,
    exercise: Exercise,
    isolation: Level = "auto",
    json: Json = False,
) -> None:
    """Run one graded submission again, and say whether it ends the same."""
    from autograder.cli import disputes

    disputes.replay(context.obj, out, student, exercise, isolation, json)


@app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("history"))
def history(
    context: typer.Context,
    out: Out,
    student: Annotated[str | None, typer.Argument(metavar="STUDENT")] = None,
    json: Json = False,
) -> None:
    """What counted from when on, why, and by whom."""
    from autograder.cli import disputes

    disputes.history(context.obj, out, student, json)


@app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("adjust"))
def adjust(
    context: typer.Context,
    out: Out,
    student: Student,
    exercise: Exercise,
    points: Annotated[float, typer.Option(help="Points to add; negative ones are taken away.")],
    author: Annotated[str, typer.Option(help="Who says so.")],
    reason: Annotated[str, typer.Option(help="Why; the student reads it.")],
    json: Json = False,
) -> None:
    """Add or take away points by hand."""
    from autograder.cli import disputes

    disputes.adjust(context.obj, out, student, exercise, points, author, reason, json)


@app.command("student-export", rich_help_panel=INSTRUCTORS, epilog=epilog("student-export"))
def student_export(
    context: typer.Context,
    out: Out,
    student: Student,
    to: Annotated[Path, typer.Option("--to", metavar="FILE.zip", help="The archive to write.")],
    json: Json = False,
) -> None:
    """Write all that OUT holds about one student as one zip, to hand it over."""
    from autograder.cli import persons

    persons.export(context.obj, out, student, to, json)


@app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("purge"))
def purge(
    context: typer.Context,
    out: Out,
    student: Student,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only say what it is.")] = False,
    pseudonyms: Pseudonyms = None,
    json: Json = False,
) -> None:
    """Remove all that OUT holds about one student, for good."""
    from autograder.cli import persons

    persons.purge(context.obj, out, student, yes, pseudonyms, json)


app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("plots"))(drawing.plots)
app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("report"))(teaching.report)
app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("transcript"))(teaching.transcript)
app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("similarity"))(teaching.similarity)
app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("new"))(teaching.new)
app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("export"))(platforms.export)
app.add_typer(platforms.github, name="github", rich_help_panel=INSTRUCTORS)
app.add_typer(platforms.notebook, name="notebook", rich_help_panel=INSTRUCTORS)
app.add_typer(platforms.gradescope, name="gradescope", rich_help_panel=INSTRUCTORS)


@app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("verify"))
def verify(
    context: typer.Context,
    exercises: Names = None,
    seeds: Annotated[int, typer.Option(help="Rounds of fresh inputs.", min=1)] = 20,
    isolation: Annotated[str, typer.Option(help="auto, A, B, C, or none.")] = "auto",
    device: Device = "cpu",
    docs: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the tables into this page; with mutants."),
    ] = None,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Also try small edits of the reference.")
    ] = False,
    json: Json = False,
) -> None:
    """Prove that the checks tell right from wrong."""
    from autograder.cli import instructor

    instructor.verify(context.obj, exercises or [], seeds, isolation, docs, json, mutate, device)


@app.command(rich_help_panel=INSTRUCTORS, epilog=epilog("doctor"))
def doctor(
    context: typer.Context,
    attack: Annotated[
        bool, typer.Option("--attack", help="Let the attack suite loose on this machine's sandbox.")
    ] = False,
    names: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="NAME", help="With --attack: a family, or family/name."),
    ] = None,
    isolation: Annotated[str, typer.Option(help="auto, A, B, C, or none.")] = "auto",
    docs: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --attack: write the table there.")
    ] = None,
    device: Annotated[
        str, typer.Option(metavar="WORD", help="With --attack: cpu, or cuda: jails with a GPU.")
    ] = "cpu",
    json: Json = False,
) -> None:
    """Try what this machine can isolate, and say what is missing."""
    from autograder.cli import doctor as doctors

    if attack:
        doctors.attack(context.obj, names or [], isolation, docs, json, device)
    else:
        doctors.examine(json)
