"""Trusted room: draws what is missing of a class's plots, anywhere, and keeps it as it comes.

After the grading and apart from it: a plot costs as much as a training run, decides no point, and
can be drawn at any later time. Only the attempt that counts has a page, so only that is drawn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field

from sqlalchemy import Connection

from autograder.course import Course, CourseError, load_exercise
from autograder.figures import dump
from autograder.plotting import Plots, has_plots, plots_key
from autograder.sandbox import SandboxError
from autograder.store import figures
from autograder.store.entries import Entry, files
from autograder.work import Setting, with_sandbox


@dataclass(frozen=True)
class PlotTask:
    """One submission to be drawn, without a name on it."""

    setting: Setting
    exercise: str
    key: str
    files: Mapping[str, bytes] = field(repr=False)


def draw(task: PlotTask) -> str:
    """The figures of one submission as JSON.

    Raises `CourseError` if the plots cannot be used or are others here, and `SandboxError`.
    """

    def plots() -> Plots:
        if task.key not in _PLOTS:
            exercise = load_exercise(task.setting.course, task.exercise)
            if plots_key(exercise) != task.key:
                raise CourseError(f"A worker would draw {task.exercise} otherwise.")
            _PLOTS.clear()  # a class is drawn exercise by exercise
            _PLOTS[task.key] = Plots(exercise)
        return _PLOTS[task.key]

    return with_sandbox(task.setting, lambda sandbox: dump(plots().of(task.files, sandbox)))


_PLOTS: dict[str, Plots] = {}


def missing(db: Connection, course: Course, entries: Sequence[Entry]) -> list[tuple[Entry, str]]:
    """Entries whose figures are not what they would be now, with the key that they will have."""
    there = figures.keys(db)
    wanted: dict[str, str] = {}
    found = []
    for entry in sorted(entries, key=lambda e: (e.exercise, e.number)):
        exercise = course.find(entry.exercise)
        if entry.problem or not has_plots(exercise):
            continue
        if entry.exercise not in wanted:
            wanted[entry.exercise] = plots_key(exercise)
        if there.get(entry.number) != wanted[entry.exercise]:
            found.append((entry, wanted[entry.exercise]))
    return found


def draw_missing(
    db: Connection,
    setting: Setting,
    pool: Callable[[int, int], Executor],
    width: int,
    wanted: Sequence[tuple[Entry, str]],
    tell: Callable[[Entry], None] = lambda entry: None,
) -> int:
    """Draw what is `wanted`, `width` at a time, and keep it. Returns how many could not be drawn.

    What a sandbox or a worker failed at is tried again the next time. Raises `CourseError`.
    """
    waiting = deque(wanted)
    running: dict[Future[str], tuple[Entry, str]] = {}
    failed = 0
    executor = pool(len(waiting), len(waiting))
    try:
        while waiting or running:
            while waiting and len(running) < width:
                entry, key = waiting.popleft()
                task = PlotTask(setting, entry.exercise, key, files(db, entry))
                running[executor.submit(draw, task)] = (entry, key)
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                entry, key = running.pop(future)
                try:
                    figures.keep(db, entry, key, future.result())
                except SandboxError:
                    failed += 1
                tell(entry)
    except BrokenExecutor:
        failed += len(waiting) + len(running) + 1
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    return failed
