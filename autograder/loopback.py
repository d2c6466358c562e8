"""Student room and references: the wire within one process, with the same bytes.

For the self-check and for references, never for a submission that is graded. Breakpoints work,
and what crosses is what would cross to a sandbox: a check cannot pass here and fail there.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from autograder.inside.runner import Runner


class Loopback:
    """A transport to a runner in this process, with random state of its own as a process has.

    One thread for torch, as in a jail, unless told: other thread counts round otherwise.
    """

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._runner = Runner(self._up)
        self._answer: Callable[[bytes], bytes] | None = None
        self._state = _random_state()

    def exchange(self, frame: bytes, answer: Callable[[bytes], bytes]) -> bytes:
        """Serve one request here."""
        outer, self._answer = self._answer, answer
        self._swap()
        torch.set_num_threads(self._threads)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("default")  # shown, whatever this process makes of them
                return self._runner.serve(frame)
        finally:
            self._swap()
            self._answer = outer

    def close(self) -> None:
        """Nothing runs that must end."""
        return None

    def cause(self) -> BaseException | None:
        """The student's own exception, so that a debugger and a traceback show it."""
        return self._runner.raised

    def _up(self, frame: bytes) -> bytes:
        assert self._answer is not None, "a callback outside of a request"
        self._swap()
        try:
            return self._answer(frame)
        finally:
            self._swap()

    def _swap(self) -> None:
        now = _random_state()
        random.setstate(self._state[0])
        np.random.set_state(self._state[1])
        torch.set_rng_state(self._state[2])
        self._state = now


def _random_state() -> tuple[Any, Any, Any]:
    return random.getstate(), np.random.get_state(), torch.get_rng_state()
