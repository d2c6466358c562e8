"""Trusted room: the wire to a runner in a jail. The only module that reads bytes of a jail.

Deadlines count the runner's time only (autograder/clock.py).
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from typing import cast

from autograder.clock import Clock, Timed
from autograder.outcomes import Fault, Outcome
from autograder.sandbox import Exit, Jail, Limits, Sandbox, SandboxError
from autograder.sentences import say
from autograder.wire import BOUNDS, Frame, Kind, Malformed, read_frame, write_frame
from autograder.wire.frames import NONCE_BYTES

START_SECONDS = 120.0
"""How long a jail may take to get ready; no byte of a student is in it yet."""


class Remote:
    """A transport to one jail after the other: a fault ends one, the next check gets a new one."""

    def __init__(self, sandbox: Sandbox, limits: Limits) -> None:
        self._sandbox = sandbox
        self._limits = limits
        self._jail: Jail | None = None
        self._used = False
        self._clock = Clock(0.0, lambda: 0.0)
        self.exits: list[Exit] = []

    def begin(self, seconds: float, fresh: bool = False) -> None:
        """Make ready for a check: a fresh state of the module, and `seconds` of the runner's time.

        With `fresh` the check gets a jail of its own. Raises `SandboxError` if none can be had.
        """
        if fresh and self._used:
            self.close()
        if self._jail is not None and self._used:
            try:
                self._jail.sock.settimeout(START_SECONDS)
                write_frame(self._jail.sock, Frame(Kind.READY, bytes(NONCE_BYTES), b""))
            except OSError:  # it died between two checks; that costs the next one nothing
                self.close()
        if self._jail is None:
            self._jail = self._start()
        self._used = True
        self._clock = Clock(seconds, self._jail.waited)

    def _start(self) -> Jail:
        jail = self._sandbox.start(self._limits)
        try:
            jail.sock.settimeout(START_SECONDS)
            if read_frame(jail.sock, BOUNDS).kind is Kind.READY:
                return jail
            cause = "it answered before it was asked"
        except (OSError, EOFError, Malformed) as error:
            cause = str(error) or type(error).__name__
        end = jail.finish()
        raise SandboxError(f"the runner did not get ready: {cause}\n{end.stderr[-2000:]}")

    def exchange(self, frame: bytes, answer: Callable[[bytes], bytes]) -> bytes:
        """Put one request and serve its callbacks until the reply comes.

        Raises `Fault` when the jail dies, is late, or answers what no honest runner does.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        try:
            self._write(Frame(Kind.REQUEST, nonce, frame))
            while True:
                got = self._read()
                if got.nonce != nonce:
                    raise Malformed("a frame that answers nothing asked")
                if got.kind is Kind.REPLY:
                    return got.payload
                if got.kind is not Kind.CALLBACK:
                    raise Malformed("a frame out of turn")
                self._write(Frame(Kind.ANSWER, nonce, answer(got.payload)))
        except TimeoutError:
            raise self._fault(Outcome.TIMED_OUT) from None
        except (EOFError, OSError):
            raise self._fault(None) from None
        except Malformed as malformed:
            self.close()
            raise Fault(Outcome.CRASHED, say("session.unreadable"), str(malformed)) from None

    def cause(self) -> None:
        """Nothing of it lives in this process."""
        return None

    def close(self) -> None:
        """End the jail, if there is one."""
        if self._jail is not None:
            jail, self._jail, self._used = self._jail, None, False
            self.exits.append(jail.finish())

    def _fault(self, outcome: Outcome | None) -> Fault:
        """End the jail and say what it died of."""
        if outcome is Outcome.TIMED_OUT and self._jail is not None:
            self._jail.kill()
        self.close()
        end = self.exits[-1] if self.exits else None
        if outcome is None:
            outcome = {
                "out_of_memory": Outcome.OUT_OF_MEMORY,
                "cpu_limit": Outcome.TIMED_OUT,
                "forbidden": Outcome.FORBIDDEN,
            }.get(end.cause if end else "", Outcome.CRASHED)
        limits = {"seconds": self._clock.seconds, "memory": self._limits.memory_mb}
        says = say(f"remote.{outcome}", **limits)
        # Not the whole of it: times would make two reports of one run differ.
        return Fault(outcome, says, f"{end.cause} {end.code}" if end else "")

    def _write(self, frame: Frame) -> None:
        with self._clock.running():
            write_frame(self._wire(), frame)

    def _read(self) -> Frame:
        with self._clock.running():
            return read_frame(self._wire(), BOUNDS)

    def _wire(self) -> socket.socket:
        if self._jail is None:
            raise EOFError("the jail is gone")
        return cast(socket.socket, Timed(self._jail.sock, self._clock))  # all that frames use of it
