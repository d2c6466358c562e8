"""Instructor room: what `export` and the platforms' commands do around the formats, and print."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from autograder import nbgrader_course, report
from autograder.cli.grading import identity
from autograder.course import Course, CourseError, Exercise, did_you_mean, load_course
from autograder.export import FORMATS, Options, gather
from autograder.export.github import workflow as written_workflow
from autograder.gradescope.build import build as built
from autograder.policy import load_policy
from autograder.publishing import Publisher
from autograder.store import opened


@dataclass(frozen=True)
class Order:
    """The arguments of `export`."""

    course: Path | None
    out: Path
    format: str
    to: Path
    template: Path | None
    exercises: tuple[str, ...]
    columns: tuple[str, ...]
    by: str | None
    scale: bool
    comments: bool
    create: bool


def export(order: Order, as_json: bool) -> None:
    """Write the marks of OUT into one file; who is left out, and why, goes to standard error."""
    form = FORMATS.get(order.format)
    if form is None:
        hint = did_you_mean(order.format, FORMATS)
        raise CourseError(f"--format is one of {', '.join(FORMATS)}, not {order.format!r}.{hint}")
    if order.create and not form.fill:
        raise CourseError(f"--format {order.format} takes no --create.")
    template = _template(order, form.template)
    course = load_course(order.course)
    asked = {exercise.slug for exercise in course.select(order.exercises)}
    policy = load_policy(course.root, course.slugs)
    options = Options(
        name=order.template.name if order.template else order.to.name,
        columns=_columns(course, order),
        by=order.by,
        scale=order.scale,
        comments=order.comments,
        create=order.create,
        dated=frozenset(policy.deadlines),
    )
    with opened(order.out, identity(course), write=False) as db:
        publisher = Publisher(db, course, policy, order.out)
        records = gather(db, publisher, course, asked, form.quotes)
    if not records:
        raise CourseError(f"{order.out} holds no marks for what is asked.")
    graded = sorted({record.exercise for record in records})
    if form.one and len(graded) > 1:
        raise CourseError(
            f"{order.format} is for one exercise: say which with --exercise ({', '.join(graded)})."
        )
    if form.fill:
        exported = form.fill(records, order.to, options)
    else:
        assert form.write is not None, "a format does the one or the other"
        exported = form.write(records, template, options)
        write(order.to, exported.content)
    err = Console(stderr=True)
    for remark in exported.remarks:
        err.print(escape(report.clean(remark)), highlight=False, soft_wrap=True)
    remarks = {"remarks": exported.remarks}
    _say(as_json, order.to, exported.says, {"file": str(order.to), "says": exported.says} | remarks)


def workflow(root: Path | None, names: Sequence[str], to: Path, as_json: bool) -> None:
    """Write GitHub's workflow file for the public checks."""
    exercises = load_course(root).select(names)
    write(to, written_workflow(exercises).encode("utf-8"), mode=0o644)
    says = "goes into .github/workflows/ of the students' repository."
    _say(as_json, to, says, {"file": str(to), "exercises": _slugs(exercises)})


def build(root: Path | None, names: Sequence[str], to: Path, as_json: bool) -> None:
    """Write an nbgrader course."""
    course = load_course(root)
    exercises = course.select(names)
    err = Console(stderr=True)
    left = nbgrader_course.build(course, exercises, to)
    for path in left:
        err.print(f"{path} was there and is as it was.", markup=False, highlight=False)
    says = f"{len(exercises)} notebooks. They hold the solutions; students get what "
    says += "`nbgrader generate_assignment` makes of them."
    record = {"folder": str(to), "exercises": _slugs(exercises), "left": [*map(str, left)]}
    _say(as_json, to, says, record)


def gradescope(root: Path | None, names: Sequence[str], to: Path, as_json: bool) -> None:
    """Write the autograder zip for Gradescope, readable for its owner alone."""
    chosen = load_course(root).select(names)
    write(to, built(chosen))
    points = sum(exercise.possible for exercise in chosen)
    says = f"upload it under Configure Autograder. It is worth {points} points. It holds "
    says += "references and hidden checks: it is for Gradescope alone."
    _say(as_json, to, says, {"file": str(to), "exercises": _slugs(chosen), "points": points})


def _say(as_json: bool, to: Path, says: str, record: dict[str, Any]) -> None:
    """What was written, as a line for people or as data for programs."""
    if as_json:
        print(json.dumps(record))
        return
    text = escape(report.clean(f"{to}: {says}"))
    Console().print(text, highlight=False, soft_wrap=True)


def _slugs(exercises: Sequence[Exercise]) -> list[str]:
    return [exercise.slug for exercise in exercises]


def write(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Put `content` at `path`, whole or not at all. Raises `CourseError`."""
    if path.is_dir():
        raise CourseError(f"{path} is a folder; name the file to write.")
    draft = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(draft, flags, mode), "wb") as file:
            file.write(content)
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise CourseError(f"{path} cannot be written: {error.strerror}.") from None


def _template(order: Order, wanted: bool) -> bytes:
    path = order.template
    if path is None:
        if wanted:
            raise CourseError(
                f"--format {order.format} fills in a file that the platform exported: name it with "
                f"--template FILE."
            )
        return b""
    if not wanted:
        raise CourseError(f"--format {order.format} takes no --template.")
    if order.to.exists() and path.exists() and order.to.samefile(path):
        raise CourseError(f"{path} would be written over: name another file with --to.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None


def _columns(course: Course, order: Order) -> dict[str, str]:
    """What is to be filled -> the column that was said; by the exercise's slug but in Moodle."""
    found: dict[str, str] = {}
    by_exercise = order.format in ("canvas", "nbgrader-db")
    if order.columns and not by_exercise and order.format not in ("moodle", "moodle-feedback"):
        raise CourseError(f"--format {order.format} takes no --column.")
    for said in order.columns:
        what, equals, title = said.partition("=")
        if not equals or not what.strip() or not title.strip():
            raise CourseError(f"--column {said!r} is not of the form WHAT=TITLE.")
        name = course.find(what.strip()).slug if by_exercise else what.strip()
        found[name] = title.strip()
    return found
