"""Trusted room: a batch on the workers of Dask distributed, on this machine or on others.

Every worker introduces itself before it is given anything: its versions, checks and isolation
must be those of the asking side. Workers see the course at the same path (a shared file system)
and read the course key there; no key, name or verdict travels with a task but the submission.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any, ParamSpec, TypeVar

from autograder.course import CourseError
from autograder.devices import CPU
from autograder.executors import lane_of
from autograder.keys import Keys, versions
from autograder.work import Introduction, Setting, introduce

P = ParamSpec("P")
T = TypeVar("T")

LOCAL = "local:"
SECONDS_TO_CONNECT = 20
SECONDS_TO_INTRODUCE = 120
SECONDS_BETWEEN_LOOKS = 2
SECONDS_FOR_A_GPU = 10.0
"""A worker tells its resources a moment after it has come."""
LETTERS = "ABCDE"
GPU = "GPU"
"""What an administrator calls a worker's graphics cards: dask worker ADDRESS --resources GPU=1."""
Say = Callable[[str], None]


class Cluster(Executor):
    """An executor over those workers that would grade as this side does.

    address: of a running scheduler (`tcp://…`, `tls://…`), or `local:N` for N processes here.
    keys: exercise -> what this side would grade with in the round of the introduction.
    say: hears a line for every worker that is refused. Raises `CourseError`.
    """

    def __init__(
        self, address: str, setting: Setting, round_name: str, keys: dict[str, Keys], say: Say
    ) -> None:
        self._setting = setting
        self._round = round_name
        self._keys = keys
        self._say = say
        self._refused: set[str] = set()
        self._accepted: dict[str, str] = {}  # address -> letter of its isolation
        self._stack = contextlib.ExitStack()
        self._client = _connect(address, self._stack)
        self._lock = threading.Lock()
        self._waiting: dict[Future[Any], frozenset[str]] = {}
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="cluster", daemon=True)
        self._meet()
        self._watcher.start()

    @property
    def workers(self) -> int:
        """How many workers were accepted so far."""
        return len(self._accepted)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn` on an accepted worker, and on another accepted one if that one dies.

        The future ends with `BrokenExecutor` when all of them are gone.
        """
        self._meet()
        on_gpu = lane_of(*args) != CPU
        able = self._with_gpu() if on_gpu else list(self._accepted)
        resources = {GPU: 1 / self._setting.gpu_share} if on_gpu else None
        executor = self._client.get_executor(workers=able, resources=resources)
        outer: Future[T] = Future()
        with self._lock:
            self._waiting[outer] = frozenset(able)
        executor.submit(fn, *args, **kwargs).add_done_callback(
            lambda inner: self._hand_over(inner, outer)
        )
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the cluster; a local one ends."""
        self._over.set()
        if self._watcher.is_alive():
            self._watcher.join()
        self._stack.close()

    def _hand_over(self, inner: Future[T], outer: Future[T]) -> None:
        with self._lock:
            if self._waiting.pop(outer, None) is None:
                return  # given up already
        if inner.cancelled():
            outer.set_exception(BrokenExecutor("the cluster let go of a task"))
        elif (error := inner.exception()) is not None:
            outer.set_exception(error)
        else:
            outer.set_result(inner.result())

    def _watch(self) -> None:
        """Give up what waits for workers of which none is left: Dask would wait for ever."""
        while not self._over.wait(SECONDS_BETWEEN_LOOKS):
            try:
                present = self._present()
            except Exception:  # the scheduler itself is gone
                present = set()
            with self._lock:
                lost = [f for f, workers in self._waiting.items() if not workers & present]
                for future in lost:
                    del self._waiting[future]
            for future in lost:
                future.set_exception(BrokenExecutor("all workers of the cluster are gone"))

    def _present(self) -> set[str]:
        return set(self._workers())

    def _workers(self) -> dict[str, Any]:
        workers: dict[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        return workers

    def _with_gpu(self) -> list[str]:
        """The accepted workers that were started with a GPU. Dask would wait for one for ever."""
        until = time.monotonic() + SECONDS_FOR_A_GPU
        while True:
            there = self._workers()
            able = [w for w in self._accepted if there.get(w, {}).get("resources", {}).get(GPU)]
            if able:
                return able
            if time.monotonic() >= until:
                raise CourseError(
                    "No worker of the cluster has a GPU: start one with "
                    "`dask worker ADDRESS --resources GPU=1`, or grade with --device cpu."
                )
            self._over.wait(SECONDS_FOR_A_GPU / 20)

    def _meet(self) -> None:
        """Have workers introduce themselves that did not yet; also who came while others worked."""
        present = self._present()
        for gone in set(self._accepted) - present:
            del self._accepted[gone]
        new = sorted(present - set(self._accepted) - self._refused)
        asked = {
            worker: self._client.submit(
                introduce,
                self._setting,
                tuple(self._keys),
                self._round,
                workers=[worker],
                pure=False,
            )
            for worker in new
        }
        for worker, future in asked.items():
            try:
                found = future.result(timeout=SECONDS_TO_INTRODUCE)
                reason = _differs(found, self._keys)
            except Exception as error:
                reason = f"it cannot grade: {error or type(error).__name__}"
            if reason:
                self._refuse(worker, reason)
            else:
                self._accepted[worker] = found.isolation.letter
        self._keep_the_best()
        if not self._accepted:
            why = "none would grade as this machine does" if self._refused else "there is none"
            self.shutdown()
            raise CourseError(f"No worker of the cluster can be used: {why}.")

    def _keep_the_best(self) -> None:
        """One level of isolation for a whole class: the best that a worker has."""
        best = min(self._accepted.values(), key=LETTERS.index, default="")
        for worker, letter in list(self._accepted.items()):
            if letter != best:
                del self._accepted[worker]
                self._refuse(worker, f"its isolation is {letter}, that of others is {best}")

    def _refuse(self, worker: str, reason: str) -> None:
        self._refused.add(worker)
        self._say(f"The worker {worker} is not used: {reason}.")


def _differs(found: Introduction, keys: dict[str, Keys]) -> str:
    """In what a worker differs from this side, or nothing."""
    for package, version in versions().items():
        if found.versions.get(package) != version:
            return f"it has {package} {found.versions.get(package)}, not {version}"
    for exercise, own in keys.items():
        theirs = found.keys.get(exercise)
        if theirs is None or theirs.answers != own.answers:
            return f"it would run {exercise} otherwise (engine, limits, or course)"
        if theirs != own:
            return f"it has other checks, references or mistakes of {exercise}"
    return ""


def _connect(address: str, stack: contextlib.ExitStack) -> Any:
    try:
        dask: Any = importlib.import_module("distributed")
    except ImportError:
        raise CourseError(
            "A cluster needs Dask: python -m pip install 'gradeproof[cluster]'."
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said here
    try:
        if address.startswith(LOCAL):
            count = int(address.removeprefix(LOCAL))
            here = dask.LocalCluster(
                n_workers=count,
                resources={GPU: 1},  # one machine: its sandboxes let one at a time have it
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                memory_limit=None,  # what students use is bounded by their jails
            )
            stack.enter_context(here)
            return stack.enter_context(dask.Client(here))
        return stack.enter_context(dask.Client(address, timeout=SECONDS_TO_CONNECT))
    except (OSError, ValueError, TimeoutError) as error:
        stack.close()
        raise CourseError(
            f"The cluster {address!r} cannot be reached: {error}. "
            f"Give the address of a scheduler, or local:N."
        ) from None
