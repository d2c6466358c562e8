"""Instructor room: what `similarity` does around the comparison, and prints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import Connection

from autograder import report
from autograder.cli.grading import identity
from autograder.course import Course, CourseError, Exercise, load_course, require_solution
from autograder.feedback.source import decode
from autograder.policy import load_policy
from autograder.private import write_private
from autograder.pseudonyms import policy_for
from autograder.publishing import Publisher
from autograder.similarity import Found, Program, baseline, pairs, program
from autograder.site import pages
from autograder.site.sides import percent, similarity_page
from autograder.store import opened
from autograder.store.entries import files

LOOK = "A list to look at, never a verdict: read both programs before you conclude anything."


def similarity(
    root: Path | None,
    out: Path,
    name: str,
    threshold: float,
    most: int,
    to: Path | None,
    as_json: bool,
) -> None:
    """Compare what was handed in for one exercise: print the pairs, and write them as a page."""
    course = load_course(root)
    exercise = course.find(name)
    require_solution(exercise)
    with opened(out, identity(course), write=False) as db:
        stub = program("the stub", decode(exercise.stub.read_bytes()))
        students = list(_students(db, course, exercise, out, stub))
    if not students:
        raise CourseError(f"{out} holds nothing for {exercise.slug}.")
    own = list(_of_the_course(exercise, stub))
    found = pairs([*students, *own], threshold / 100, most)
    usual = baseline(own)
    if to is not None:
        title = f"{exercise.number} {exercise.title}"
        view = similarity_page(title, len(students), threshold / 100, usual, found)
        write_private(to, pages.similarity_page(view).encode("utf-8"))
    if as_json:
        print(json.dumps(_record(exercise, len(students), threshold, usual, found)))
        return
    console = Console(highlight=False, soft_wrap=True)
    if found.pairs:
        console.print(_table(found))
    more = (
        f", the {len(found.pairs)} most alike are shown" if found.total > len(found.pairs) else ""
    )
    console.print(
        f"{len(students)} students: {found.total} pairs share {threshold:g} % or more{more}."
    )
    if usual is not None:
        console.print(
            f"The course's own right answers, written to differ, share up to {percent(usual)} %."
        )
    console.print(LOOK)
    if to is not None:
        console.print(f"{to}", markup=False)


def _students(
    db: Connection, course: Course, exercise: Exercise, out: Path, stub: Program
) -> Iterator[Program]:
    """The attempts that count; of a notebook it is the module that was made from it."""
    policy = policy_for(db, course.root, load_policy(course.root, course.slugs))
    for work in Publisher(db, course, policy, out).works():
        if work.counted.exercise == exercise.slug:
            text = _text(files(db, work.counted), f"{exercise.module}.py")
            yield program(work.counted.student, text, stub)


def _text(found: Mapping[str, bytes], module: str) -> str:
    """All files as one text, the graded one first."""
    names = sorted(found, key=lambda name: (name != module, name))
    texts = [decode(found[name]).replace("\r\n", "\n") for name in names]
    rest = (f"\n\n# {name}\n{text}" for name, text in zip(names[1:], texts[1:], strict=True))
    return "".join([*texts[:1], *rest])


def _of_the_course(exercise: Exercise, stub: Program) -> Iterator[Program]:
    """The reference and the accepted answers: whoever hands in one of them should be seen."""
    accepted = sorted((exercise.solution / "accepted").glob("*.py"))
    for path in (exercise.reference, *accepted):
        name = f"reference_solutions: {path.relative_to(exercise.solution).as_posix()}"
        yield program(name, decode(path.read_bytes()), stub, from_course=True)


def _table(found: Found) -> Table:
    table = Table()
    for title in ("alike", "first", "of it", "second", "of it"):
        table.add_column(title, justify="right" if title in ("alike", "of it") else "left")
    for pair in found.pairs:
        table.add_row(
            f"{percent(pair.alike)} %",
            Text(report.clean(pair.first.name)),
            f"{percent(pair.first_share)} %",
            Text(report.clean(pair.second.name)),
            f"{percent(pair.second_share)} %",
        )
    return table


def _record(
    exercise: Exercise, students: int, threshold: float, usual: float | None, found: Found
) -> dict[str, object]:
    return {
        "exercise": exercise.slug,
        "note": LOOK,
        "students": students,
        "threshold": threshold,
        "baseline": usual and round(100 * usual, 1),
        "total": found.total,
        "pairs": [
            {
                "alike": round(100 * pair.alike, 1),
                "first": pair.first.name,
                "second": pair.second.name,
                "first_share": round(100 * pair.first_share, 1),
                "second_share": round(100 * pair.second_share, 1),
                "with_course": pair.first.from_course or pair.second.from_course,
            }
            for pair in found.pairs
        ],
    }
