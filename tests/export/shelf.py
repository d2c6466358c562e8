"""An OUT with marks that nobody had to grade: real store, policy and pages, canned judgements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from autograder.cli.grading import identity
from autograder.course import Course, Exercise, load_course
from autograder.export import Record, gather
from autograder.intake import digest
from autograder.keys import Keys
from autograder.outcomes import Outcome
from autograder.policy import Adjustment, load_policy
from autograder.publishing import Publisher
from autograder.results import Isolation, Submission
from autograder.scoring import CheckResult, Score
from autograder.store import gradings, opened, standing
from autograder.store.entries import enter
from autograder.store.rows import Done, Kept
from autograder.trial import Judgement
from tests.mini_course import write_course

PASSED, FAILED, BROKEN = Outcome.PASSED, Outcome.FAILED, Outcome.GRADER_ERROR
DUE = datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()
DAY = 86400.0
POLICY = """
[deadlines]
01_mini = 2026-12-01T12:00:00+00:00
[late]
per_day = 10
"""
SLOPES = """
title = "Slopes, by hand"
module = "slopes"
functions = ["slope"]
[[hidden]]
name = "check_slope"
title = "slope is <right> & quick"
points = 5
"""


class Shelf:
    """A course of two exercises, 01_mini of 10 points and 02_slopes of 5, and an OUT."""

    def __init__(self, folder: Path) -> None:
        write_course(folder / "course")
        for tree, name in (("assignments", "exercise.toml"), ("reference_solutions", "x.py")):
            (folder / "course" / tree / "02_slopes").mkdir()
            (folder / "course" / tree / "02_slopes" / name).write_text(SLOPES, "utf-8")
        stub = "def slope(x):\n    raise NotImplementedError\n"
        (folder / "course" / "assignments" / "02_slopes" / "slopes.py").write_text(stub, "utf-8")
        (folder / "course" / "course.toml").write_text(POLICY, "utf-8")
        self.folder, self.out = folder, folder / "out"
        self.course: Course = load_course(folder / "course")

    def mark(
        self,
        student: str,
        *outcomes: Outcome,
        exercise: str = "01",
        days_late: float | None = None,
        says: str = "",
        diagnosis: str = "",
    ) -> None:
        """One more attempt of a student, whose checks ended as `outcomes` say."""
        task = self.course.find(exercise)
        source = {f"{task.module}.py": f"# {student!a} {outcomes} {says!a}\n".encode()}
        moment = None if days_late is None else DUE + days_late * DAY
        handed_in = Submission(student, task, source, digest(source), submitted=moment)
        with opened(self.out, identity(self.course), write=True, make=True) as db:
            (entry,) = enter(db, [handed_in], "autumn", "later")
            done = _done(task, outcomes, says, diagnosis)
            made_from = Keys("answers", {check.name: "key" for check in task.hidden}, "told")
            with db.begin():
                number = gradings.add(db, entry, made_from, done, "cpu")
                standing.decide(db, entry, number, "graded", "")

    def adjust(self, student: str, points: float, reason: str) -> None:
        """Points by hand for 01_mini."""
        with opened(self.out, identity(self.course), write=True) as db:
            standing.adjust(db, student, "01_mini", Adjustment(points, reason, "Kim", 0.0))

    def records(self, *exercises: str, quotes: bool = False) -> tuple[Record, ...]:
        """What the formats are given."""
        slugs = {exercise.slug for exercise in self.course.select(exercises)}
        policy = load_policy(self.course.root, [e.slug for e in self.course.exercises])
        with opened(self.out, identity(self.course), write=False) as db:
            publisher = Publisher(db, self.course, policy, self.out)
            return gather(db, publisher, self.course, slugs, quotes)


def _done(task: Exercise, outcomes: tuple[Outcome, ...], says: str, diagnosis: str) -> Done:
    checks, kept = [], []
    for hidden, outcome in zip(task.hidden, outcomes, strict=True):
        passed = outcome is PASSED
        sentences: Mapping[str, str] = {} if passed else {"says": says, "diagnosis": diagnosis}
        earned = hidden.points if passed else 0
        checks.append(
            CheckResult(hidden.name, hidden.title, outcome, earned, hidden.points, **sentences)
        )
        kept.append(Kept.of(Judgement(hidden.name, outcome, says, seconds=0.125), "ran"))
    return Done(
        score=Score(tuple(checks)),
        checks=tuple(kept),
        isolation=Isolation("A", "isolated", "Nothing ran."),
        versions={"torch": "2"},
        seconds=0.5,
        output="",
        causes=(),
    )
