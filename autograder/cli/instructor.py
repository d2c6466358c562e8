"""Instructor room: what `grade` and `verify` do around the engine, and print."""

from __future__ import annotations

import dataclasses
import datetime
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from autograder import report
from autograder.cli import proofs as proof_pages
from autograder.course import CourseError, load_course, require_solution
from autograder.intake import collect
from autograder.results import Result, Run, State
from autograder.rounds import Round, course_key
from autograder.sandbox import Sandbox, SandboxError, open_sandbox

UNDETERMINED = 3


@dataclass(frozen=True)
class Order:
    """The arguments of `grade`."""

    course: Path | None
    paths: tuple[Path, ...]
    out: Path
    exercises: tuple[str, ...]
    student: str | None
    round: str | None
    device: str
    isolation: str
    start: str
    json: bool


def grade(order: Order) -> None:
    """Grade, write OUT, print the table; exit code 3 if a score is undetermined."""
    from autograder.grading import grade as run_grading

    if order.device != "cpu":
        raise CourseError(f"The device {order.device!r} is not supported yet; use --device cpu.")
    course = load_course(order.course)
    exercises = course.select(order.exercises)
    intake = collect(order.paths, course, exercises, order.student)
    for exercise in {s.exercise.slug: s.exercise for s in intake.submissions}.values():
        require_solution(exercise)
    out, err = Console(), Console(stderr=True)
    with open_or_say(order.isolation, course.root, order.start) as sandbox:
        asked = _prepare(order, course.root)
        with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
            task = bar.add_task("grading", total=len(intake.submissions))

            def tell(result: Result) -> None:
                bar.advance(task)
                if not err.is_terminal and not order.json:
                    err.print(escape(report.line(result)), highlight=False)

            run = run_grading(intake.submissions, sandbox, asked, order.device, tell)
        sources = {(s.student, s.exercise.slug): s.files for s in intake.submissions}
        pages = report.write(run, order.out, sources)
    if order.json:
        out.print_json(json.dumps(report.read_results(order.out)))
    else:
        _print_run(out, run, intake.remarks, order.out, len(pages))
    if any(result.state is State.UNDETERMINED for result in run.results):
        raise typer.Exit(UNDETERMINED)


def _prepare(order: Order, root: Path) -> Round:
    """Make OUT ready to be written, and say which round it belongs to."""
    try:
        key = course_key(root)
    except (OSError, ValueError) as error:
        raise CourseError(f"The course key cannot be used: {error}.") from None
    report.prepare(order.out)
    return Round(order.round or _round_of(report.read_results(order.out)), key)


def _print_run(console: Console, run: Run, remarks: Sequence[str], out: Path, pages: int) -> None:
    console.print(report.table(run))
    for remark in remarks:
        console.print(escape(report.clean(remark)), highlight=False, style="dim")
    for result in run.results:
        if result.state is State.UNDETERMINED:
            causes = report.clean("; ".join(result.causes))
            console.print(
                f"[bold]undetermined[/]: {escape(report.clean(result.student))} "
                f"{result.exercise}: {escape(causes)}"
            )
    level = run.results[0].isolation
    console.print(f"Round {escape(run.round)}, isolation {level.letter} ({escape(level.name)}).")
    console.print(f"{out}/results.json, {out}/grades.csv, and {pages} feedback pages in:")
    console.print(f"{out}/feedback/<student>/<exercise>.html", highlight=False)


def _round_of(old: dict[str, Any] | None) -> str:
    """The round that OUT belongs to, so that grading goes on with equal inputs; else a new one."""
    if old and old.get("results"):
        return str(old["results"][-1]["round"])
    return f"{datetime.date.today().isoformat()}-{secrets.token_hex(3)}"


def open_or_say(isolation: str, root: Path, start: str = "warm") -> Sandbox:
    """The sandbox of a run over the course in `root`; `CourseError` where none can be had."""
    try:
        return open_sandbox(isolation, hidden=[root], start=start)
    except (SandboxError, ValueError) as error:
        raise CourseError(str(error)) from None


def verify(
    root: Path | None,
    names: Sequence[str],
    seeds: int,
    isolation: str,
    docs: Path | None,
    as_json: bool,
    mutate: bool = False,
) -> None:
    """Prove the exercises; exit code 3 if one is not proven. What is published has its mutants."""
    from autograder.published import publish
    from autograder.verify import verify as prove

    course = load_course(root)
    exercises = course.select(names)
    for exercise in exercises:
        require_solution(exercise)
    console, err = Console(), Console(stderr=True)
    mutate = mutate or docs is not None
    proofs = []
    with open_or_say(isolation, course.root) as sandbox, err.status("") as status:
        for exercise in exercises:
            proofs.append(prove(exercise, seeds, sandbox, status.update, mutate=mutate))
            if docs is not None:  # one by one: a long run that is ended has not been for nothing
                try:
                    publish(docs, course.root, proofs[-1:])
                except ValueError as error:
                    err.print(f"{error}.", style="bold", markup=False)
    if as_json:
        console.print_json(json.dumps([dataclasses.asdict(proof) for proof in proofs]))
    else:
        proof_pages.show(console, proofs)
    if any(proof.failures for proof in proofs):
        raise typer.Exit(UNDETERMINED)
