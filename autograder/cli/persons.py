"""Instructor room: what `purge` and `student-export` do around the store, and print."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy import Connection

from autograder import pseudonyms, report
from autograder.bundle import zipped
from autograder.cli.grading import identity
from autograder.course import Course, CourseError, did_you_mean, load_course
from autograder.policy import load_policy
from autograder.private import write_private
from autograder.publishing import Publisher
from autograder.sentences import say
from autograder.site import build as site
from autograder.store import opened, persons
from autograder.store.database import scrub


def purge(
    root: Path | None, out: Path, student: str, yes: bool, file: Path | None, as_json: bool
) -> None:
    """Remove all of one student from OUT if `yes`, and from `file`; else say what it would be."""
    told = False
    course = load_course(root)
    with opened(out, identity(course), write=yes) as db:
        held = persons.held(db, student)
        pages = len(report.pages(out, student))
        named = file is not None and student in pseudonyms.read(file)
        if not held and not pages and not named:
            raise _nobody(db, out, student)
        if yes:
            persons.forget(db, student)
            publisher = _publisher(db, course, out)
            publisher.tables(publisher.works())
            scrub(db)
            told = site.remove(out)
            report.remove_pages(out, student)  # last: what is left of a killed run is found again
            if file is not None:
                pseudonyms.strike(file, student)
        secret = bool(persons.pseudonymous(db)) and file is None
    if as_json:
        print(json.dumps({"student": student, **asdict(held), "pages": pages, "removed": yes}))
        return
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(
        f"{report.clean(student)}: {held.attempts} attempts, {held.gradings} gradings with "
        f"{held.checks} checks, {held.tapes} transcripts of nobody else, {held.decisions} lines "
        f"of history, {held.adjustments} adjustments, {pages} pages."
    )
    if yes:
        console.print("Removed. Copies elsewhere, such as backups, are not.")
        if told:
            console.print(f"{out / site.FOLDER} named the student and is removed: make it anew.")
        if secret:
            console.print("The file of pseudonyms still names the student: add --pseudonyms FILE.")
    else:
        console.print("Nothing is removed yet. Say --yes to remove all of it, for good.")


def export(root: Path | None, out: Path, student: str, to: Path, as_json: bool) -> None:
    """Write all that is kept about one student as the zip archive `to`, mode 0600."""
    course = load_course(root)
    with opened(out, identity(course), write=False) as db:
        if not persons.held(db, student):
            raise _nobody(db, out, student)
        record = persons.record(db, student) | {"standing": _standing(db, course, out, student)}
        files = {
            f"submissions/{entry.exercise}/{entry.attempt}/{_member(name)}": content
            for entry, names in persons.handed_in(db, student)
            for name, content in names.items()
        }
    pages = {f"feedback/{n}": content for n, content in report.pages(out, student).items()}
    members = {
        "README.txt": say("export.readme").encode(),
        "record.json": _json(record),
        **files,
        **pages,
    }
    write_private(to, zipped(members))
    if as_json:
        print(json.dumps({"student": student, "members": sorted(members)}))
        return
    attempts = len(record["attempts"])
    Console(highlight=False, markup=False, soft_wrap=True).print(
        f"{to}: {attempts} attempts with {len(files)} files, {len(pages)} pages. Transcripts and "
        f"printed output are left out: they hold hidden inputs."
    )


def _standing(db: Connection, course: Course, out: Path, student: str) -> list[dict[str, Any]]:
    works = _publisher(db, course, out).works()
    return [
        {"exercise": work.counted.exercise, **asdict(work.standing)}
        for work in works
        if work.counted.student == student
    ]


def _publisher(db: Connection, course: Course, out: Path) -> Publisher:
    policy = load_policy(course.root, course.slugs)
    return Publisher(db, course, pseudonyms.policy_for(db, course.root, policy), out)


def _nobody(db: Connection, out: Path, student: str) -> CourseError:
    hint = did_you_mean(student, persons.students(db))
    return CourseError(f"{out} holds nothing of {report.clean(student)}.{report.clean(hint)}")


def _member(name: str) -> str:
    """The name of a student's file in the archive: a single one, on every system."""
    stem, dot, suffix = name.rpartition(".")
    return f"{report.safe_name(stem)}{dot}{suffix}" if suffix.isalnum() else report.safe_name(name)


def _json(record: Mapping[str, Any]) -> bytes:
    return (json.dumps(record, indent=1) + "\n").encode("ascii")
