"""Trusted room: what one worker of a batch does. A task and its answer are plain data.

A worker is a process on this machine or another one that sees the same course folder. It opens
its own sandbox, reads the course key itself, and keeps the checks of one exercise in one round
warm; a task for another one replaces them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TypeVar

from autograder.bench import Bench
from autograder.candidates import limits_of
from autograder.course import CourseError, Exercise, load_exercise
from autograder.devices import CPU, card_of, device_of
from autograder.grading import grade_one
from autograder.judge import Judge
from autograder.keys import Keys, keys, versions
from autograder.mistakes import Library
from autograder.results import Isolation
from autograder.rounds import Round, course_key
from autograder.sandbox import Sandbox, open_sandbox
from autograder.sandbox.sharing import Lent
from autograder.store.rows import Done, Known

T = TypeVar("T")


@dataclass(frozen=True)
class Setting:
    """What is the same for a whole batch. `isolation` and `start` as `open_sandbox` takes them.

    `device` as the user says it, `gpu_share` jails may use a GPU at a time.
    """

    course: Path
    isolation: str = "auto"
    start: str = "warm"
    device: str = "cpu"
    gpu_share: int = 1


@dataclass(frozen=True)
class Task:
    """One submission to be graded, without a name on it; `keys` is what the asking side has.

    `device` is `cpu` or `cuda`: where it computes.
    """

    setting: Setting
    exercise: str
    round: str
    keys: Keys
    files: Mapping[str, bytes] = field(repr=False)
    problem: str = ""
    known: Known = field(default_factory=Known)
    device: str = "cpu"


@dataclass(frozen=True)
class Introduction:
    """What a worker says of itself before it is given anything."""

    isolation: Isolation
    versions: Mapping[str, str]
    keys: Mapping[str, Keys]


class Differs(Exception):
    """This worker would grade otherwise than the asking side; says in what."""


def introduce(setting: Setting, exercises: tuple[str, ...], round_name: str) -> Introduction:
    """Open the sandbox and say what this worker is. Raises `CourseError`, `SandboxError`."""
    with _LOCK:
        level = _desk(setting).sandbox.level
    read = [load_exercise(setting.course, slug) for slug in exercises]
    found = {e.slug: keys(e, round_name, device_of(e, setting.device)) for e in read}
    return Introduction(Isolation(level.letter, level.name, level.says), versions(), found)


def grade(task: Task) -> Done:
    """Grade one submission.

    Raises `Differs`, `CourseError` where this machine cannot do it, and `SandboxError`.
    """
    with _LOCK:
        desk = _desk(task.setting)
        asked, bench = desk.bench(task)

        def work(judge: Judge, library: Library) -> Done:
            graded = grade_one(
                judge,
                library,
                task.files,
                task.problem,
                desk.sandbox,
                asked,
                task.known.evidence(),
                None if task.device == CPU else desk.card,
            )
            return Done.of(graded, versions())  # packed here, before the bench gives memory back

        return bench.do(work)


def with_sandbox(setting: Setting, do: Callable[[Sandbox], T]) -> T:
    """What `do` returns, given this worker's sandbox. Raises what it raises, and `SandboxError`."""
    with _LOCK:
        return do(_desk(setting).sandbox)


def rest() -> None:
    """Let go of the sandbox and the checks; the next task opens them again."""
    with _LOCK:
        for desk in _DESKS.values():
            desk.close()
        _DESKS.clear()


class _Desk:
    """The sandbox of this process, and the bench in use."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.sandbox = _sandbox(setting)
        self._card: Sandbox | None = None
        self._for: tuple[str, str, Keys] | None = None
        self._bench: Bench | None = None
        self._asked = Round("", b"")

    def bench(self, task: Task) -> tuple[Round, Bench]:
        wanted = (task.exercise, task.round, task.keys)
        if self._bench is None or self._for != wanted:
            self._let_go()
            exercise = load_exercise(task.setting.course, task.exercise)
            self._compare(exercise, task)
            self._asked = Round(task.round, _key(task.setting.course))
            # It will run, and a jail takes seconds. One with a GPU is not made ahead.
            if not task.problem and not task.known.tapes and task.device == CPU:
                self.sandbox.get_ready(limits_of(exercise))
            self._bench = Bench(exercise, self.sandbox)
            self._for = wanted
        return self._asked, self._bench

    def _compare(self, exercise: Exercise, task: Task) -> None:
        own = keys(exercise, task.round, task.device)
        if own.answers != task.keys.answers:
            raise Differs("other versions of Python or of packages, or another engine")
        if own != task.keys:
            raise Differs(f"other checks, references or mistakes of {exercise.slug}")

    def card(self) -> Sandbox:
        """The sandbox with this worker's GPU, opened at first use. Raises `SandboxError`."""
        if self._card is None:
            self._card = _open(self._setting, card_of(self._setting.device))
        return self._card

    def _let_go(self) -> None:
        if self._bench is not None:
            self._bench.close()
        self._bench = self._for = None

    def close(self) -> None:
        self._let_go()
        self.sandbox.close()
        if self._card is not None:
            self._card.close()


def borrow(setting: Setting, lent: Lent) -> None:
    """Use a warm process of somebody else for the tasks of this setting."""
    _LENT[setting] = lent


def _sandbox(setting: Setting) -> Sandbox:
    if setting in _LENT:
        return _LENT.pop(setting).open()
    return _open(setting, CPU)


def _open(setting: Setting, device: str) -> Sandbox:
    try:
        return open_sandbox(
            setting.isolation,
            hidden=[setting.course],
            start=setting.start,
            device=device,
            gpu_share=setting.gpu_share,
        )
    except ValueError as error:
        raise CourseError(str(error)) from None


_LENT: dict[Setting, Lent] = {}
_LOCK = threading.RLock()  # a worker with several threads still does one task at a time
_DESKS: dict[Setting, _Desk] = {}


def _desk(setting: Setting) -> _Desk:
    if setting not in _DESKS:
        for other in _DESKS.values():
            other.close()
        _DESKS.clear()
        # Also where a pool's process ends, which runs nothing that atexit holds, and only what was
        # registered by itself: not by the process that it is a copy of.
        Finalize(None, rest, exitpriority=10)
        _DESKS[setting] = _Desk(setting)
    return _DESKS[setting]


def _key(course: Path) -> bytes:
    try:
        return course_key(course)
    except (OSError, ValueError) as error:
        raise CourseError(f"The course key cannot be used: {error}.") from None
