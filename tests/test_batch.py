"""A class in batches: nothing is graded twice, nothing is lost, only what changed is done again."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from autograder import work
from autograder.batch import Batch, Pool, Step, Stopped
from autograder.course import Course, CourseError
from autograder.executors import Here, processes
from autograder.results import Submission
from autograder.store import opened, standing
from autograder.store.entries import enter
from autograder.work import Setting
from tests.mini_course import MISTAKE, NEARLY, RIGHT, TRIPLES, change_checks, hand_in, write_course


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for the course of every test: the sandbox, which hides it, is opened once."""
    yield tmp_path_factory.mktemp("batch") / "course"
    work.rest()


@pytest.fixture
def course(root: Path) -> Course:
    for tree in ("assignments", "reference_solutions"):  # the key stays: a worker holds it
        shutil.rmtree(root / tree, ignore_errors=True)
    return write_course(root)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    with opened(tmp_path / "out", "c", write=True, make=True) as connection:
        yield connection


def run(
    db: Connection,
    course: Course,
    *submissions: Submission,
    pool: Pool = lambda tasks, fresh: Here(),
    width: int = 1,
    reason: str | None = "graded",
) -> list[Step]:
    """Hand in and grade what is missing."""
    asked = enter(db, submissions, "first", "later")
    batch = Batch(db, course, Setting(course.root), pool, width)
    steps: list[Step] = []
    batch.run(batch.plan(asked), reason, "", steps.append)
    return steps


def how(step: Step) -> dict[str, str]:
    assert step.done is not None
    return {kept.name: kept.how for kept in step.done.checks}


def test_nothing_is_graded_twice(db: Connection, course: Course) -> None:
    ana, bob = hand_in(course, "ana"), hand_in(course, "bob", TRIPLES)
    steps = run(db, course, ana, bob)
    assert [(s.entry.student, s.before, s.after) for s in steps] == [
        ("ana", None, (10, 10)),
        ("bob", None, (4, 10)),
    ]
    assert run(db, course, ana, bob) == []
    (eve,) = run(db, course, ana, bob, hand_in(course, "eve"))
    assert (eve.entry.student, eve.entry.round) == ("eve", "first")


def test_a_changed_tolerance_costs_that_check_and_runs_nothing(
    db: Connection, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    class_of_two = hand_in(course, "ana"), hand_in(course, "bob", NEARLY)
    assert [step.after for step in run(db, course, *class_of_two)] == [(10, 10), (4, 10)]
    change_checks(course, "STRICT = 1e-6", "STRICT = 1e-1")
    monkeypatch.setattr("autograder.candidates.InJail.open", None)  # running would raise
    steps = run(db, course, *class_of_two)
    assert [(step.before, step.after) for step in steps] == [
        ((10, 10), (10, 10)),
        ((4, 10), (10, 10)),
    ]
    for step in steps:
        assert how(step) == {"check_double": "replayed", "check_shift": "kept"}
    # And back: the first gradings are still there.
    change_checks(course, "STRICT = 1e-1", "STRICT = 1e-6")
    back = run(db, course, *class_of_two)
    assert [(step.after, step.done) for step in back] == [((10, 10), None), ((4, 10), None)]


def test_a_new_question_runs_that_check_alone(db: Connection, course: Course) -> None:
    ana = hand_in(course, "ana")
    run(db, course, ana)
    change_checks(course, "COUNT = 3", "COUNT = 5")
    (step,) = run(db, course, ana)
    assert how(step) == {"check_double": "kept", "check_shift": "ran"}
    assert step.after == (10, 10)


def test_a_changed_mistake_is_told_without_running_the_student(
    db: Connection, course: Course
) -> None:
    bob = hand_in(course, "bob", TRIPLES)
    (step,) = run(db, course, bob)
    assert step.done is not None and step.done.score.checks[0].diagnosis == "It triples."
    path = course.exercises[0].solution / "mistakes" / "triples.py"
    path.write_text(MISTAKE.replace("It triples.", "Three times, not two."), "utf-8")
    (step,) = run(db, course, bob)
    assert step.done is not None
    assert step.done.score.checks[0].diagnosis == "Three times, not two."
    assert set(how(step).values()) == {"kept"}


def test_a_later_attempt_has_a_round_of_its_own(db: Connection, course: Course) -> None:
    run(db, course, hand_in(course, "ana", TRIPLES))
    (step,) = run(db, course, hand_in(course, "ana"))
    assert (step.entry.attempt, step.entry.round) == (2, "later")
    assert (step.before, step.after) == (None, (10, 10))
    (third,) = run(db, course, hand_in(course, "ana", TRIPLES))  # what came first, once more
    assert third.entry.attempt == 3


def test_what_only_was_tried_counts_when_it_is_decided(db: Connection, course: Course) -> None:
    bob = hand_in(course, "bob", NEARLY)
    run(db, course, bob)
    change_checks(course, "STRICT = 1e-6", "STRICT = 1e-1")
    (tried,) = run(db, course, bob, reason=None)
    assert (tried.before, tried.after) == ((4, 10), (10, 10))
    (counting,) = standing.counting(db).values()
    assert counting.earned == 4
    (decided,) = run(db, course, bob, reason="the tolerance was too tight")
    assert decided.done is None and decided.after == (10, 10)
    history = standing.history(db)
    assert [(c.earned, c.reason) for c in history] == [
        (4, "graded"),
        (10, "the tolerance was too tight"),
    ]


def test_a_problem_of_the_files_needs_no_jail(
    db: Connection, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.candidates.InJail.open", None)
    ana = Submission("ana", course.exercises[0], {}, problem="It is too large.")
    (step,) = run(db, course, ana)
    assert step.after == (0, 10) and step.done is not None
    assert step.done.score.checks[0].says == "It is too large."
    assert run(db, course, ana) == []


class Flaky(Here):
    """Breaks down, as a pool does whose process was killed, over the students in `over`."""

    def __init__(self, over: set[str], log: list[str]) -> None:
        self._over, self._log = over, log

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        code = args[0].files["mini.py"].decode()
        student = code.rsplit("# ", 1)[1].strip(" '\n")
        self._log.append(student)
        if student in self._over:
            broken: Future[Any] = Future()
            broken.set_exception(BrokenProcessPool("a process died"))
            return broken
        return super().submit(fn, *args, **kwargs)


def test_who_kills_workers_is_left_open_and_costs_nobody_else(
    db: Connection, course: Course
) -> None:
    log: list[str] = []
    students = [hand_in(course, name) for name in ("ana", "bob", "eve", "fay")]
    steps = run(db, course, *students, pool=lambda tasks, fresh: Flaky({"bob"}, log), width=3)
    points = {step.entry.student: step.after for step in steps}
    assert points == {"ana": (10, 10), "bob": (None, 10), "eve": (10, 10), "fay": (10, 10)}
    assert log.count("bob") == 2 and max(log.count(name) for name in points) <= 2
    (step,) = run(db, course, *students)  # and it is tried again
    assert (step.entry.student, step.before, step.after) == ("bob", (None, 10), (10, 10))
    assert [c.earned for c in standing.history(db) if c.student == "bob"] == [10]


def test_an_error_of_the_grader_is_an_open_score(
    db: Connection, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("autograder.work.grade_one", broken)
    (step,) = run(db, course, hand_in(course, "ana"))
    assert step.after == (None, 10) and step.done is not None
    assert step.done.causes == ("ZeroDivisionError: ours",)


class Interrupted(Here):
    """Ctrl-C comes while the third task runs."""

    count = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.count += 1
        if self.count == 3:
            raise KeyboardInterrupt
        return super().submit(fn, *args, **kwargs)


def test_ctrl_c_keeps_what_is_graded_and_the_next_run_goes_on(
    db: Connection, course: Course
) -> None:
    students = [hand_in(course, f"s{n}") for n in range(5)]
    with pytest.raises(Stopped):
        run(db, course, *students, pool=lambda tasks, fresh: Interrupted())
    assert len(standing.counting(db)) == 2
    assert [step.entry.student for step in run(db, course, *students)] == ["s2", "s3", "s4"]


def test_ctrl_c_while_judgements_come_to_count_is_taken_up_too(
    db: Connection, course: Course
) -> None:
    students = [hand_in(course, f"s{n}") for n in range(3)]
    run(db, course, *students, reason=None)
    batch = Batch(db, course, Setting(course.root), lambda tasks, fresh: Here(), 1)
    steps: list[Step] = []

    def stopped_at_the_second(step: Step) -> None:
        steps.append(step)
        if len(steps) == 2:
            raise KeyboardInterrupt

    with pytest.raises(Stopped):
        batch.run(
            batch.plan(enter(db, students, "first", "later")), "again", "", stopped_at_the_second
        )
    assert len(standing.counting(db)) == 2
    assert [step.entry.student for step in run(db, course, *students)] == ["s2"]


def test_checks_that_changed_under_a_run_are_refused(
    db: Connection, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a worker that has another clone of the course."""
    work.rest()  # or what an earlier test left there would do for these checks
    asked = enter(db, [hand_in(course, "ana")], "first", "later")
    batch = Batch(db, course, Setting(course.root), lambda tasks, fresh: Here(), 1)
    plans = batch.plan(asked)
    change_checks(course, "COUNT = 3", "COUNT = 4")
    with pytest.raises(CourseError, match="A worker would grade otherwise: other checks"):
        batch.run(plans, "graded", "")
    assert standing.counting(db) == {}


def test_processes_grade_as_this_one_and_survive_a_killed_worker(
    db: Connection, course: Course
) -> None:
    students = [hand_in(course, f"s{n}", (RIGHT, TRIPLES, NEARLY)[n % 3]) for n in range(24)]
    pools: list[Any] = []

    def pool(tasks: int, fresh: int) -> Executor:
        pools.append(processes(2, Setting(course.root), tasks, fresh))
        return pools[-1]

    asked = enter(db, students, "first", "later")
    batch = Batch(db, course, Setting(course.root), pool, 4)
    steps: list[Step] = []

    def tell(step: Step) -> None:
        steps.append(step)
        if len(steps) == 5:
            victim = next(iter(pools[0]._processes))
            os.kill(victim, signal.SIGKILL)

    batch.run(batch.plan(asked), "graded", "", tell)
    assert len(pools) == 2, "the pool was opened again"
    found = {step.entry.student: step.after[0] for step in steps}
    assert found == {f"s{n}": (10, 4, 4)[n % 3] for n in range(24)}
    assert len(standing.history(db)) == 24
    assert run(db, course, *students, pool=partial(processes, 2, Setting(course.root))) == []
