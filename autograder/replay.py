"""Trusted room: the wire from a tape. Judges a check again without running the submission.

Replies are fed from the tape while the requests are byte-equal; given functions are evaluated
anew, and where one answers otherwise, or something new is asked, the submission must run again.
"""

from __future__ import annotations

from collections.abc import Callable

from autograder.outcomes import Fault, NeedsRerun, Outcome
from autograder.session import Tape


class Replay:
    """A transport that answers from `tape`. Raises `NeedsRerun` where the tape has no answer.

    `left` tells whether that happened: whatever the check made of it is no judgement.
    """

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._at = 0
        self.left = False

    def exchange(self, frame: bytes, answer: Callable[[bytes], bytes]) -> bytes:
        """The recorded reply to a byte-equal request."""
        if self._next() != ("ask", frame):
            raise self._rerun("a new request")
        while True:
            way, recorded = self._next()
            if way == "reply":
                return recorded
            if way == "fault":
                outcome, says = recorded.decode().split("\n", 1)
                raise Fault(Outcome(outcome), says, "replayed")
            if way != "callback":
                raise self._rerun("the tape ends")
            if self._next_answer(answer(recorded)):
                raise self._rerun("a given function answers otherwise")

    def close(self) -> None:
        """Nothing runs that must end."""
        return None

    def cause(self) -> None:
        """Nothing lives here."""
        return None

    def _rerun(self, why: str) -> NeedsRerun:
        self.left = True
        return NeedsRerun(f"{why} at {self._at}")

    def _next(self) -> tuple[str, bytes]:
        self._at += 1
        if self._at > len(self._tape):
            return "end", b""
        entry = self._tape[self._at - 1]
        return entry.way, entry.frame

    def _next_answer(self, answer: bytes) -> bool:
        return self._next() != ("answer", answer)
