"""Instructor room: one class, graded by everybody. What was measured, as data."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classroom import nbgrader, otter
from classroom.course import TRAINING, Setup, loosen, write_class
from classroom.measure import Failed, Used
from classroom.naive import Naive
from classroom.nbgrader import Nbgrader
from classroom.otter import Otter
from classroom.ours import Ours
from classroom.peers import Environment, Peer

JOBS = (1, 2)
Outcomes = Mapping[str, Mapping[str, str]]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Row:
    """One grader with some jobs: `used` for `count` submissions; `alike` of `compared` verdicts
    on checks were ours too. `failed` says why it was not run."""

    grader: str
    jobs: int
    count: int
    used: Used | None
    alike: int = 0
    compared: int = 0
    failed: str = ""

    @property
    def rate(self) -> float:
        """Submissions per second."""
        return self.count / self.used.wall if self.used and self.used.wall > 0 else 0.0


@dataclass(frozen=True)
class Again:
    """What one more call over a graded class used, and how many submissions it judged anew.

    `ran` of them by running something again, where the command says so.
    """

    what: str
    used: Used
    anew: int
    ran: int | None = None


@dataclass(frozen=True)
class Contest:
    """Everything measured over one class of one exercise. `few` is the class of a few."""

    setup: Setup
    students: int
    few: Mapping[int, Row]
    ours: Mapping[int, Row]
    peers: Sequence[Row]
    again: Sequence[Again]


def contest(
    setup: Setup, folder: Path, students: int, few: int, sample: int, envs: Path, say: Say
) -> Contest:
    """Grade a class of `students` and one of `few`; the peers grade the first `sample` of it."""
    classroom = write_class(setup, folder / "class", students)
    start = write_class(setup, folder / "few", few)
    small: dict[int, Row] = {}
    whole: dict[int, Row] = {}
    for jobs in JOBS:
        for name, count, where, rows in (
            ("few", few, start, small),
            ("class", students, classroom, whole),
        ):
            ours = Ours(setup, where, folder / f"out of {name} {jobs}")
            rows[jobs] = Row(
                "gradeproof", jobs, count, _plausible(setup, ours.grade(jobs, count), count)
            )
            say(f"{setup.name}: {count} graded with {jobs} jobs")
    peers = list(_peers(setup, classroom, folder, sample, envs, ours.outcomes(), say))
    again = list(_again(ours, students))
    return Contest(setup, students, small, whole, peers, again)


def _plausible(setup: Setup, took: Used, count: int) -> Used:
    """Raises `Failed` if less CPU was counted than the right half of a class trains for alone."""
    if setup.epochs and took.cpu < TRAINING * count / 2:
        raise Failed(f"{took.cpu:.1f} s of CPU cannot be all: some process was not counted")
    return took


def large(setup: Setup, folder: Path, students: int) -> tuple[Row, Sequence[Again]]:
    """A class of `students`, with all jobs; then judged again."""
    ours = Ours(setup, write_class(setup, folder / "large", students), folder / "out of large")
    row = Row("gradeproof", JOBS[-1], students, ours.grade(JOBS[-1], students))
    return row, list(_again(ours, students))


def _again(ours: Ours, students: int) -> Iterator[Again]:
    """The class once more, with nothing, one submission, one tolerance changed."""
    jobs = JOBS[-1]
    yield Again("`grade`, nothing changed", ours.grade(jobs, 0), 0)
    ours.change_one()
    yield Again("`grade`, one submission changed", ours.grade(jobs, 1), 1)
    loosen(ours.setup, "TRACK")
    yield Again("`grade`, one tolerance changed", ours.grade(jobs, students), students)
    loosen(ours.setup, "FALL" if ours.setup.epochs else "CLOSE")
    used, ran = ours.rejudge(jobs, students)
    yield Again("`rejudge --apply`, one tolerance changed", used, students, ran)


def _peers(
    setup: Setup,
    classroom: Path,
    folder: Path,
    sample: int,
    envs: Path,
    ours: Outcomes,
    say: Say,
) -> Iterator[Row]:
    def naive(to: Path) -> Peer:
        return Naive(setup, classroom, to)

    def notebooks(to: Path) -> Peer:
        env = Environment(envs / "nbgrader", nbgrader.REQUIREMENTS)
        return Nbgrader(setup, classroom, to, env)

    def otters(to: Path) -> Peer:
        return Otter(setup, classroom, to, Environment(envs / "otter", otter.REQUIREMENTS))

    students = sorted(path.name for path in classroom.iterdir())[:sample]
    for name, make in (
        ("`python -m pytest` each", naive),
        (f"nbgrader {nbgrader.VERSION} `autograde`", notebooks),
        (f"otter-grader {otter.VERSION} `otter run`", otters),
    ):
        with tempfile.TemporaryDirectory(dir=folder) as to:
            try:
                peer = make(Path(to))
                peer.grade(students[:1], 1)  # fills the file cache
                for jobs in peer.jobs:
                    yield _row(name, peer, students, jobs, ours)
                    say(f"{setup.name}: {len(students)} graded by {name}, {jobs} jobs")
            except Failed as error:
                yield Row(name, 1, 0, None, failed=" ".join(str(error).split())[:200])
                say(f"{name}: not run: {error}")


def _row(name: str, peer: Peer, students: Sequence[str], jobs: int, ours: Outcomes) -> Row:
    graded = peer.grade(students, jobs)
    used, count = graded.used, len(students)
    if peer.one_command and count > 1:
        # A class pays for its start only once: it is left out here, with one submission.
        used, count = used - peer.grade(students[:1], jobs).used, count - 1
    # A check that stands on another one is judged here, and skipped by ours.
    both = [
        (outcome == "passed", check in passed)
        for student, passed in graded.passed.items()
        for check, outcome in ours[student].items()
        if outcome != "skipped"
    ]
    return Row(name, jobs, count, used, sum(a == b for a, b in both), len(both))
