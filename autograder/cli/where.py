"""Instructor room: where and how a batch runs: what the options of several commands come to."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from sqlalchemy import Connection

from autograder import executors
from autograder.batch import Batch, Pool
from autograder.cli import card
from autograder.course import Course, CourseError, Exercise, load_course
from autograder.devices import device_of
from autograder.keys import keys
from autograder.sandbox.opening import CHOICES
from autograder.work import Setting

LOCAL = "local:"
CLUSTER_WIDTH = 64
"""Tasks that are handed to a cluster at a time, whatever its size: Dask queues them."""


@dataclass(frozen=True)
class How:
    """Where and how a batch runs: the options that `grade` and `rejudge` share."""

    course: Path | None
    jobs: int | None
    cluster: str | None
    device: str
    isolation: str
    start: str
    verbose: bool
    json: bool
    gpu_share: int = 1


def course_of(how: How) -> Course:
    """The course of a run. Raises `CourseError` for words that mean nothing."""
    card.check(how.device)
    if how.isolation not in (words := ("auto", *CHOICES)):
        raise CourseError(f"--isolation is one of {', '.join(words)}, not {how.isolation!r}.")
    return load_course(how.course)


def require_card(how: How, exercises: Collection[Exercise]) -> None:
    """A cluster has its GPUs elsewhere, and says itself if it has none."""
    if how.cluster is None:
        card.require(exercises, how.device, quiet=how.json)


def batch_for(db: Connection, course: Course, how: How) -> Batch:
    """What plans and runs the tasks."""
    far = how.cluster is not None and not how.cluster.startswith(LOCAL)
    return Batch(db, course, *where(course, how), CLUSTER_WIDTH if far else 0)


def where(course: Course, how: How) -> tuple[Setting, Pool, int]:
    """How a worker grades, what makes workers for so many tasks, and how many tasks at a time."""
    setting = Setting(course.root, how.isolation, how.start, how.device, how.gpu_share)
    if how.cluster is None:
        jobs = how.jobs or executors.cores()
        return setting, partial(executors.processes, jobs, setting), 2 * jobs
    return setting, partial(_cluster, how.cluster, setting, course), CLUSTER_WIDTH


def _cluster(address: str, setting: Setting, course: Course, tasks: int, fresh: int) -> Executor:
    """The workers of a cluster that would grade as this machine does."""
    from autograder.cluster import Cluster

    graded = [e for e in course.exercises if e.hidden_checks.is_file()]
    own = {e.slug: keys(e, "introduction", device_of(e, setting.device)) for e in graded}
    err = Console(stderr=True)
    return Cluster(
        address, setting, "introduction", own, lambda line: err.print(escape(line), style="bold")
    )
