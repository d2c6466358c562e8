"""Instructor room: what a batch shows on the terminal: progress, scores, changes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from autograder import report
from autograder.batch import Step
from autograder.publishing import Work
from autograder.results import Result, State

MOST_ROWS = 60
"""Students up to whom the table is for the terminal too."""


@contextlib.contextmanager
def progress(total: int, verbose: bool, quiet: bool) -> Iterator[Callable[[Step], None]]:
    """A bar with rate and time left on a terminal; elsewhere a line each, unless `quiet`."""
    err = Console(stderr=True)
    bar = Progress(
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.speed:.1f}/s" if total else ""),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal or not total,
    )
    with bar:
        task = bar.add_task("", total=total)

        def tell(step: Step) -> None:
            bar.advance(task)
            if verbose or not (err.is_terminal or quiet):
                err.print(escape(_line(step)), highlight=False)

        yield tell


@contextlib.contextmanager
def drawing(total: int, quiet: bool) -> Iterator[Callable[[object], None]]:
    """A bar for the plots, on a terminal."""
    err = Console(stderr=True)
    columns = (TextColumn("drawing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    off = quiet or not err.is_terminal
    with Progress(*columns, console=err, transient=True, disable=off) as bar:
        task = bar.add_task("", total=total)
        yield lambda drawn: bar.advance(task)


def _line(step: Step) -> str:
    entry = step.entry
    return f"{report.clean(entry.student)}  {entry.exercise}  {_points(step.after)}"


def _points(points: tuple[int | None, int] | None) -> str:
    if points is None:
        return "not graded"
    return f"{'?' if points[0] is None else points[0]}/{points[1]}"


def remarks(console: Console, remarks: Sequence[str]) -> None:
    for remark in remarks:
        console.print(escape(report.clean(remark)), highlight=False, style="dim")


def results(console: Console, results: Sequence[Result], works: Sequence[Work]) -> None:
    students = {result.student for result in results}
    if len(students) <= MOST_ROWS:
        console.print(report.table(results))
    for result in results:
        if result.state is State.UNDETERMINED:
            causes = report.clean("; ".join(result.causes))
            console.print(
                f"[bold]undetermined[/]: {escape(report.clean(result.student))} "
                f"{result.exercise}: {escape(causes)}"
            )
    for work in works:
        if work.standing.lines:
            said = report.clean(f"{work.counted.student} {work.counted.exercise}: ")
            lines = report.clean(" ".join(work.standing.lines))
            console.print(escape(said + lines), highlight=False, style="dim")


def changes(console: Console, steps: Sequence[Step]) -> None:
    changes = [step for step in steps if step.before != step.after]
    if not changes:
        return
    table = Table("student", "exercise", "before", "after", "change", title="Scores that change")
    for step in changes:
        before = step.before[0] if step.before else None
        both = step.after[0] is not None and before is not None
        change = f"{step.after[0] - before:+d}" if both else ""  # type: ignore[operator]
        name = escape(report.clean(step.entry.student))
        table.add_row(name, step.entry.exercise, _points(step.before), _points(step.after), change)
    console.print(table)


def where(
    console: Console, out: Path, results: Sequence[Result], new: int, kept: int, pages: int
) -> None:
    if results:
        level = results[0].isolation
        rounds = ", ".join(sorted({result.round for result in results}))
        console.print(f"Round {escape(rounds)}, isolation {level.letter} ({escape(level.name)}).")
    console.print(f"{new} graded, {kept} as they were; {pages} pages written.")
    console.print(f"{out}/results.json, {out}/grades.csv, and feedback pages in:")
    console.print(f"{out}/feedback/<student>/<exercise>.html", highlight=False)
