"""Trusted room: grades what is not graded yet, anywhere, and keeps every result as it comes.

    entries ─► what is missing (keys) ─► tasks ─► executor ─► store ─► whoever listens

Nothing is done twice: what counts already under the same key is passed over, what is known of a
submission goes along with its task. A worker that dies costs only what it was doing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import Connection

from autograder.course import Course, CourseError
from autograder.devices import CPU, CUDA, device_of
from autograder.keys import Keys, keys, versions
from autograder.lanes import Waiting
from autograder.outcomes import Outcome
from autograder.results import Isolation
from autograder.sandbox import SandboxError
from autograder.scoring import CheckResult, Score
from autograder.store import gradings, standing
from autograder.store.entries import Entry, files
from autograder.store.rows import Done, Kept
from autograder.trial import Judgement
from autograder.work import Differs, Setting, Task, grade

DEATHS = 2
"""Workers that one submission may bring down before its score is left open."""

Tell = Callable[["Step"], None]
Pool = Callable[[int, int], Executor]


@dataclass(frozen=True)
class Step:
    """One entry is settled: `done` tells how, None if such a grading was kept already.

    `before` and `after` are the points that counted and count, None for an open score and for
    what was never graded.
    """

    entry: Entry
    before: tuple[int | None, int] | None
    after: tuple[int | None, int]
    done: Done | None = None


@dataclass(frozen=True)
class Plan:
    """What has to be done for one entry, and the keys under which it will be kept.

    `number` is that of a grading which is there already, so that nothing need run; `fresh`: it has
    to be run for the first time; `died` counts the workers that ended while they were at it.
    """

    entry: Entry
    keys: Keys
    number: int | None = None
    fresh: bool = False
    died: int = 0


class Stopped(Exception):
    """The user stopped the run; what was graded is kept."""


class Batch:
    """One run over some entries of an OUT.

    pool: number of tasks, and how many of them were never run -> where they run. `width` tasks are
    handed out at a time, and beside them `gpu_width` of those that need the GPU; by default two for
    each that may use it, so that the next one is there when one ends.
    """

    def __init__(
        self,
        db: Connection,
        course: Course,
        setting: Setting,
        pool: Pool,
        width: int,
        gpu_width: int = 0,
    ) -> None:
        self._db = db
        self._course = course
        self._setting = setting
        self._pool = pool
        self._widths = {CPU: width, CUDA: gpu_width or 2 * setting.gpu_share}
        self._keys = cache(self._keys_of)

    def plan(self, entries: Sequence[Entry]) -> list[Plan]:
        """What is missing among `entries`, in an order in which workers change least."""
        plans = []
        now = standing.counting(self._db)
        for entry in entries:
            made_from = self._keys(entry.exercise, entry.round)
            key = made_from.of(entry.content)
            counts = now.get(entry.number)
            if counts is None or counts.earned is None or counts.key != key:
                number = gradings.find(self._db, entry, key)
                fresh = counts is None and not entry.problem
                plans.append(Plan(entry, made_from, number, fresh))
        return sorted(plans, key=lambda p: (p.entry.exercise, p.entry.round, p.entry.number))

    def run(
        self, plans: Sequence[Plan], reason: str | None, author: str, tell: Tell = lambda step: None
    ) -> None:
        """Do what is planned; `tell` hears of each as it is kept.

        With a `reason` the new gradings count from now on, without one they are only kept.
        Raises `CourseError`, `SandboxError`, and `Stopped` on Ctrl-C, after the tasks that run.
        """

        def settle(plan: Plan, done: Done | None) -> None:
            tell(self._settle(plan, done, reason, author))

        missing = [plan for plan in plans if plan.number is None]
        try:
            for plan in plans:
                if plan.number is not None:
                    settle(plan, None)
        except KeyboardInterrupt:
            raise Stopped from None
        if missing:
            self._grade(missing, settle)

    def _grade(self, missing: Sequence[Plan], settle: Callable[[Plan, Done], None]) -> None:
        waiting = Waiting(missing, self._device, self._widths)
        suspects: deque[Plan] = deque()  # a worker died over them: one at a time tells over which
        running: dict[Future[Done], Plan] = {}
        executor = self._open(missing)
        try:
            while waiting or suspects or running:
                while (plan := _next(waiting, suspects, running.values())) is not None:
                    running[executor.submit(grade, self._task(plan))] = plan
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                died = [running.pop(f) for f in finished if _broken(f)]
                for future in finished:
                    if future in running:
                        settle(running[future], self._done(future, running.pop(future)))
                if died:
                    died += running.values()
                    running.clear()
                    executor.shutdown(wait=False, cancel_futures=True)
                    executor = self._open([*waiting, *died])
                for plan in died:
                    again = replace(plan, died=plan.died + 1)
                    if again.died < DEATHS:
                        suspects.append(again)
                    else:
                        settle(plan, self._undone(plan, "the grader's worker ended over it"))
        except KeyboardInterrupt:
            for future, plan in running.items():
                if not future.cancel():
                    settle(plan, self._done(future, plan))
            raise Stopped from None
        finally:
            executor.shutdown(wait=True, cancel_futures=True)

    def _open(self, plans: Collection[Plan]) -> Executor:
        return self._pool(len(plans), sum(plan.fresh for plan in plans))

    def _task(self, plan: Plan) -> Task:
        entry = plan.entry
        return Task(
            setting=self._setting,
            exercise=entry.exercise,
            round=entry.round,
            keys=plan.keys,
            files=files(self._db, entry),
            problem=entry.problem,
            known=gradings.known(self._db, entry, plan.keys),
            device=self._device(plan),
        )

    def _device(self, plan: Plan) -> str:
        return device_of(self._course.find(plan.entry.exercise), self._setting.device)

    def _done(self, future: Future[Done], plan: Plan) -> Done:
        """What came of a task. What the grader itself got wrong leaves the score open."""
        try:
            return future.result()
        except Differs as error:
            raise CourseError(f"A worker would grade otherwise: {error}.") from None
        except (CourseError, SandboxError):
            raise
        except Exception as error:
            return self._undone(plan, f"{type(error).__name__}: {error}")

    def _undone(self, plan: Plan, cause: str) -> Done:
        exercise = self._course.find(plan.entry.exercise)
        judgements = [Judgement(c.name, Outcome.GRADER_ERROR, cause=cause) for c in exercise.hidden]
        return Done(
            score=Score(
                tuple(
                    CheckResult(c.name, c.title, Outcome.GRADER_ERROR, 0, c.points)
                    for c in exercise.hidden
                )
            ),
            checks=tuple(Kept.of(judgement, "ran") for judgement in judgements),
            isolation=Isolation("E", "unknown", "The worker ended before it could say."),
            versions=versions(),
            seconds=0.0,
            output="",
            causes=(cause,),
        )

    def _settle(self, plan: Plan, done: Done | None, reason: str | None, author: str) -> Step:
        entry, db = plan.entry, self._db
        counted = standing.counts(db, entry)
        number = plan.number
        with db.begin():
            if done is not None:
                number = gradings.add(db, entry, plan.keys, done, self._device(plan))
            assert number is not None, "what was not done is kept already"
            if reason is not None:
                standing.decide(db, entry, number, reason, author)
        before = None if counted is None else (counted.earned, counted.possible)
        return Step(entry, before, gradings.points(db, number), done)

    def _keys_of(self, exercise: str, round_name: str) -> Keys:
        found = self._course.find(exercise)
        return keys(found, round_name, device_of(found, self._setting.device))


def _next(waiting: Waiting[Plan], suspects: deque[Plan], running: Collection[Plan]) -> Plan | None:
    """What is handed out next; None if nothing can start now."""
    if suspects:
        return None if running else suspects.popleft()
    return waiting.next(running)


def _broken(future: Future[Done]) -> bool:
    return not future.cancelled() and isinstance(future.exception(), BrokenExecutor)
