"""Instructor room: proves that an exercise's checks can tell right from wrong.

Over many rounds of fresh inputs: the stub earns nothing, the reference and every accepted file
earn all, every mistake loses exactly the checks that it names, junk never passes and never breaks
the grader. The files are the course's own, so most rounds run in this process; the first one runs
in the sandbox too and must end the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from scipy.stats import binomtest

from autograder.candidates import Candidate, InJail, InProcess, Source, jail_for
from autograder.course import CourseError, Exercise, HiddenCheck
from autograder.judge import Judge, with_checks
from autograder.junk import EVERY, JAIL_ONLY, KINDS, junk_sources
from autograder.mistakes import load_mistakes
from autograder.outcomes import Outcome
from autograder.rounds import Round
from autograder.sandbox import Sandbox
from autograder.scoring import score

MISTAKE_SEEDS = 20
"""Right answers are proven over all rounds, mistakes over this many at most."""

VERIFY_KEY = b"gradeproof verify"
"""Proofs are repeatable: their inputs are no secret, unlike those of a course."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Rate:
    """`count` of `total`, with the 95 % interval of Clopper and Pearson."""

    count: int
    total: int

    @property
    def interval(self) -> tuple[float, float]:
        if not self.total:
            return 0.0, 1.0
        bounds = binomtest(self.count, self.total).proportion_ci(0.95, method="exact")
        return float(bounds.low), float(bounds.high)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.count}/{self.total} ({low:.1%} to {high:.1%})"


@dataclass(frozen=True)
class Proof:
    """What was seen of one exercise. It is proven if `failures` is empty.

    `false_fail`: right answers that lost a point, of all right answers judged. `killed`: checks
    that mistakes lost as they should, of all that they name. `junk`: junk answers that passed
    what they should not.
    """

    exercise: str
    seeds: int
    right: int
    mistakes: int
    false_fail: Rate
    killed: Rate
    junk: Rate
    failures: tuple[str, ...]


@dataclass(frozen=True)
class _Case:
    """One file and the checks that it must not pass; None where all but full marks will do."""

    name: str
    source: Source
    loses: frozenset[str] | None


def verify(
    exercise: Exercise,
    seeds: int,
    sandbox: Sandbox | None,
    say: Say = lambda line: None,
    kinds: Collection[str] = KINDS,
) -> Proof:
    """Prove `exercise` over `seeds` rounds; without a sandbox, all of it in this process.

    `kinds` of junk are tried, by default all. Raises `CourseError` if the exercise's files do not
    fit together.
    """

    def work(judge: Judge) -> Proof:
        _compare_titles(judge)
        return _Prover(judge, sandbox, say, kinds).prove(seeds)

    return with_checks(exercise, work)


class _Prover:
    """Counts what it sees while it goes through the rounds."""

    def __init__(
        self, judge: Judge, sandbox: Sandbox | None, say: Say, kinds: Collection[str]
    ) -> None:
        self._judge = judge
        self._exercise = judge.exercise
        self._sandbox = sandbox
        self._say = say
        self._kinds = kinds
        self._failures: list[str] = []
        self._right = [0, 0]
        self._killed = [0, 0]
        self._junk = [0, 0]

    def prove(self, seeds: int) -> Proof:
        right = list(self._right_cases())
        wrong = list(self._wrong_cases())
        rounds = [Round(f"seed {seed}", VERIFY_KEY) for seed in range(seeds)]
        for number, asked in enumerate(rounds):
            self._say(f"{self._exercise.slug}: round {number + 1} of {seeds}")
            for case in (*right, *wrong) if number < MISTAKE_SEEDS else right:
                lost = self._lost(InProcess(case.source), asked)
                self._count(case, lost, asked)
                if number == 0 and self._sandbox is not None:
                    self._compare(case, lost, asked)
        self._prove_junk(rounds[0])
        return Proof(
            exercise=self._exercise.slug,
            seeds=seeds,
            right=len(right),
            mistakes=len(wrong) - 1,
            false_fail=Rate(*self._right),
            killed=Rate(*self._killed),
            junk=Rate(*self._junk),
            failures=tuple(self._failures),
        )

    def _right_cases(self) -> Iterator[_Case]:
        solution = self._exercise.solution
        for path in (self._exercise.reference, *sorted((solution / "accepted").glob("*.py"))):
            yield _Case(path.relative_to(solution).as_posix(), self._source(path), frozenset())

    def _wrong_cases(self) -> Iterator[_Case]:
        yield _Case("the stub", self._source(self._exercise.stub), frozenset(self._judge.checks))
        for mistake in load_mistakes(self._exercise):
            unknown = mistake.loses - set(self._judge.checks)
            if unknown:
                raise CourseError(f"{mistake.path} names the unknown check {min(unknown)}.")
            yield _Case(f"mistakes/{mistake.name}.py", self._source(mistake.path), mistake.loses)

    def _source(self, path: Path) -> Source:
        return Source.of(path, self._exercise.module)

    def _lost(self, candidate: Candidate, asked: Round) -> dict[str, Outcome]:
        """Checks that are not passed, and how they ended; also after `needs`."""
        try:
            scored = score(self._judge, self._judge.hear(candidate, asked))
        finally:
            candidate.close()
        return {c.name: c.outcome for c in scored.checks if c.outcome is not Outcome.PASSED}

    def _count(self, case: _Case, lost: dict[str, Outcome], asked: Round) -> None:
        assert case.loses is not None, "junk is counted elsewhere"
        if not case.loses:
            self._right[0] += bool(lost)
            self._right[1] += 1
        else:
            self._killed[0] += len(case.loses & set(lost))
            self._killed[1] += len(case.loses)
        for check in sorted(case.loses ^ set(lost)):
            how = f"passes {check}" if check in case.loses else f"loses {check} ({lost[check]})"
            self._failures.append(f"{case.name} {how} in {asked.name}")
        if Outcome.GRADER_ERROR in lost.values():
            self._failures.append(f"{case.name} breaks a check in {asked.name}: {lost}")

    def _compare(self, case: _Case, lost: dict[str, Outcome], asked: Round) -> None:
        assert self._sandbox is not None
        remote = jail_for(self._exercise, self._sandbox)
        jailed = self._lost(InJail(case.source, remote), asked)
        if jailed != lost:
            self._failures.append(f"{case.name} ends otherwise in the sandbox: {jailed} {lost}")

    def _prove_junk(self, asked: Round) -> None:
        """Junk in one graded name must not earn all; junk in every one must earn nothing."""
        reference = self._exercise.reference.read_text("utf-8")
        for kind, replaced, text in junk_sources(self._exercise.functions, reference):
            source = Source(self._exercise.module, {f"{self._exercise.module}.py": text})
            if kind not in self._kinds:
                continue
            if kind not in JAIL_ONLY:
                candidate: Candidate = InProcess(source)
            elif self._sandbox is not None:
                candidate = InJail(source, jail_for(self._exercise, self._sandbox))
            else:
                continue
            lost = self._lost(candidate, asked)
            passed = set(self._judge.checks) - set(lost)
            wrong = bool(passed) if replaced == EVERY else not lost
            self._junk[0] += wrong
            self._junk[1] += 1
            if wrong or Outcome.GRADER_ERROR in lost.values():
                self._failures.append(
                    f"junk {kind} for {replaced}: passes {sorted(passed)}, ends {lost}"
                )


def _compare_titles(judge: Judge) -> None:
    """Raise `CourseError` unless exercise.toml tells what hidden_checks.py does."""
    told = judge.exercise.hidden
    true = tuple(
        HiddenCheck(check, judge.title(check), judge.terms(check).points) for check in judge.checks
    )
    if told != true:
        odd = (set(told) ^ set(true) or set(told)).pop()
        raise CourseError(
            f"{judge.exercise.folder / 'exercise.toml'} and hidden_checks.py differ at {odd.name}: "
            f"name, title, points and order must be equal."
        )
