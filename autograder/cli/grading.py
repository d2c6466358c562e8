"""Instructor room: what `grade` and `rejudge` do around the engine."""

from __future__ import annotations

import contextlib
import datetime
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console
from sqlalchemy import Connection

from autograder import pseudonyms, report
from autograder.batch import Step, Stopped
from autograder.cli import screen
from autograder.cli.where import How, batch_for, course_of, require_card, where
from autograder.course import Course, CourseError, require_solution
from autograder.intake import collect
from autograder.plot_work import draw_missing, missing
from autograder.policy import load_policy
from autograder.publishing import Publisher, Work
from autograder.results import Result, State
from autograder.roster import roster
from autograder.rounds import course_id
from autograder.sandbox import SandboxError
from autograder.store import Entry, opened
from autograder.store.entries import enter, round_of

UNDETERMINED = 3
STOPPED = 130
PAGES_AT_ONCE = 25


@dataclass(frozen=True)
class Order:
    """The arguments of `grade`."""

    how: How
    paths: tuple[Path, ...]
    out: Path
    exercises: tuple[str, ...]
    student: str | None
    round: str | None
    pseudonyms: Path | None = None
    roster: Path | None = None
    plots: bool = False


def grade(order: Order) -> None:
    """Grade what is new, write OUT, print the table; exit code 3 if a score is undetermined."""
    how = order.how
    course = course_of(how)
    expected = roster(order.roster) if order.roster is not None else None
    chosen = course.select(order.exercises)
    intake = collect(order.paths, course, chosen, order.student, expected)
    graded = {s.exercise.slug: s.exercise for s in intake.submissions}.values()
    for exercise in graded:
        require_solution(exercise)
    require_card(how, graded)
    policy = load_policy(course.root, course.slugs)
    report.prepare(order.out)
    console = Console()
    with opened(order.out, identity(course), write=True, make=True) as db:
        intake = pseudonyms.settled(db, course.root, order.out, order.pseudonyms, intake)
        policy = pseudonyms.policy_for(db, course.root, policy)
        first = round_of(db, lambda: order.round or _round_name())
        later = order.round if order.round not in (None, first) else _round_name()
        asked = enter(db, intake.submissions, order.round or first, str(later))
        publisher = Publisher(db, course, policy, order.out)
        batch = batch_for(db, course, how)
        plans = batch.plan(asked)
        if not how.json:
            screen.remarks(console, intake.remarks)
        steps: list[Step] = []
        with _stoppable() as stop, screen.progress(len(plans), how.verbose, how.json) as tell:

            def settled(step: Step) -> None:
                tell(step)
                steps.append(Step(step.entry, step.before, step.after))
                if len(steps) % PAGES_AT_ONCE == 0:
                    publisher.pages(publisher.works(s.entry for s in steps[-PAGES_AT_ONCE:]))

            batch.run(plans, "graded", "", settled)
        if order.plots and not stop.asked:
            draw(db, course, how, [work.counted for work in publisher.works(asked)])
        works, pages = publisher.publish()
        mine = _of(works, asked)
        results = publisher.results(mine)
    if how.json:
        print((order.out / "results.json").read_text("ascii"), end="")
    else:
        kept = len(asked) - len(plans)
        screen.results(console, results, mine)
        screen.changes(console, [s for s in steps if s.before and s.before[0] is not None])
        screen.where(console, order.out, results, len(steps), kept, pages)
    if stop.asked:
        left = len(plans) - len(steps)
        Console(stderr=True).print(
            f"Stopped: {len(steps)} graded, {left} left. The same command goes on from here."
        )
        raise typer.Exit(STOPPED)
    _exit_if_undetermined(results)


def rejudge(how: How, out: Path, names: Sequence[str], apply: bool, reason: str) -> None:
    """Judge what OUT holds by the checks as they are now; only say what changes, or `apply` it."""
    course = course_of(how)
    slugs = {exercise.slug for exercise in course.select(names)}
    policy = load_policy(course.root, course.slugs)
    console = Console()
    with opened(out, identity(course), write=True) as db:
        policy = pseudonyms.policy_for(db, course.root, policy)
        publisher = Publisher(db, course, policy, out)
        chosen = [work.counted for work in publisher.works() if work.counted.exercise in slugs]
        require_card(how, {c.exercise: course.find(c.exercise) for c in chosen}.values())
        batch = batch_for(db, course, how)
        plans = batch.plan(chosen)
        steps: list[Step] = []
        counting: list[Step] = []
        ran = 0
        with _stoppable() as stop, screen.progress(len(plans), how.verbose, how.json) as tell:

            def settled(step: Step) -> None:
                nonlocal ran
                tell(step)
                ran += step.done is not None and any(c.how == "ran" for c in step.done.checks)
                steps.append(Step(step.entry, step.before, step.after))  # without what was said

            batch.run(plans, None, "", settled)
            if apply:
                batch.run(batch.plan(chosen), reason, "", counting.append)
        changes = [step for step in steps if step.before != step.after]
        applied = apply and not stop.asked
        if counting:
            publisher.publish()
    if how.json:
        print(json.dumps([_change(step) for step in changes]))
    else:
        screen.changes(console, changes)
        console.print(
            f"{len(chosen)} submissions: {len(steps)} judged anew, {ran} of them by running "
            f"something again; scores that {'changed' if applied else 'would change'}: "
            f"{len(changes)}."
        )
        if not apply and steps:
            console.print("Nothing counts yet. Say --apply --reason TEXT to make it count.")
    if stop.asked:
        Console(stderr=True).print(
            f"Stopped: {len(steps)} judged anew, {len(counting)} of them count from now on. "
            "The same command goes on from here."
        )
        raise typer.Exit(STOPPED)
    if any(step.after[0] is None for step in steps):
        raise typer.Exit(UNDETERMINED)


def identity(course: Course) -> str:
    """What tells this course from others, and nothing about its key."""
    try:
        return course_id(course.root)
    except (OSError, ValueError) as error:
        raise CourseError(f"The course key cannot be used: {error}.") from None


def _round_name() -> str:
    return f"{datetime.date.today().isoformat()}-{secrets.token_hex(3)}"


def plots(how: How, out: Path, names: Sequence[str]) -> None:
    """Draw the plots that are missing on the pages of OUT; no score can change."""
    course = course_of(how)
    slugs = {exercise.slug for exercise in course.select(names)}
    policy = load_policy(course.root, course.slugs)
    with opened(out, identity(course), write=True) as db:
        policy = pseudonyms.policy_for(db, course.root, policy)
        publisher = Publisher(db, course, policy, out)
        chosen = [work.counted for work in publisher.works() if work.counted.exercise in slugs]
        drawn = draw(db, course, how, chosen)
        _, pages = publisher.publish()
    if how.json:
        print(json.dumps({"drawn": drawn, "pages": pages}))
    else:
        Console().print(f"The plots of {drawn} submissions drawn; {pages} pages written.")


def draw(db: Connection, course: Course, how: How, entries: Sequence[Entry]) -> int:
    """Draw what is missing for `entries`. Returns for how many; says what could not be drawn."""
    wanted = missing(db, course, entries)
    if not wanted:
        return 0
    with screen.drawing(len(wanted), how.json) as tell:
        failed = draw_missing(db, *where(course, how), wanted, tell)
    if failed:
        said = f"{failed} of {len(wanted)} could not be drawn. The same command tries them again."
        Console(stderr=True).print(said)
    return len(wanted) - failed


def _change(step: Step) -> dict[str, object]:
    entry = step.entry
    return {
        "student": entry.student,
        "exercise": entry.exercise,
        "attempt": entry.attempt,
        "before": step.before and step.before[0],
        "after": step.after[0],
        "possible": step.after[1],
    }


def _of(works: Sequence[Work], asked: Sequence[Entry]) -> list[Work]:
    chosen = {(entry.student, entry.exercise) for entry in asked}
    return [w for w in works if (w.counted.student, w.counted.exercise) in chosen]


def _exit_if_undetermined(results: Sequence[Result]) -> None:
    if any(result.state is State.UNDETERMINED for result in results):
        raise typer.Exit(UNDETERMINED)


@dataclass
class _Stop:
    """Whether the user stopped the run."""

    asked: bool = False


@contextlib.contextmanager
def _stoppable() -> Iterator[_Stop]:
    stop = _Stop()
    try:
        yield stop
    except Stopped:
        stop.asked = True
    except SandboxError as error:
        raise CourseError(str(error)) from None
