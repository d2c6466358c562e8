"""Trusted room: grades one submission in a container of Gradescope's, and writes its result.

python -m autograder.gradescope ROOT      reads ROOT/submission, writes ROOT/results
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.course import Course, CourseError, Exercise, load_course
from autograder.gradescope.document import Document, document, undetermined
from autograder.gradescope.room import memory_mb
from autograder.grading import grade
from autograder.intake import collect
from autograder.results import Submission
from autograder.rounds import KEY_BYTES, Round
from autograder.sandbox import open_sandbox
from autograder.sentences import say

ISOLATION = "B"
WHO = "submission"
"""Gradescope knows who it is; nothing here needs to."""


def main(root: Path) -> None:
    """Write `ROOT/results/results.json`, whatever happens; the reason goes to standard output."""
    begun = time.monotonic()
    try:
        result = graded(root, begun)
    except Exception:  # whatever it is, the student must not get a 0 for it
        traceback.print_exc(file=sys.stdout)
        result = undetermined(time.monotonic() - begun)
    _write(root / "results", result)


def graded(root: Path, begun: float) -> Document:
    """The result of `ROOT/submission`. Raises `CourseError`, `SandboxError`."""
    loaded = load_course(root / "source" / "course")
    room = memory_mb()
    exercises = tuple(replace(e, memory_mb=min(e.memory_mb, room)) for e in loaded.exercises)
    course = Course(loaded.root, exercises)
    submissions = handed_in(root / "submission", course)
    # Instant feedback tells what a round asks: every submission gets a round of its own, whose key
    # is never written anywhere.
    asked = Round("gradescope", secrets.token_bytes(KEY_BYTES))
    with open_sandbox(ISOLATION, hidden=[course.root]) as sandbox:
        run = grade(submissions, sandbox, asked)
    for result in run.results:
        for cause in result.causes:
            print(f"{result.exercise}: {cause}")
    files = {submission.exercise.slug: submission.files for submission in submissions}
    own = [files[result.exercise] for result in run.results]
    return document(run.results, own, time.monotonic() - begun)


def handed_in(folder: Path, course: Course) -> list[Submission]:
    """A submission for every exercise; one with a problem where there is no file for it."""
    try:
        intake = collect([folder], course, course.exercises, WHO)
    except CourseError as error:
        print(error)
        found = {}
    else:
        found = {submission.exercise.slug: submission for submission in intake.submissions}
        print(*intake.remarks, sep="\n")
    return [found.get(exercise.slug) or _missing(exercise) for exercise in course.exercises]


def _missing(exercise: Exercise) -> Submission:
    says = say("intake.missing", file=f"{exercise.module}.py")
    return Submission(WHO, exercise, {}, problem=says)


def _write(folder: Path, result: Document) -> None:
    """The file, whole or not at all."""
    folder.mkdir(exist_ok=True)
    draft = folder / f".{secrets.token_hex(8)}.tmp"
    draft.write_text(json.dumps(result, indent=1, allow_nan=False), "ascii")
    os.replace(draft, folder / "results.json")


def _arguments(words: Sequence[str]) -> Path:
    if len(words) != 1:
        sys.exit("python -m autograder.gradescope ROOT")
    return Path(words[0])


if __name__ == "__main__":
    main(_arguments(sys.argv[1:]))
