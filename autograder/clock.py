"""Trusted room: how long a check may still take.

The clock runs while the grader waits for the runner and stands while a given function is
evaluated. It measures wall time, so that a submission which sleeps is late too; but a machine
that has more to do than cores must not make a right answer late. So the seconds for which the
runner was ready and no core was free are given back, up to a bound: a submission that crowds its
own cores with threads would otherwise never be late.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

GIVEN_BACK = 9.0
"""The most that is given back, in multiples of the check's own seconds."""


class Clock:
    """The seconds of one check."""

    def __init__(self, seconds: float, waited: Callable[[], float]) -> None:
        """waited: seconds for which the runner has waited for a core since its birth."""
        self.seconds = seconds
        self._waited = waited
        self._before = waited()
        self._ran = 0.0
        self._since = 0.0
        self._given = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let the clock run in this block."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._ran += time.monotonic() - self._since

    def left(self) -> float:
        """Seconds that are left, above zero. To be asked while it runs. Raises `TimeoutError`."""
        ran = self._ran + time.monotonic() - self._since
        left = self.seconds + self._given - ran
        if left <= 0:  # only now is the system asked: most checks never come here
            self._given = min(self._waited() - self._before, GIVEN_BACK * self.seconds)
            left = self.seconds + self._given - ran
        if left <= 0:
            raise TimeoutError
        return left


class Timed:
    """A stream socket whose every wait ends with the clock, and goes on when that grants more."""

    def __init__(self, sock: socket.socket, clock: Clock) -> None:
        self._sock = sock
        self._clock = clock

    def recv(self, count: int) -> bytes:
        """As a socket does it. Raises `TimeoutError`."""
        while True:
            self._sock.settimeout(self._clock.left())
            try:
                return self._sock.recv(count)
            except TimeoutError:
                continue  # the clock ends it

    def sendall(self, data: bytes) -> None:
        """As a socket does it. Raises `TimeoutError`."""
        rest = memoryview(data)
        while rest:
            self._sock.settimeout(self._clock.left())
            try:
                rest = rest[self._sock.send(rest) :]
            except TimeoutError:
                continue
