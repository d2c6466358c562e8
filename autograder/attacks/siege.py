"""Instructor room: grades honest work, an attack, honest work … in one run, and compares.

Everything goes the way of `autograder grade`: files in folders, intake, jails, checks, diagnosis,
pages. Nothing is believed of an attack; it is the ground, the neighbours and the pages that tell.
"""

from __future__ import annotations

import io
import json
import math
import resource
import secrets
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from autograder import report
from autograder.attacks import traces
from autograder.attacks.catalog import Attack
from autograder.attacks.control import write_folder
from autograder.attacks.ground import FLOOD, Ground
from autograder.course import Course, Exercise
from autograder.grading import grade
from autograder.intake import collect
from autograder.judge import Judge, with_checks
from autograder.outcomes import Outcome
from autograder.results import Result, Run, State, Submission
from autograder.rounds import Round
from autograder.sandbox import Sandbox

SECONDS = 2.0
"""Limit of a check, so that loops end soon; honest work needs a fraction of it."""
MEMORY_MB = 256
PEAK_MB, KEPT_MB = 1200, 64
"""What the grader may hold while it grades one attack, and one honest work later, beyond before."""
HONEST = "honest"
UNNAMED = "mallory"
"""The student in a folder that an attack writes, where the name does not matter."""


@dataclass(frozen=True)
class Siege:
    """What an attack did: outcomes in the order of the checks, points, and what went wrong."""

    outcomes: tuple[str, ...]
    earned: int
    peak_mb: float
    problems: tuple[str, ...]


def limited(exercise: Exercise) -> Exercise:
    """The exercise with limits for attacks."""
    seconds, memory = min(exercise.seconds, SECONDS), min(exercise.memory_mb, MEMORY_MB)
    return replace(exercise, seconds=seconds, memory_mb=memory)


def honest_source(exercise: Exercise) -> bytes:
    """A right answer: the reference, without the line that marks it as the course's own."""
    return exercise.reference.read_bytes().partition(b"\n")[2]


def besiege(
    attacks: Sequence[Attack],
    course: Course,
    sandbox: Sandbox,
    ground: Ground,
    tell: Callable[[Attack, Siege], None] = lambda attack, siege: None,
) -> dict[str, Siege]:
    """Grade every attack between two honest submissions; title -> what it did."""
    asked = Round("attacks", secrets.token_bytes(32))
    found: dict[str, Siege] = {}
    for number in sorted({attack.exercise for attack in attacks}):
        exercise = limited(course.find(number))
        chosen = [attack for attack in attacks if attack.exercise == number]
        watch = _Watch(exercise, asked, ground)
        with tempfile.TemporaryDirectory(prefix="class-") as name:
            work = _hand_in(chosen, exercise, course, ground, Path(name))
            line = [work[HONEST][0]]
            for attack in chosen:
                for submission in work[attack.title]:
                    watch.attacker[submission.student] = attack
                    line += [submission, _renamed(work[HONEST][0], f"{HONEST} {len(line)}")]
            watch.works = {submission.student: submission for submission in line}
            watch.memory.begin()
            run = grade(line, sandbox, asked, report=watch.hear)
            watch.pages(run, Path(name) / "out")
        for attack in chosen:
            found[attack.title] = watch.siege(attack)
            tell(attack, found[attack.title])
    return found


def _renamed(submission: Submission, student: str) -> Submission:
    return replace(submission, student=student)


def _hand_in(
    attacks: Sequence[Attack], exercise: Exercise, course: Course, ground: Ground, folder: Path
) -> dict[str, tuple[Submission, ...]]:
    """Title -> the submissions that intake finds; none, where it finds nothing to grade."""
    files = {HONEST: honest_source(exercise)}
    found: dict[str, tuple[Submission, ...]] = {}
    folder.chmod(0o755)
    for number, (title, attack) in enumerate([(HONEST, None), *((a.title, a) for a in attacks)]):
        group = folder / f"{number:03d}"
        student = group / title.replace("/", "-")
        student.mkdir(parents=True)
        if attack is not None and attack.folder:
            student.rmdir()
            write_folder(attack, ground, group)
        else:
            source = files[HONEST] if attack is None else ground.source(attack)
            (student / f"{exercise.module}.py").write_bytes(source)
        # Somebody honest beside it, or a class without any work would be the caller's error.
        (group / "zz").mkdir()
        (group / "zz" / f"{exercise.module}.py").write_bytes(files[HONEST])
        intake = collect([group], course, [exercise])
        found[title] = tuple(
            _renamed(s, student.name) if s.student == UNNAMED else s
            for s in intake.submissions
            if s.student != "zz"
        )
    return found


class _Watch:
    """Hears every result of one exercise as it comes, and keeps what is wrong with it."""

    def __init__(self, exercise: Exercise, asked: Round, ground: Ground) -> None:
        self._exercise, self._asked, self._ground = exercise, asked, ground
        self.attacker: dict[str, Attack] = {}
        self.works: dict[str, Submission] = {}
        self.memory = Memory()
        self._results: dict[str, list[Result]] = {}
        self._problems: dict[str, list[str]] = {}
        self._peak: dict[str, float] = {}
        self._first: bytes = b""
        self._last = ""  # title of the attack graded last
        self._numbers = with_checks(exercise, self._expected)

    def _expected(self, judge: Judge) -> frozenset[str]:
        """Numbers that the reference answers in this round."""
        heard = (judge.reference(self._asked, check) for check in judge.checks)
        return frozenset().union(*(traces.expected(judgement.tape) for judgement in heard))

    def hear(self, result: Result) -> None:
        attack = self.attacker.get(result.student)
        if attack is None:
            self._hear_honest(result)
        else:
            self._last = attack.title
            self._results.setdefault(attack.title, []).append(result)
            self._hear_attack(attack, result)
            return  # what an attack made the grader keep is asked after the next honest work
        self.memory.begin()

    def _hear_honest(self, result: Result) -> None:
        bytes_ = traces.standing(result, self.works[result.student])
        if result.earned != result.possible:
            outcomes = [f"{c.name}: {c.outcome.value}" for c in result.checks if not c.earned]
            self._note(self._last, f"the honest work beside it lost points ({outcomes})")
        elif self._first and bytes_ != self._first:
            self._note(self._last, "the honest work beside it got another report")
        self._first = self._first or bytes_
        for evidence in self._ground.evidence(""):
            self._note(self._last, f"it {evidence}, after it was graded")
        if self._last and (kept := self.memory.kept()) > KEPT_MB:
            self._note(self._last, f"the grader kept {kept:.0f} MB of it")

    def _hear_attack(self, attack: Attack, result: Result) -> None:
        title = attack.title
        outcomes = {check.outcome.value for check in result.checks}
        if result.state is State.UNDETERMINED or result.earned is None:
            self._note(title, f"no score: {'; '.join(result.causes)[:300]}")
        elif result.earned > attack.floor:
            checks = [check.name for check in result.checks if check.earned]
            self._note(title, f"earned {result.earned} points in {', '.join(checks)}")
        if odd := outcomes - attack.outcomes - {Outcome.SKIPPED.value}:
            self._note(title, f"ended as {', '.join(sorted(odd))}")
        for evidence in self._ground.evidence(result.output):
            self._note(title, f"it {evidence}")
        if len(result.output) > FLOOD:
            self._note(title, f"its output takes {len(result.output) >> 20} MB")
        peak = self.memory.peak()
        self._peak[title] = max(peak, self._peak.get(title, 0.0))
        if peak > PEAK_MB:
            self._note(title, f"the grader grew by {peak:.0f} MB")
        text = traces.shown(result, self.works[result.student])
        words = (self._ground.secret, self._asked.key.hex())
        for trouble in (
            traces.secrets_in(text, words, self._numbers),
            traces.injected(text, self._ground.mark),
            traces.in_terminal(report.line(result)),
        ):
            if trouble:
                self._note(title, f"the student's page has {trouble}")

    def pages(self, run: Run, out: Path) -> None:
        """Write the whole run, and look at what is not one student's."""
        sources = {(s.student, s.exercise.slug): s.files for s in self.works.values()}
        pages = report.write(run, out, sources)
        strays = [path for path in pages if not path.resolve().is_relative_to(out.resolve())]
        table = io.StringIO()
        Console(file=table, width=200, color_system=None).print(report.table(run))
        document = (out / "results.json").read_text("ascii")
        words = (self._ground.secret, self._asked.key.hex())
        for trouble in (
            traces.formulas((out / "grades.csv").read_text("utf-8")),
            traces.in_terminal(table.getvalue().replace("\n", "")),
            "a page outside of the folder" if strays else "",
            traces.secrets_in(json.dumps(json.loads(document)), words, frozenset()),
            "" if len(pages) == len(run.results) else "too few pages",
        ):
            if trouble:
                for title in {attack.title for attack in self.attacker.values()}:
                    self._note(title, f"the reports of its class have {trouble}")

    def _note(self, title: str, problem: str) -> None:
        noted = self._problems.setdefault(title, [])
        if problem not in noted:
            noted.append(problem)

    def siege(self, attack: Attack) -> Siege:
        """What was found out about one attack."""
        results = self._results.get(attack.title, [])
        outcomes = tuple(check.outcome.value for result in results for check in result.checks)
        problems = (*self._problems.get("", ()), *self._problems.get(attack.title, ()))
        return Siege(
            outcomes=outcomes,
            earned=sum(result.earned or 0 for result in results),
            peak_mb=self._peak.get(attack.title, 0.0),
            problems=problems,
        )


class Memory:
    """How much memory this process holds, in MB, and its peak since it was asked last."""

    def begin(self) -> None:
        """Count from now on."""
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")
        self._before = _held("VmRSS")

    def peak(self) -> float:
        """The most that was held since `begin`, beyond what was held then."""
        return _held("VmHWM") - self._before

    def kept(self) -> float:
        """What is held now, beyond what was held at `begin`."""
        return _held("VmRSS") - self._before


def _held(name: str) -> float:
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text("ascii").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if name == "VmHWM" else math.nan
    )
