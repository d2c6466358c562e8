"""Student room: what the students' commands print. Pure Python; no sandbox on this path."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from autograder import bundle as bundles
from autograder import progress, selfcheck
from autograder.course import Course, CourseError, Exercise, load_course
from autograder.own_files import fingerprint
from autograder.progress import Known, Standing, State
from autograder.sentences import say
from autograder.visible import line

BAR = 13
"""Columns of a bar."""


def init(root: Path | None, folder: Path, as_json: bool) -> None:
    """Write the student material into `folder`; files that are there stay as they are."""
    course = load_course(root)
    left = bundles.init(course, course.exercises, folder)
    if as_json:
        record = {"folder": str(folder / "assignments"), "left": list(map(str, left))}
        typer.echo(json.dumps(record | {"exercises": course.slugs}))
        return
    typer.echo(say("init.done", folder=folder / "assignments"))
    for path in left:
        typer.echo(say("init.left", path=path))
    typer.echo(say("init.next"))


def check(root: Path | None, names: Sequence[str], seconds: float, as_json: bool) -> None:
    """Run the public checks; exit code 1 unless all of them pass."""
    exercises = here(root).select(names)
    results = []
    for exercise in exercises:
        results.append(checked(exercise, seconds))
        if not as_json:
            show_check(results[-1])
            show_other(exercise, results[-1])
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(result) for result in results], indent=2))
    if not all(result.passed for result in results):
        raise typer.Exit(1)


def checked(exercise: Exercise, seconds: float) -> selfcheck.SelfCheck:
    """The public checks of one exercise, run now and remembered."""
    before = fingerprint(exercise)
    (result,) = selfcheck.check([exercise], seconds)
    progress.remember(exercise, before, result)
    return result


def show_check(result: selfcheck.SelfCheck) -> None:
    """A line for every check, and the next step."""
    typer.echo("\n".join(selfcheck.lines(result)))
    typer.echo(selfcheck.next_step(result))
    typer.echo()


def show_other(exercise: Exercise, result: selfcheck.SelfCheck) -> None:
    """Say so where a notebook lies beside the file that was checked."""
    notebook = exercise.stub.with_suffix(".ipynb")
    if notebook.is_file() and result.file != notebook.name:
        says = say("selfcheck.notebook_stays", notebook=notebook.name, file=exercise.stub.name)
        typer.echo(f"{says}\n")


def hint(root: Path | None, name: str, again: bool, as_json: bool) -> None:
    """Show the next hint that was not shown yet, or those that were once more."""
    exercise = here(root).find(name)
    shown = progress.load(exercise.course).get(exercise.slug, Known()).hints
    hints = exercise.hints[:shown] if again else next_hint(exercise)
    if as_json:
        total = len(exercise.hints)
        typer.echo(json.dumps({"exercise": exercise.slug, "hints": hints, "of": total}))
        return
    first = 1 if again else shown + 1
    for number, text in enumerate(hints, first):
        typer.echo(hint_line(exercise, number, text))
    if not hints:
        typer.echo(no_hint(exercise, again and shown == 0))


def next_hint(exercise: Exercise) -> tuple[str, ...]:
    """The first hint that was not shown yet, remembered as shown; nothing if there is none."""
    known = progress.load(exercise.course).get(exercise.slug, Known())
    hints = exercise.hints[known.hints : known.hints + 1]
    if hints:
        progress.keep(exercise, dataclasses.replace(known, hints=known.hints + 1))
    return hints


def hint_line(exercise: Exercise, number: int, text: str) -> str:
    return say("hint.hint", number=number, total=len(exercise.hints), text=line(text, 2000))


def no_hint(exercise: Exercise, unseen: bool = False) -> str:
    """Why no hint is shown."""
    if unseen:
        return say("hint.none_yet", exercise=exercise.number)
    if not exercise.hints:
        return say("hint.none_at_all")
    return say("hint.no_more", exercise=exercise.number)


def status(
    root: Path | None, names: Sequence[str], fresh: bool, seconds: float, as_json: bool
) -> None:
    """Show how far every exercise is, as remembered; `fresh` runs what is begun and not current."""
    course = here(root)
    exercises = course.select(names)
    if fresh:
        with Console(stderr=True).status("") as told:
            for exercise in filter(progress.is_begun, exercises):
                told.update(say("status.checking", exercise=exercise.slug))
                checked(exercise, seconds)
    remembered = progress.load(course.root)
    standings = [progress.standing(exercise, remembered) for exercise in exercises]
    if as_json:
        typer.echo(json.dumps([_record(item) for item in standings], indent=2))
    else:
        _show_status(Console(highlight=False, markup=False), standings)


def _show_status(console: Console, standings: Sequence[Standing]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    for item in standings:
        table.add_row(
            item.exercise.number,
            Text(line(item.exercise.title)),
            Bar(item.passed, item.public),
            Text(_words(item)),
        )
    console.print(table)
    solved = sum(item.state is State.SOLVED for item in standings)
    console.print()
    summary = Table.grid(padding=(0, 1))
    count = say("status.total", solved=solved, total=len(standings))
    summary.add_row(Bar(solved, len(standings)), count)
    console.print(summary)
    console.print(say("status.not_the_mark"))
    if any(item.state in (State.CHANGED, State.NOT_CHECKED) for item in standings):
        console.print(say("status.fresh"))


@dataclass(frozen=True)
class Bar:
    """`done` of `total`, told by signs: few terminals show the colors of a progress bar apart."""

    done: int
    total: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        whole, rest = "#-" if options.ascii_only or options.legacy_windows else "━·"
        length = BAR * self.done // max(self.total, 1)
        yield Text.assemble((whole * length, "green"), (rest * (BAR - length), "dim"))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(BAR, BAR)


def _words(item: Standing) -> str:
    return say(f"status.{item.state}", passed=item.passed, public=item.public)


def _record(item: Standing) -> dict[str, object]:
    exercise = item.exercise
    return {
        "exercise": exercise.slug,
        "title": exercise.title,
        "state": item.state,
        "passed": item.passed,
        "public": item.public,
    }


def submit(
    root: Path | None,
    names: Sequence[str],
    to: Path,
    as_zip: bool,
    student: str,
    anyway: bool,
    seconds: float,
    as_json: bool,
) -> None:
    """Write what is to be handed in, and a receipt; nothing if it cannot be graded as it is."""
    from autograder import submitting

    course = here(root)
    who = submitting.student_id(student) if student else ""
    works = [submitting.found(course, exercise) for exercise in course.select(names)]
    err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    for work in works:
        if why := submitting.problem(work, seconds):
            if not anyway:
                raise CourseError(say("submit.not_written", problem=why))
            err.print(why)
        for note in work.notes:
            err.print(line(note))
    receipt = submitting.write(works, to, who, as_zip)
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(receipt), indent=2))
        return
    out = Console(highlight=False, markup=False, soft_wrap=True)
    within = "" if receipt.sha256 else f"{receipt.to}/"
    for item in receipt.files:
        where = line(f"{within}{item.exercise}/{item.file}")
        out.print(say("submit.line", sha256=item.sha256, file=where, size=item.size))
    if receipt.sha256:
        out.print(f"{receipt.sha256}  {line(receipt.to)}")
    out.print(say("submit.done", at=receipt.at))


def here(root: Path | None) -> Course:
    """The course named, else the one that the current folder lies in, else the default."""
    if root is not None:
        return load_course(root)
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "assignments").is_dir():
            return load_course(folder)
    return load_course()
