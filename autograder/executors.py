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
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
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
    caller = multiprocessing.parent_process()
    assert caller is not None, "a worker is started by somebody"
    threading.Thread(target=_die_with, args=(caller,), daemon=True).start()
    if sys.platform == "linux":
        from autograder.sandbox import linux

        # The parent, by the kernel's reckoning, is the process that workers are copies of.
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)


def _die_with(caller: BaseProcess) -> None:
    """End this process with the caller. An idle worker waits for its next task for ever, and the
    process that it is a copy of waits for the workers."""
    caller.join()
    os.kill(os.getpid(), signal.SIGKILL)
