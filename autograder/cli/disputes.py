"""Instructor room: what `replay`, `history` and `adjust` do around the store, and print."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder import pseudonyms, report
from autograder.cli.grading import identity
from autograder.course import Course, CourseError, did_you_mean, load_course
from autograder.keys import keys, versions
from autograder.policy import Adjustment, load_policy
from autograder.publishing import Publisher, Work
from autograder.sandbox import SandboxError
from autograder.scoring import CheckResult
from autograder.store import opened
from autograder.store import standing as store
from autograder.store.entries import files
from autograder.store.gradings import tapes_of
from autograder.store.rows import Done
from autograder.work import Setting, Task
from autograder.work import grade as run

DIFFERENT = 3


def replay(
    root: Path | None, out: Path, student: str, name: str, isolation: str, as_json: bool
) -> None:
    """Grade one submission again in its own round, from nothing; exit code 3 if it differs."""
    course = load_course(root)
    exercise = course.find(name)
    policy = load_policy(course.root, course.slugs)
    with opened(out, identity(course), write=False) as db:
        policy = pseudonyms.policy_for(db, course.root, policy)
        publisher = Publisher(db, course, policy, out)
        entry = _find(publisher, course, student, name).counted
        counting = store.counts(db, entry)
        assert counting is not None, "it was found"
        recorded = store.result(db, entry, exercise.title, counting.number)
        tapes = tapes_of(db, counting.number)
        setting = Setting(course.root, isolation, "warm", recorded.device)
        made_from = keys(exercise, entry.round, recorded.device)
        task = Task(
            setting,
            exercise.slug,
            entry.round,
            made_from,
            files(db, entry),
            entry.problem,
            device=recorded.device,
        )
        try:
            again = run(task)
        except SandboxError as error:
            raise CourseError(str(error)) from None
    rows = [
        (before.name, before.outcome.value, after.outcome.value, tapes.get(before.name) == tape)
        for before, after, tape in _pairs(recorded.checks, again)
    ]
    same_code = counting.key == made_from.of(entry.content)
    other = {
        package: (was, versions().get(package, "none"))
        for package, was in recorded.versions.items()
        if versions().get(package) != was
    }
    identical = all(row[1] == row[2] for row in rows) and recorded.earned == again.score.earned
    if as_json:
        print(
            json.dumps(
                {
                    "identical": identical,
                    "earned": [recorded.earned, again.score.earned],
                    "checks": [
                        {"name": n, "before": b, "now": a, "same_answers": t} for n, b, a, t in rows
                    ],
                    "same_checks": same_code,
                    "other_versions": other,
                }
            )
        )
    else:
        console = Console()
        table = Table("check", "graded", "now", "answers")
        for check, was, now, same in rows:
            table.add_row(check, was, now, "equal bytes" if same else "differ")
        console.print(table)
        if not same_code:
            console.print("The checks, or the grader, are not those that it was graded with.")
        for package, (was, now) in other.items():
            console.print(f"{package} was {was}, now {now}.")
        points = f"{recorded.earned} and {again.score.earned} of {recorded.possible} points"
        console.print(f"{'Identical' if identical else 'NOT identical'}: {points}.")
    if not identical:
        raise typer.Exit(DIFFERENT)


def history(root: Path | None, out: Path, student: str | None, as_json: bool) -> None:
    """Print what counted from when on."""
    course = load_course(root)
    with opened(out, identity(course), write=False) as db:
        changes = [c for c in store.history(db) if student in (None, c.student)]
        given = [
            (who, change)
            for who, all_of in store.adjustments(db).items()
            for change in all_of
            if student in (None, who[0])
        ]
    if as_json:
        adjusted = [
            {"student": who[0], "exercise": who[1], **asdict(change)} for who, change in given
        ]
        print(json.dumps({"gradings": [asdict(c) for c in changes], "adjustments": adjusted}))
        return
    table = Table("when", "student", "exercise", "attempt", "points", "why", "by")
    for c in changes:
        points = f"{'?' if c.earned is None else c.earned}/{c.possible}"
        table.add_row(
            _when(c.at),
            _safe(c.student),
            c.exercise,
            str(c.attempt),
            points,
            _safe(c.reason),
            _safe(c.author),
        )
    for who, change in given:
        points = f"{change.points:+g}"
        table.add_row(
            _when(change.at),
            _safe(who[0]),
            who[1],
            "",
            points,
            _safe(change.reason),
            _safe(change.author),
        )
    Console().print(table)


def adjust(
    root: Path | None,
    out: Path,
    student: str,
    name: str,
    points: float,
    author: str,
    reason: str,
    as_json: bool,
) -> None:
    """Add points by hand, and write the student's page and the tables anew."""
    try:
        change = Adjustment(points, reason.strip(), author.strip(), time.time())
    except ValueError as error:
        raise CourseError(f"{error}.") from None
    course = load_course(root)
    policy = load_policy(course.root, course.slugs)
    with opened(out, identity(course), write=True) as db:
        policy = pseudonyms.policy_for(db, course.root, policy)
        publisher = Publisher(db, course, policy, out)
        work = _find(publisher, course, student, name)
        store.adjust(db, student, work.counted.exercise, change)
        publisher.publish()
        after = _find(publisher, course, student, name).standing
    if as_json:
        points_now = {"earned": after.earned, "possible": after.possible}
        print(json.dumps({"student": student, "exercise": work.counted.exercise, **points_now}))
        return
    earned = "undetermined" if after.earned is None else f"{after.earned:g}/{after.possible}"
    Console().print(f"{_safe(student)} {work.counted.exercise}: now {earned}.", highlight=False)


def _find(publisher: Publisher, course: Course, student: str, name: str) -> Work:
    exercise = course.find(name)
    works = publisher.works()
    for work in works:
        if (work.counted.student, work.counted.exercise) == (student, exercise.slug):
            return work
    students = {w.counted.student for w in works if w.counted.exercise == exercise.slug}
    hint = did_you_mean(student, students)
    raise CourseError(
        f"Nothing of {report.clean(student)} for {exercise.slug} was graded.{report.clean(hint)}"
    )


def _pairs(
    before: Sequence[CheckResult], again: Done
) -> Iterator[tuple[CheckResult, CheckResult, bytes]]:
    now = {check.name: check for check in again.score.checks}
    tapes = {kept.name: kept.tape for kept in again.checks}
    for check in before:
        if check.name in now:
            yield check, now[check.name], tapes[check.name]


def _when(at: float) -> str:
    return datetime.datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M")


def _safe(text: str) -> str:
    return escape(report.clean(text))
