"""Trusted room: from what was handed in to submissions. Reads files, runs nothing.

hand_ins (students) ─► answers ─► one submission per student and exercise
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.answers import answers, digest, instead, several
from autograder.course import Course, CourseError, Exercise
from autograder.findings import MAX_BYTES
from autograder.results import Submission
from autograder.roster import compared
from autograder.students import hand_ins
from autograder.visible import line

__all__ = ["MAX_BYTES", "Intake", "collect", "digest"]


@dataclass(frozen=True)
class Intake:
    """What was found, and sentences for the instructor about what was not."""

    submissions: tuple[Submission, ...]
    remarks: tuple[str, ...]


def collect(
    paths: Sequence[Path],
    course: Course,
    exercises: Sequence[Exercise],
    student: str | None = None,
    roster: Sequence[str] | None = None,
) -> Intake:
    """The submissions for `exercises` under `paths`: files, folders, archives.

    Who hands in different files for one exercise gets none of them graded, and is told which.
    With a `roster` (student ids), remarks say who is not on it, and who handed in nothing.
    `Submission.submitted` is the newest time of its files, if any is known: a claim of whoever
    made the folder or the archive. Raises `CourseError` for what the caller got wrong: no such
    path, or nothing to grade.
    """
    found: dict[tuple[str, str], list[Submission]] = {}
    unusable: list[Submission] = []
    remarks: list[str] = []
    students: dict[str, None] = {}
    for item in hand_ins(paths, course, student):
        if isinstance(item, str):
            remarks.append(item)
            continue
        students[item.student] = None
        own = list(answers(item, course, exercises))
        if own:
            remarks += (f"{item.student}: {sentence}" for sentence in item.refused)
        for what in own or instead(item, course, exercises):
            if isinstance(what, str):
                remarks.append(f"{item.student}: {what}")
            elif own:
                found.setdefault((what.student, what.exercise.slug), []).append(what)
            else:
                unusable.append(what)
    answered = {who for who, _ in found}
    for submission in unusable:  # unless there is something better elsewhere
        if submission.student not in answered:
            key = submission.student, submission.exercise.slug
            found.setdefault(key, []).append(submission)
    if roster is not None:
        remarks += compared(roster, students)
    if not found:
        raise CourseError(_nothing(paths, exercises, remarks))
    order = {who: number for number, who in enumerate(students)}
    chosen = sorted(map(_one_of, found.values()), key=lambda s: order[s.student])
    return Intake(tuple(chosen), tuple(remarks))


def _one_of(submissions: Sequence[Submission]) -> Submission:
    """The one submission of a student for an exercise: the first, if they are all the same."""
    first = submissions[0]
    if all((s.sha256, s.problem) == (first.sha256, first.problem) for s in submissions):
        return first
    return several(submissions)


def _nothing(paths: Sequence[Path], exercises: Sequence[Exercise], remarks: Sequence[str]) -> str:
    """One line that says why there is nothing to grade."""
    names = ", ".join(map(str, paths))
    reason = f"no file is named after an exercise, such as {exercises[0].module}.py"
    first = f" {remarks[0]}" if remarks else ""
    return f"Nothing to grade in {line(names)}: {reason}.{line(first)}"
