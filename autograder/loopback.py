"""Student room and references: the wire within one process, with the same bytes.

For the self-check and for references, never for a submission that is graded. Breakpoints work,
and what crosses is what would cross to a sandbox: a check cannot pass here and fail there.
"""

from __future__ import annotations

import copy
import random
import warnings
from collections.abc import Callable

import torch
from numpy.random import mtrand

from autograder.inside.runner import Runner


class Loopback:
    """A transport to a runner in this process, with random state of its own as a process has.

    One thread for torch, as in a jail, unless told: other thread counts round otherwise.
    """

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._runner = Runner(self._up)
        self._answer: Callable[[bytes], bytes] | None = None
        self._random = random.getstate(), copy.deepcopy(mtrand.get_bit_generator())
        self._torch_random = torch.get_rng_state()
        self._cuda_random: torch.Tensor | None = None

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
        """Put this transport's random state in the place of the process's own, or back again.

        numpy's generator changes places whole: to read and write its state costs 300 times as long.
        """
        (state, generator), torch_state = self._random, self._torch_random
        self._random = random.getstate(), mtrand.get_bit_generator()
        self._torch_random = torch.get_rng_state()
        random.setstate(state)
        mtrand.set_bit_generator(generator)
        torch.set_rng_state(torch_state)
        if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
            cuda_state, self._cuda_random = self._cuda_random, torch.cuda.get_rng_state()
            if cuda_state is not None:
                torch.cuda.set_rng_state(cuda_state)
