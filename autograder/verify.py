"""Instructor room: proves that an exercise's checks can tell right from wrong.

Over many rounds of fresh inputs: the stub earns nothing, the reference and every accepted file
earn all, every mistake loses exactly the checks that it names, junk never passes and never breaks
the grader. The files are the course's own, so most rounds run in this process; the first one runs
in the sandbox too and must end the same, and tells how well the feedback names mistakes. Small
edits of the reference, made by a program, show what nobody thought of.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.candidates import InThreads, Source
from autograder.course import CourseError, Exercise, HiddenCheck
from autograder.diagnosis import look
from autograder.judge import Judge, with_checks
from autograder.junk import EVERY, JAIL_ONLY, KINDS, junk_sources
from autograder.kills import ROUNDS, Kills, kill
from autograder.mistakes import load_mistakes
from autograder.naming import Failed, Naming, failed, measure
from autograder.outcomes import Outcome
from autograder.proofs import Proof, Rate
from autograder.proving_ground import Ground
from autograder.rounds import Round
from autograder.sandbox import Sandbox
from autograder.scoring import score
from autograder.trial import Judgement

MISTAKE_SEEDS = 20
"""Right answers are proven over all rounds, mistakes over this many at most."""

THREAD_SEEDS = 3
"""In the long form, with a sandbox, the reference has two threads in this many rounds."""

LATE = 3
"""Tries in the sandbox for what is late there and not here: the machine may be busy."""

VERIFY_KEY = b"gradeproof verify"
"""Proofs are repeatable: their inputs are no secret, unlike those of a course."""

Say = Callable[[str], None]


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
    mutate: bool = False,
    device: str = "cpu",
    card: Sandbox | None = None,
) -> Proof:
    """Prove `exercise` over `seeds` rounds; without a sandbox, all of it in this process.

    `kinds` of junk are tried, by default all; mutants of the reference with `mutate`, which needs
    the sandbox. On another `device` than the CPU, which this process starts, the reference must
    pass there itself, and of other files what is not passed is asked on the CPU, as for a
    submission; `card` is the sandbox with a GPU. Raises `CourseError` if the exercise's files do
    not fit together.
    """
    if mutate and sandbox is None:
        raise CourseError("Mutants may run without end: they are tried in a sandbox only.")

    def work(judge: Judge) -> Proof:
        _compare_titles(judge)
        ground = Ground(judge, sandbox, device, card)
        return _Prover(ground, judge, sandbox, say, kinds).prove(seeds, mutate)

    return with_checks(exercise, work)


class _Prover:
    """Counts what it sees while it goes through the rounds."""

    def __init__(
        self,
        ground: Ground,
        judge: Judge,
        sandbox: Sandbox | None,
        say: Say,
        kinds: Collection[str],
    ) -> None:
        self._ground = ground
        self._judge = judge
        self._exercise = judge.exercise
        self._sandbox = sandbox
        self._say = say
        self._kinds = kinds
        self._failures: list[str] = []
        self._right = [0, 0]
        self._lost_of = [0, 0]
        self._junk = [0, 0]
        self._seconds: list[float] = []
        self._failed: dict[str, Failed] = {}  # in the first round

    def prove(self, seeds: int, mutate: bool) -> Proof:
        right = list(self._right_cases())
        wrong = list(self._wrong_cases())
        rounds = [Round(f"seed {seed}", VERIFY_KEY) for seed in range(max(seeds, ROUNDS))]
        naming = Naming()
        # What is imported late, or built at first use, is no cost of the reference.
        self._ground.here(right[0].name, right[0].source, Round("warm up", VERIFY_KEY))
        for number, asked in enumerate(rounds[:seeds]):
            self._say(f"{self._exercise.slug}: round {number + 1} of {seeds}")
            for case in (*right, *wrong) if number < MISTAKE_SEEDS else right:
                self._prove_case(case, asked, first=number == 0)
            if number < THREAD_SEEDS and self._sandbox is not None and self._ground.device == "cpu":
                self._prove_threads(right[0], asked)
            if number == 0:
                naming = self._prove_naming(right, wrong, asked)
            self._judge.forget_rounds()
        self._prove_junk(rounds[0])
        return Proof(
            exercise=self._exercise.slug,
            points=self._exercise.possible,
            checks=len(self._judge.checks),
            accepted=len(right) - 1,
            mistakes=len(wrong) - 1,
            seeds=seeds,
            false_fail=Rate(*self._right),
            lost=Rate(*self._lost_of),
            junk=Rate(*self._junk),
            naming=naming,
            cpu_seconds=statistics.median(self._seconds),
            mutants=self._prove_mutants(rounds[:ROUNDS]) if mutate else None,
            device=self._ground.device,
            on_cpu=dict(self._ground.on_cpu),
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

    def _prove_case(self, case: _Case, asked: Round, first: bool) -> None:
        begun = time.process_time()
        judgements = self._ground.here(case.name, case.source, asked)
        if case.name == self._exercise.reference.name:
            self._seconds.append(time.process_time() - begun)
        lost = self._lost(judgements)
        self._count(case, lost, asked)
        if first:
            self._failed[case.name] = failed(judgements)
            if self._sandbox is not None:
                self._compare(case, lost, asked)

    def _lost(self, judgements: Sequence[Judgement]) -> dict[str, Outcome]:
        """Checks that are not passed, and how they ended; also after `needs`."""
        scored = score(self._judge, judgements)
        return {c.name: c.outcome for c in scored.checks if c.outcome is not Outcome.PASSED}

    def _count(self, case: _Case, lost: dict[str, Outcome], asked: Round) -> None:
        assert case.loses is not None, "junk is counted elsewhere"
        if not case.loses:
            self._right[0] += bool(lost)
            self._right[1] += 1
        else:
            self._lost_of[0] += len(case.loses & set(lost))
            self._lost_of[1] += len(case.loses)
        for check in sorted(case.loses ^ set(lost)):
            how = f"passes {check}" if check in case.loses else f"loses {check} ({lost[check]})"
            self._failures.append(f"{case.name} {how} in {asked.name}")
        if Outcome.GRADER_ERROR in lost.values():
            self._failures.append(f"{case.name} breaks a check in {asked.name}: {lost}")

    def _compare(self, case: _Case, lost: dict[str, Outcome], asked: Round) -> None:
        for _ in range(LATE):
            jailed = self._lost(self._ground.jailed(case.name, case.source, asked))
            if jailed == lost or Outcome.TIMED_OUT not in jailed.values():
                break
        if jailed != lost:
            self._failures.append(f"{case.name} ends otherwise in the sandbox: {jailed} {lost}")

    def _prove_threads(self, reference: _Case, asked: Round) -> None:
        lost = self._lost(self._ground.hear(InThreads(reference.source, 2), asked))
        if lost:
            self._failures.append(f"{reference.name} with two threads loses {lost} in {asked.name}")

    def _prove_naming(self, right: Sequence[_Case], wrong: Sequence[_Case], asked: Round) -> Naming:
        """What the feedback makes of the answers of the first round."""
        reference = {
            check: look(self._judge.reference(asked, check).tape) for check in self._judge.checks
        }
        naming = measure(
            reference,
            {Path(case.name).stem: self._failed[case.name] for case in wrong[1:]},
            {case.name: self._failed[case.name] for case in right},
        )
        for name, told in naming.of_right:
            self._failures.append(f"{name} is right and is told of {told} in {asked.name}")
        self._failed.clear()
        return naming

    def _prove_mutants(self, rounds: list[Round]) -> Kills:
        kills = kill(self._judge, rounds, self._ground.in_jail, self._say)
        self._failures += [f"stale in equivalent.toml: {record}" for record in kills.stale]
        self._failures += [f"a mutant breaks a check: {trouble}" for trouble in kills.broken]
        return kills

    def _prove_junk(self, asked: Round) -> None:
        """Junk in one graded name must not earn all; junk in every one must earn nothing."""
        reference = self._exercise.reference.read_text("utf-8")
        for kind, replaced, text in junk_sources(self._exercise.functions, reference):
            source = Source(self._exercise.module, {f"{self._exercise.module}.py": text})
            if kind not in self._kinds:
                continue
            if kind not in JAIL_ONLY:
                candidate = self._ground.in_process(source)
            elif self._sandbox is not None:
                candidate = self._ground.in_jail(source)
            else:
                continue
            lost = self._lost(self._ground.hear(candidate, asked))
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
