"""Trusted room: where the tasks of a batch run. Any `concurrent.futures.Executor` will do.

Here          this process, one task at a time
processes     workers on this machine
cluster       workers of Dask distributed, here or elsewhere
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

PER_WORKER = 20
"""Submissions for which another worker is worth its start, which takes seconds."""


class Here(Executor):
    """Runs each task at once, in the thread that submits it."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processes(jobs: int, tasks: int) -> ProcessPoolExecutor:
    """A pool of at most `jobs` processes, fewer if there is not enough to do for them.

    torch is imported once, by the process that all of them are copies of.
    """
    workers = min(jobs, 1 + tasks // PER_WORKER)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["autograder.work"])
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # the workers share the cores
    return ProcessPoolExecutor(workers, context, initializer=_begin)


def _begin() -> None:
    """What a worker does first: leave Ctrl-C to the caller, and die when the caller is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        from autograder.sandbox import linux

        # The parent is the process that is copied, and that one ends with the caller.
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
