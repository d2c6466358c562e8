"""Trusted room: the hidden checks of one exercise, kept warm for any number of submissions.

pytest ends its session when `pytest.main` returns, so it runs in a thread of its own, and work is
handed to it there.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from autograder.course import Exercise
from autograder.judge import Judge, with_checks
from autograder.mistakes import Library
from autograder.sandbox import Sandbox

Result = TypeVar("Result")
Work = Callable[[Judge, Library], Any]


class Bench:
    """A judge and the library of mistakes, warm until `close`."""

    def __init__(self, exercise: Exercise, sandbox: Sandbox) -> None:
        self._exercise = exercise
        self._sandbox = sandbox
        self._orders: SimpleQueue[tuple[Future[Any], Work] | None] = SimpleQueue()
        self._ended: Future[None] = Future()
        self._thread = Thread(target=self._sit, name=f"bench {exercise.slug}", daemon=True)
        self._thread.start()

    def do(self, work: Callable[[Judge, Library], Result]) -> Result:
        """Have `work` done at the bench. Raises what it raises, and `CourseError`."""
        order: Future[Result] = Future()
        self._orders.put((order, work))
        while not order.done():
            if self._ended.done():
                self._ended.result()  # raises why the bench could not be set up
                raise RuntimeError("the bench was closed")
            either: tuple[Future[Any], ...] = (order, self._ended)
            wait(either, return_when=FIRST_COMPLETED)
        return order.result()

    def close(self) -> None:
        """Let go of everything. Idempotent."""
        self._orders.put(None)
        self._thread.join()

    def _sit(self) -> None:
        try:
            with_checks(self._exercise, self._serve)
        except BaseException as error:
            self._ended.set_exception(error)
        else:
            self._ended.set_result(None)

    def _serve(self, judge: Judge) -> None:
        library = Library(judge, self._sandbox)
        try:
            while (taken := self._orders.get()) is not None:
                order, work = taken
                try:
                    order.set_result(work(judge, library))
                except BaseException as error:
                    order.set_exception(error)
                judge.forget()
        finally:
            library.close()
