"""Instructor room: what `grade` and `rejudge` do around the engine."""

from __future__ import annotations

import contextlib
import datetime
import json
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from sqlalchemy import Connection

from autograder import executors, pseudonyms, report
from autograder.batch import Batch, Pool, Step, Stopped
from autograder.cli import screen
from autograder.course import Course, CourseError, load_course, require_solution
from autograder.intake import collect
from autograder.keys import keys
from autograder.plot_work import draw_missing, missing
from autograder.policy import load_policy
from autograder.publishing import Publisher, Work
from autograder.results import Result, State
from autograder.roster import roster
from autograder.rounds import course_id
from autograder.sandbox import SandboxError
from autograder.sandbox.opening import CHOICES
from autograder.store import Entry, opened
from autograder.store.entries import enter, round_of
from autograder.work import Setting

UNDETERMINED = 3
STOPPED = 130
CLUSTER_WIDTH = 64
"""Tasks that are handed to a cluster at a time, whatever its size: Dask queues them."""
PAGES_AT_ONCE = 25


@dataclass(frozen=True)
class How:
    """Where and how a batch runs: the options that `grade` and `rejudge` share."""

    course: Path | None
    jobs: int | None
    cluster: str | None
    device: str
    isolation: str
    start: str
    verbose: bool
    json: bool


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
    course = _course(how)
    expected = roster(order.roster) if order.roster is not None else None
    chosen = course.select(order.exercises)
    intake = collect(order.paths, course, chosen, order.student, expected)
    for exercise in {s.exercise.slug: s.exercise for s in intake.submissions}.values():
        require_solution(exercise)
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
        batch = _batch(db, course, how)
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
    course = _course(how)
    slugs = {exercise.slug for exercise in course.select(names)}
    policy = load_policy(course.root, course.slugs)
    console = Console()
    with opened(out, identity(course), write=True) as db:
        policy = pseudonyms.policy_for(db, course.root, policy)
        publisher = Publisher(db, course, policy, out)
        chosen = [work.counted for work in publisher.works() if work.counted.exercise in slugs]
        batch = _batch(db, course, how)
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


def _course(how: How) -> Course:
    if how.device != "cpu":
        raise CourseError(f"The device {how.device!r} is not supported yet; use --device cpu.")
    if how.isolation not in (words := ("auto", *CHOICES)):
        raise CourseError(f"--isolation is one of {', '.join(words)}, not {how.isolation!r}.")
    return load_course(how.course)


def _round_name() -> str:
    return f"{datetime.date.today().isoformat()}-{secrets.token_hex(3)}"


def plots(how: How, out: Path, names: Sequence[str]) -> None:
    """Draw the plots that are missing on the pages of OUT; no score can change."""
    course = _course(how)
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
        failed = draw_missing(db, *_where(course, how), wanted, tell)
    if failed:
        said = f"{failed} of {len(wanted)} could not be drawn. The same command tries them again."
        Console(stderr=True).print(said)
    return len(wanted) - failed


def _batch(db: Connection, course: Course, how: How) -> Batch:
    return Batch(db, course, *_where(course, how))


def _where(course: Course, how: How) -> tuple[Setting, Pool, int]:
    """How a worker grades, what makes workers for so many tasks, and how many tasks at a time."""
    setting = Setting(course.root, how.isolation, how.start, how.device)
    if how.cluster is None:
        jobs = how.jobs or executors.cores()
        return setting, partial(executors.processes, jobs, setting), 2 * jobs
    return setting, partial(_cluster, how.cluster, setting, course), CLUSTER_WIDTH


def _cluster(address: str, setting: Setting, course: Course, tasks: int, fresh: int) -> Executor:
    """The workers of a cluster that would grade as this machine does."""
    from autograder.cluster import Cluster

    graded = [e for e in course.exercises if e.hidden_checks.is_file()]
    own = {e.slug: keys(e, "introduction", setting.device) for e in graded}
    err = Console(stderr=True)
    return Cluster(
        address, setting, "introduction", own, lambda line: err.print(escape(line), style="bold")
    )


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
