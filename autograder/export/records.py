"""Trusted room: what an export is made from, read from the store. Points are the standing's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from autograder.course import Course, CourseError
from autograder.policy import Standing
from autograder.publishing import Publisher, Work
from autograder.results import Result
from autograder.store import Entry, gradings, standing
from autograder.store.entries import files


class ExportError(CourseError):
    """The marks cannot be written as asked. One line, for people."""


@dataclass(frozen=True)
class Tried:
    """One graded attempt. `made`: when, in seconds since 1970; `seconds`: how long, by check."""

    entry: Entry
    result: Result
    made: float
    seconds: Mapping[str, float]


@dataclass(frozen=True)
class Record:
    """One student's work on one exercise: what it is worth, the attempts, and the one that counts.

    `module` is the name of the exercise's file; a notebook of nbgrader has the same.
    `page` is that attempt's result as its page tells it, with how the standing came about. `files`
    are the student's own, only where the format quotes them. Texts of the result are hostile.
    """

    student: str
    exercise: str
    title: str
    module: str
    standing: Standing
    attempts: tuple[Tried, ...]
    counted: Tried
    page: Result
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Options:
    """What the caller said besides. `columns`: what is to be filled -> a column of the template.

    `by` names the one column that tells who is who. `scale`: points become shares of the tool's
    own maximum. `comments`: why points are missing is told too. `create`: students that the tool
    does not know are added. `dated` are the exercises (slugs) that have a deadline of the course.
    """

    name: str = "the template"
    columns: Mapping[str, str] = field(default_factory=dict)
    by: str | None = None
    scale: bool = False
    comments: bool = False
    create: bool = False
    dated: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Exported:
    """The bytes to write, one line that says what they hold, and remarks for the instructor.

    A format that changes a file in place has no bytes to write.
    """

    content: bytes
    says: str
    remarks: tuple[str, ...] = ()


def gather(
    db: Connection,
    publisher: Publisher,
    course: Course,
    exercises: Collection[str],
    quotes: bool = False,
) -> tuple[Record, ...]:
    """The records of `exercises` (slugs), by student and exercise; none of what was not graded."""
    titles = {exercise.slug: exercise.title for exercise in course.exercises}
    modules = {exercise.slug: exercise.module for exercise in course.exercises}
    works = [work for work in publisher.works() if work.counted.exercise in exercises]
    pages = publisher.results(works)
    found = []
    for work, page in zip(works, pages, strict=True):
        title = titles.get(work.counted.exercise, work.counted.exercise)
        attempts = tuple(_tried(db, entry, title) for entry in work.entries)
        found.append(
            Record(
                student=work.counted.student,
                exercise=work.counted.exercise,
                title=title,
                module=modules.get(work.counted.exercise, ""),
                standing=work.standing,
                attempts=attempts,
                counted=_counted(work, attempts),
                page=page,
                files=files(db, work.counted) if quotes else {},
            )
        )
    return tuple(found)


def _tried(db: Connection, entry: Entry, title: str) -> Tried:
    now = standing.counts(db, entry)
    assert now is not None, "a work holds graded entries"
    result = standing.result(db, entry, title, now.number)
    made, seconds = gradings.timings(db, now.number)
    return Tried(entry, result, made, seconds)


def _counted(work: Work, attempts: tuple[Tried, ...]) -> Tried:
    return next(tried for tried in attempts if tried.entry == work.counted)
