"""Trusted room: one check's talk with one runner. Imports nothing of the inside.

    check ──ask──► Session ──frame──► Transport ──► runner
    check ◄─value─ Session ◄─frame─── Transport ◄── runner
    given function ◄──answer── Session ◄── callback of the runner

What comes back is data or a `Handle`; it is judged, never believed. Every frame is written to
the session's tape, so that the check can be judged again without running anything.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from autograder.outcomes import (
    Fault,
    NoAttribute,
    NoLength,
    Outcome,
    ProbeRaised,
    ReferenceRaised,
    StudentRaised,
    Where,
    Wrong,
)
from autograder.proxy import Given, Handle
from autograder.sentences import say
from autograder.wire import BOUNDS, Malformed, Ref, Unsendable, pack, unpack

NAME_LENGTH = 80
MESSAGE_LENGTH = 500
NESTED_CALLBACKS = 16

Way = Literal["ask", "reply", "callback", "answer", "fault"]


@dataclass(frozen=True)
class Entry:
    """One frame on a tape."""

    way: Way
    frame: bytes


Tape = tuple[Entry, ...]


class Transport(Protocol):
    """Carries a request to a runner and brings its reply; `answer` is called for callbacks."""

    def exchange(self, frame: bytes, answer: Callable[[bytes], bytes]) -> bytes: ...

    def cause(self) -> BaseException | None:
        """The exception behind the last reply, where it lives in this process (for debuggers)."""

    def close(self) -> None:
        """Let go of the runner: nothing that it says is read any more."""


class Session:
    """One check, one fresh state of the module, one tape."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._given: list[Any] = []
        self._numbers: dict[int, int] = {}  # id of a given thing, which the list keeps alive
        self._handles: dict[int, Handle] = {}
        self._tape: list[Entry] = []
        self._label = ""
        self._callbacks = 0
        self._requests = 0
        self._bytes = 0
        self._cut = False  # no callback is answered any more
        self._busy = 0.0  # seconds that the given functions took
        self._nested = 0
        self.raised = False  # whether a request ended with an exception
        self.trusted = False  # a reference: what it raises is nobody's verdict
        self.fault: Fault | None = None
        # What a given function raised stands, even if the student's code catches it there.
        self.verdict: Wrong | None = None
        self.trouble: Exception | None = None  # no verdict: whose fault it is stays open
        self.called = ""  # the graded name called last
        self.arguments: tuple[Any, Any] = ((), {})  # and with what, by position and by name
        self.answered = False  # whether it returned
        self.returned: Any = None  # and what

    @property
    def tape(self) -> Tape:
        return tuple(self._tape)

    def load(
        self, name: str, files: dict[str, bytes], seed: int, origin: str = "", device: str = "cpu"
    ) -> None:
        """Execute the submission afresh. Raises `StudentRaised` as the module's own code does."""
        # On the CPU nothing is said of devices: tapes from before there were any stay good.
        self.ask("load", name, files, origin, seed, *([] if device == "cpu" else [device]))

    def ask(self, operation: str, *arguments: Any) -> Any:
        """Put one request to the runner; returns data or a handle, or raises as the reply says."""
        if self.fault:
            raise self.fault
        owner = arguments[0] if arguments and type(arguments[0]) is Handle else None
        if operation == "get" and owner is not None:
            self._label = f"{owner._label}.{arguments[1]}" if owner._label else arguments[1]
        elif operation == "call" and owner is not None:
            self._label = f"{owner._label}(…)"
            self.called, self.answered, self.returned = owner._label, False, None
            self.arguments = (arguments[1], arguments[2])
        self._requests += 1
        if self._requests > BOUNDS.requests:
            self.verdict = self.verdict or Wrong(say("session.endless_answer"))
            raise self.verdict
        frame = pack([operation, *arguments], self._export)
        self._record("ask", frame)
        try:
            reply = self._send(frame)
        except Fault as fault:
            self._record("fault", f"{fault.outcome}\n{fault.says}".encode())
            raise
        if self._cut and self.verdict is not None:
            raise self.verdict
        self._record("reply", reply)
        value = self._read(reply, operation)
        if operation == "call":
            self.answered, self.returned = True, value
        return value

    def _record(self, way: Way, frame: bytes) -> None:
        """Write to the tape. It has a bound: the grader keeps it, whatever the runner sends."""
        self._bytes += len(frame)
        if self._bytes > BOUNDS.tape_bytes and way != "fault":
            self.fault = self.fault or Fault(Outcome.CRASHED, say("session.too_much"))
            self._transport.close()
            raise self.fault
        self._tape.append(Entry(way, frame))

    def decisive(self, error: BaseException | None) -> BaseException | None:
        """What decides how the check ended, given the exception that left it.

        A fault outranks a verdict of a given function, and that outranks what the student's code
        made of it.
        """
        return self.fault or self.verdict or self.trouble or error

    def _send(self, frame: bytes) -> bytes:
        try:
            return self._transport.exchange(frame, self.answer)
        except Fault as fault:
            self.fault = self.fault or fault
            raise self.fault from None

    def _read(self, reply: bytes, operation: str) -> Any:
        try:
            parts = unpack(reply, self.resolve)
            if type(parts) is not list or not parts or type(parts[0]) is not str:
                raise Malformed("a reply without a status")
            if parts[0] not in ("ok", "err"):
                raise Malformed("a reply of unknown status")
            if parts[0] == "ok" and len(parts) == 2:
                return parts[1]
            error = _student_raised(parts[1:], operation)
            self.raised = True
        except Malformed as malformed:
            raise self.malformed(str(malformed)) from None
        if self.trusted:
            raise ReferenceRaised(str(error)) from self._transport.cause()
        raise error from self._transport.cause()

    def malformed(self, cause: str) -> Fault:
        """The fault of a runner that answers what no honest one does."""
        self.fault = self.fault or Fault(Outcome.CRASHED, say("session.unreadable"), cause)
        self._transport.close()
        return self.fault

    def answer(self, frame: bytes) -> bytes:
        """Evaluate one callback of the runner."""
        if not self._cut:
            self._record("callback", frame)
        if self.verdict is not None:  # it is decided, and the student's code goes on regardless
            self._cut = True
            self._transport.close()
            raise self.verdict
        self._nested += 1
        if self._nested > NESTED_CALLBACKS:
            raise self.malformed("callbacks nested too deeply")
        begun = time.monotonic()
        answer = pack(self._evaluate(frame), self._export)
        self._nested -= 1
        if not self._nested:
            self._busy += time.monotonic() - begun
        if self._busy > BOUNDS.given_seconds:
            self.fault = self.fault or Fault(Outcome.TIMED_OUT, say("session.too_busy"))
            self._transport.close()
            raise self.fault
        self._record("answer", answer)
        return answer

    def _evaluate(self, frame: bytes) -> list[Any]:
        self._callbacks += 1
        if self._callbacks > BOUNDS.callbacks:
            self.verdict = self.verdict or Wrong(say("session.endless_calls"))
            return ["err", "RuntimeError", "asked too often"]
        try:
            asked = unpack(frame, self.resolve)
            if type(asked) is not list:  # a handle would be asked for its items here
                raise Malformed("a callback of nothing")
            number, what, args, kwargs = asked
            given = self._given[number] if type(number) is int and number >= 0 else None
            if given is None or type(args) is not tuple or type(kwargs) is not dict:
                raise Malformed("a callback of nothing")
            if not all(type(name) is str for name in kwargs):
                raise Malformed("a callback of nothing")
        except (Malformed, ValueError, TypeError, IndexError) as error:
            raise self.malformed(str(error)) from None
        try:
            if type(given) is Given and what in ("iter", "len"):
                value = given.start() if what == "iter" else len(given)
            else:
                value = given(*args, **kwargs)
            pack(value, self._export)
            return ["ok", value]
        except Wrong as wrong:
            self.verdict = self.verdict or wrong
            return ["err", "ValueError", wrong.says]
        except StudentRaised as raised:
            return ["err", raised.kinds[0], raised.message]
        except Fault:
            raise
        except Exception as error:
            self.trouble = self.trouble or error
            return ["err", "TypeError", say("session.cannot_take")]

    def _export(self, thing: Any) -> Ref:
        if type(thing) is Handle:
            if thing._session is not self:
                raise Unsendable("a handle of another runner")
            return Ref("r", thing._number)
        if not callable(thing) and type(thing) is not Given:
            raise Unsendable(f"a check cannot send {type(thing).__name__}")
        number = self._numbers.setdefault(id(thing), len(self._given))
        if number == len(self._given):
            self._given.append(thing)
        return Ref("g", number, ("iterable" if type(thing) is Given else "function",))

    def resolve(self, ref: Ref) -> Any:
        """What a reference in a reply stands for here."""
        if ref.owner == "g":
            if ref.number >= len(self._given):
                raise Malformed("a handle of nothing given")
            return self._given[ref.number]
        if ref.number >= BOUNDS.handles:
            raise Malformed("too many handles")
        handle = self._handles.get(ref.number)
        if handle is None:
            kinds = tuple(kind[:NAME_LENGTH] for kind in ref.kinds)
            handle = self._handles[ref.number] = Handle(self, ref.number, kinds, self._label)
        return handle


def _student_raised(parts: list[Any], operation: str) -> StudentRaised:
    """The exception that an `err` reply stands for, read strictly."""
    if len(parts) != 3:
        raise Malformed("an error without its parts")
    kinds, message, frames = parts
    if type(kinds) is not list or not kinds or not all(type(kind) is str for kind in kinds):
        raise Malformed("an error without a kind")
    if type(message) is not str or type(frames) is not list or len(kinds) > 16 or len(frames) > 16:
        raise Malformed("an error without its parts")
    where = []
    for frame in frames:
        if type(frame) is not list or [type(part) for part in frame] != [str, int, str]:
            raise Malformed("an error without its place")
        where.append(Where(frame[0][:NAME_LENGTH], frame[1], frame[2][:NAME_LENGTH]))
    kind: type[StudentRaised] = StudentRaised
    if operation == "get" and "AttributeError" in kinds:
        kind = NoAttribute
    elif operation == "len" and "TypeError" in kinds:
        kind = NoLength
    elif operation == "probe" and not where:
        kind = ProbeRaised
    names = tuple(kind[:NAME_LENGTH] for kind in kinds)
    return kind(names, message[:MESSAGE_LENGTH], tuple(where))
