"""Trusted room: where the tasks of a batch run. Any `concurrent.futures.Executor` will do.

Here          this process, one task at a time
processes     workers on this machine; those with a GPU are others
cluster       workers of Dask distributed, here or elsewhere
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing.process import BaseProcess
from typing import ParamSpec, TypeVar

from autograder.devices import CPU, CUDA
from autograder.sandbox import SandboxError, linux
from autograder.sandbox.opening import share
from autograder.sandbox.sharing import Lent, Shared
from autograder.work import Setting, borrow

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


class Workers(ProcessPoolExecutor):
    """Processes of this machine, and the warm process that they share."""

    def __init__(self, workers: int, setting: Setting, shared: Shared | None) -> None:
        self._shared = shared
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["autograder.work", "autograder.loopback"])  # torch, once
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # the workers share the cores
        lent = shared.lent if shared is not None else None
        super().__init__(workers, context, initializer=_begin, initargs=(setting, lent))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait, cancel_futures=cancel_futures)
        shared, self._shared = self._shared, None
        if shared is not None:
            shared.close()


class Lanes(Executor):
    """Tasks go to the pool of their device, which opens with its first one."""

    def __init__(self, pools: Mapping[str, Callable[[], Executor]]) -> None:
        self._pools = pools
        self._open: dict[str, Executor] = {}

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The first argument may be a task that says its `device`."""
        lane = lane_of(*args)
        if lane not in self._open:
            self._open[lane] = self._pools[lane]()
        return self._open[lane].submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for pool in self._open.values():
            pool.shutdown(wait, cancel_futures=cancel_futures)


def lane_of(*args: object) -> str:
    """Where a task computes, given what it is called with."""
    return str(getattr(args[0], "device", CPU)) if args else CPU


def processes(jobs: int, setting: Setting, tasks: int, fresh: int) -> Executor:
    """A pool of at most `jobs` processes, fewer if there is not enough to do for them.

    `fresh` of the tasks are of submissions that were never run: for them a warm process is
    started at once, while the workers start. As many processes as may share the GPU come beside
    them, if a task needs it: they wait for it while the others go on.
    """
    if setting.device == CPU:
        return _workers(jobs, setting, tasks, fresh)
    return Lanes(
        {
            CPU: lambda: _workers(jobs, setting, tasks, fresh),
            CUDA: lambda: Workers(setting.gpu_share, setting, None),
        }
    )


def _workers(jobs: int, setting: Setting, tasks: int, fresh: int) -> Workers:
    shared = None
    if fresh and setting.start == "warm":
        with suppress(SandboxError, ValueError):  # a worker will say why
            shared = share(setting.isolation, hidden=[setting.course])
    return Workers(min(jobs, 1 + tasks // PER_WORKER), setting, shared)


def _begin(setting: Setting, lent: Lent | None) -> None:
    """What a worker does first: leave Ctrl-C to the caller, and die when the caller is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    caller = multiprocessing.parent_process()
    assert caller is not None, "a worker is started by somebody"
    threading.Thread(target=_die_with, args=(caller,), daemon=True).start()
    if sys.platform == "linux":
        # The parent, by the kernel's reckoning, is the process that workers are copies of.
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    if lent is not None:
        borrow(setting, lent)


def _die_with(caller: BaseProcess) -> None:
    """End this process with the caller. An idle worker waits for its next task for ever, and the
    process that it is a copy of waits for the workers."""
    caller.join()
    os.kill(os.getpid(), signal.SIGKILL)
