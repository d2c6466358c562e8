"""Trusted room: from submissions to results. One way through: jail, checks, diagnosis, score."""

from __future__ import annotations

import importlib.metadata
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from autograder.candidates import InJail, Source, jail_for
from autograder.course import Exercise, require_solution
from autograder.judge import Judge, with_checks
from autograder.mistakes import Library
from autograder.outcomes import Outcome
from autograder.results import Isolation, Result, Run, State, Submission
from autograder.rounds import Round
from autograder.sandbox import Sandbox
from autograder.scoring import score
from autograder.trial import Judgement

Report = Callable[[Result], None]
_PACKAGES = ("gradeproof", "torch", "numpy", "pandas", "scikit-learn", "sympy")


def grade(
    submissions: Sequence[Submission],
    sandbox: Sandbox,
    asked: Round,
    device: str = "cpu",
    report: Report = lambda result: None,
) -> Run:
    """Grade a class in one round; `report` hears of every result as it comes.

    Raises `CourseError` if the course itself cannot be used; nothing that a student handed in
    raises.
    """
    exercises = {s.exercise.slug: s.exercise for s in submissions}
    for exercise in exercises.values():
        require_solution(exercise)
    results: list[Result] = []
    for slug in sorted(exercises):
        chosen = [s for s in submissions if s.exercise.slug == slug]
        results += _grade_exercise(exercises[slug], chosen, sandbox, asked, device, report)
    return Run(asked.name, tuple(results))


def _grade_exercise(
    exercise: Exercise,
    submissions: Iterable[Submission],
    sandbox: Sandbox,
    asked: Round,
    device: str,
    report: Report,
) -> list[Result]:
    def work(judge: Judge) -> list[Result]:
        library = Library(judge, sandbox)
        results = []
        try:
            for submission in submissions:
                results.append(_grade_one(judge, library, submission, sandbox, asked, device))
                report(results[-1])
                judge.forget()
        finally:
            library.close()
        return results

    return with_checks(exercise, work)


def _grade_one(
    judge: Judge,
    library: Library,
    submission: Submission,
    sandbox: Sandbox,
    asked: Round,
    device: str,
) -> Result:
    begun = time.monotonic()
    output = ""
    if submission.problem:
        judgements: tuple[Judgement, ...] = tuple(
            Judgement(check, Outcome.NOT_ATTEMPTED, submission.problem) for check in judge.checks
        )
    else:
        source = Source(submission.exercise.module, submission.files)
        candidate = InJail(source, jail_for(submission.exercise, sandbox))
        try:
            judgements = judge.hear(candidate, asked)
        finally:
            candidate.close()
        output = "\n".join(end.stdout + end.stderr for end in candidate.remote.exits).strip()
    scored = score(judge, judgements, library.diagnose(judgements, asked))
    return Result(
        student=submission.student,
        exercise=submission.exercise.slug,
        title=submission.exercise.title,
        sha256=submission.sha256,
        state=State.UNDETERMINED if scored.earned is None else State.GRADED,
        earned=scored.earned,
        possible=scored.possible,
        round=asked.name,
        isolation=Isolation(sandbox.level.letter, sandbox.level.name, sandbox.level.says),
        device=device,
        seconds=time.monotonic() - begun,
        versions=versions(),
        checks=scored.checks,
        notes=submission.notes,
        output=output,
        causes=tuple(f"{j.check}: {j.cause}" for j in judgements if j.cause),
    )


@cache
def versions() -> dict[str, str]:
    """Package -> version of what a mark depends on."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "unknown"
    return found
