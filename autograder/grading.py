"""Trusted room: from submissions to results. One way through: jail, checks, diagnosis, score."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from autograder.arbiter import on_cpu
from autograder.candidates import InJail, OnTape, Source, jail_for
from autograder.course import Exercise, require_solution
from autograder.judge import Judge, with_checks
from autograder.keys import versions
from autograder.mistakes import Library
from autograder.outcomes import Outcome
from autograder.results import Isolation, Result, Run, State, Submission
from autograder.rounds import Round
from autograder.sandbox import Exit, Sandbox
from autograder.scoring import Score, score
from autograder.session import Tape
from autograder.trial import Judgement

Report = Callable[[Result], None]
How = Literal["ran", "replayed", "kept"]


@dataclass(frozen=True)
class Evidence:
    """What is known of a submission from an earlier grading in the same round.

    `known` judgements stand as they are; on `tapes` of other checks its answers can be judged
    again. A tape that ends in a fault is none: it tells what the box did once.
    """

    known: Mapping[str, Judgement] = field(default_factory=dict)
    tapes: Mapping[str, Tape] = field(default_factory=dict)


NOTHING = Evidence()


@dataclass(frozen=True)
class Graded:
    """One submission, graded: what it is worth, how each check was judged, and from what.

    `output` is what the program printed, capped; empty where nothing ran.
    """

    score: Score
    judgements: tuple[Judgement, ...]
    how: Mapping[str, How]
    isolation: Isolation
    seconds: float
    output: str = ""

    @property
    def causes(self) -> tuple[str, ...]:
        """For the instructor's log: why something could not be judged."""
        return tuple(f"{j.check}: {j.cause}" for j in self.judgements if j.cause)


def grade(
    submissions: Sequence[Submission],
    sandbox: Sandbox,
    asked: Round,
    report: Report = lambda result: None,
) -> Run:
    """Grade a few submissions from this process on the CPU; nothing is kept but the results.

    `report` hears of every result as it comes. Raises `CourseError` if the course itself cannot
    be used; nothing that a student handed in raises. A class is graded by `autograder.batch`.
    """
    exercises = {s.exercise.slug: s.exercise for s in submissions}
    for exercise in exercises.values():
        require_solution(exercise)
    results: list[Result] = []
    for slug in sorted(exercises):
        chosen = [s for s in submissions if s.exercise.slug == slug]
        results += _grade_exercise(exercises[slug], chosen, sandbox, asked, report)
    return Run(asked.name, tuple(results))


def _grade_exercise(
    exercise: Exercise,
    submissions: Iterable[Submission],
    sandbox: Sandbox,
    asked: Round,
    report: Report,
) -> list[Result]:
    def work(judge: Judge) -> list[Result]:
        library = Library(judge, sandbox)
        results = []
        try:
            for submission in submissions:
                graded = grade_one(
                    judge, library, submission.files, submission.problem, sandbox, asked
                )
                results.append(result(submission, graded, asked.name, "cpu"))
                del graded  # its tapes would outlive the moment in which memory is given back
                report(results[-1])
                judge.forget()
        finally:
            library.close()
        return results

    return with_checks(exercise, work)


def grade_one(
    judge: Judge,
    library: Library,
    files: Mapping[str, bytes],
    problem: str,
    sandbox: Sandbox,
    asked: Round,
    evidence: Evidence = NOTHING,
    card: Callable[[], Sandbox] | None = None,
) -> Graded:
    """Grade one submission: what is known stands, what is on tape is judged again, the rest runs.

    `files` is the module under its proper name, and helpers; `problem` is the sentence for the
    student if they cannot be graded as they are. `card` opens the sandbox with a GPU for what
    computes there; `sandbox` has none.
    """
    begun = time.monotonic()
    output = ""
    level = sandbox.level
    how: dict[str, How] = {}
    heard: dict[str, Judgement] = {}
    if problem:
        heard = {c: Judgement(c, Outcome.NOT_ATTEMPTED, problem) for c in judge.checks}
        how = dict.fromkeys(heard, "kept")
    else:
        source = Source(judge.exercise.module, files)
        heard = {c: j for c, j in evidence.known.items() if c in judge.checks}
        how = dict.fromkeys(heard, "kept")
        again = _replay(judge, source, asked, set(evidence.tapes) - set(heard), evidence.tapes)
        heard |= again
        how |= dict.fromkeys(again, "replayed")
        missing = set(judge.checks) - set(heard)
        if missing:
            ran, exits = _run(judge, source, asked, missing, sandbox, card)
            heard |= {judgement.check: judgement for judgement in ran}
            how |= dict.fromkeys(missing, "ran")
            output = "\n".join(end.stdout + end.stderr for end in exits).strip()
            if card is not None:
                level = card().level
    judgements = tuple(heard[check] for check in judge.checks)
    return Graded(
        score=score(judge, judgements, library.diagnose(judgements, asked)),
        judgements=judgements,
        how=how,
        isolation=Isolation(level.letter, level.name, level.says),
        seconds=time.monotonic() - begun,
        output=output,
    )


def _run(
    judge: Judge,
    source: Source,
    asked: Round,
    checks: set[str],
    sandbox: Sandbox,
    card: Callable[[], Sandbox] | None,
) -> tuple[tuple[Judgement, ...], list[Exit]]:
    """What `checks` say of a submission that is run now, and how its jails ended."""
    exercise = judge.exercise
    if card is None:
        candidate = InJail(source, jail_for(exercise, sandbox))
    else:
        candidate = InJail(source, jail_for(exercise, card()), "cuda")
    exits = candidate.remote.exits
    try:
        heard = judge.hear(candidate, asked, checks)
    finally:
        candidate.close()
    if card is not None and exercise.device == "cpu":
        remote = jail_for(exercise, sandbox)
        heard = on_cpu(judge, heard, asked, lambda: InJail(source, remote))
        exits = exits + remote.exits
    return heard, exits


def _replay(
    judge: Judge, source: Source, asked: Round, wanted: set[str], tapes: Mapping[str, Tape]
) -> dict[str, Judgement]:
    """The `wanted` checks, judged again, as far as their tapes answer what they ask now."""
    found: dict[str, Judgement] = {}
    for check in sorted(wanted & set(judge.checks)):
        candidate = OnTape(source, tapes)
        judgement = judge.hear(candidate, asked, {check})[0]
        if not candidate.unanswered:
            found[check] = judgement
    return found


def result(submission: Submission, graded: Graded, asked: str, device: str) -> Result:
    """The result of one student's submission."""
    return Result(
        student=submission.student,
        exercise=submission.exercise.slug,
        title=submission.exercise.title,
        sha256=submission.sha256,
        state=State.UNDETERMINED if graded.score.earned is None else State.GRADED,
        earned=graded.score.earned,
        possible=graded.score.possible,
        round=asked,
        isolation=graded.isolation,
        device=device,
        seconds=graded.seconds,
        versions=versions(),
        checks=graded.score.checks,
        notes=submission.notes,
        output=graded.output,
        causes=graded.causes,
    )
