"""Trusted room: a check's tape as lines that a person can read. What a program said is hostile.

For the instructor alone: what the grader asks holds the round's hidden inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from autograder.checks import describe, numbers
from autograder.session import Entry, Tape
from autograder.visible import line
from autograder.wire import Malformed, Ref, unpack

MOST_LINES = 400
"""Lines shown of one check: a loop may ask a given function thousands of times."""
_WIDTH = 600
_ITEMS = 8
_NUMBERS = 6
_TEXT = 120
_DEPTH = 3
_BITS = 300
_UNREADABLE = "something that cannot be read"
_MODULE = {0: "submission"}  # the first object of a runner is the module

WHO = {
    "ask": "grader asks",
    "reply": "program replies",
    "callback": "program asks back",
    "answer": "grader answers",
    "fault": "the box ends it",
}


@dataclass(frozen=True)
class Said:
    """One line: `way` as on the tape, who says it, what; `depth` counts open questions."""

    way: str
    who: str
    text: str
    depth: int


@dataclass(frozen=True)
class Transcript:
    """The lines of one check, and how many more there are."""

    lines: tuple[Said, ...]
    left_out: int


def transcript(tape: Tape) -> Transcript:
    """What was asked and what came back, in order; of a very long tape the beginning and the end.

    Fetching a function of the module to call it is left out: the call tells it.
    """
    head, rest = tape[:MOST_LINES], tape[MOST_LINES:]
    reader = _Reader()
    lines = [reader.read(entry) for entry in head]
    if rest:
        lines.append(reader.read(rest[-1]))
    fetched = {
        at
        for at, (question, reply) in enumerate(pairwise(lines))
        if (question.way, reply.way, question.text) == ("ask", "reply", reply.text)
        and question.text != _UNREADABLE
    }
    kept = [said for at, said in enumerate(lines) if not {at, at - 1} & fetched]
    return Transcript(tuple(kept), max(0, len(rest) - 1))


class _Reader:
    """Reads entries in their order; it remembers what objects were called, and what is open."""

    def __init__(self) -> None:
        self._names = dict(_MODULE)
        self._open: list[str] = []  # what the answers would be called if they were objects

    def read(self, entry: Entry) -> Said:
        ends = entry.way in ("reply", "fault")
        name = self._open.pop() if ends and self._open else ""
        depth = len(self._open)
        text, asked = self._text(entry, name)
        if entry.way == "ask":
            self._open.append(asked)
        return Said(entry.way, WHO[entry.way], line(text, _WIDTH), depth)

    def _text(self, entry: Entry, name: str) -> tuple[str, str]:
        if entry.way == "fault":
            return entry.frame.decode("utf-8", "replace").replace("\n", ": ", 1), ""
        parts = _parts(entry.frame)
        if parts is None:
            return _UNREADABLE, ""
        if entry.way == "ask":
            return _question(parts, self._names)
        if entry.way == "callback":
            return _callback(parts, self._names), ""
        if entry.way == "reply":
            _remember(parts, name, self._names)
        return _outcome(parts, self._names), ""


def _parts(frame: bytes) -> list[Any] | None:
    try:
        parts = unpack(frame, lambda ref: ref)
    except Malformed:
        return None
    return parts if type(parts) is list and parts else None


def _question(parts: list[Any], names: dict[int, str]) -> tuple[str, str]:
    """How a request reads, and the name of the object that may come back."""
    operation, *rest = parts
    shown = [show(part, names) for part in rest]
    if operation == "load" and len(rest) == 4 and isinstance(rest[1], dict):
        files = ", ".join(str(name) for name in rest[1])
        return f"load {files}, random state {rest[3]}", "submission"
    if operation == "get" and len(rest) == 2 and isinstance(rest[1], str):
        name = f"{shown[0]}.{rest[1]}"
        return name, name
    if operation == "call" and len(rest) == 3:
        return f"{shown[0]}({_arguments(rest[1], rest[2], names)})", f"{shown[0]}(…)"
    if operation == "probe" and len(rest) == 3:
        name = f"inside.{rest[0]}"
        return f"{name}({_arguments(rest[1], rest[2], names)})", f"{name}(…)"
    if operation == "item" and len(rest) == 2:
        return f"{shown[0]}[{shown[1]}]", f"{shown[0]}[{shown[1]}]"
    return f"{operation}({', '.join(shown)})", f"{operation}({shown[0] if shown else ''})"


def _callback(parts: list[Any], names: dict[int, str]) -> str:
    if len(parts) != 4:
        return show(parts, names)
    number, what, args, kwargs = parts
    if what == "call":
        return f"given {number}({_arguments(args, kwargs, names)})"
    return f"{line(str(what), _TEXT)}(given {number})"


def _outcome(parts: list[Any], names: dict[int, str]) -> str:
    status, *rest = parts
    if status == "ok" and len(rest) == 1:
        return show(rest[0], names)
    if status == "err" and len(rest) >= 2:
        kind = rest[0][0] if isinstance(rest[0], list) and rest[0] else rest[0]
        return f"raises {kind}: {rest[1]}"
    return show(parts, names)


def _remember(parts: list[Any], name: str, names: dict[int, str]) -> None:
    value = parts[1] if parts[0] == "ok" and len(parts) == 2 else None
    if name and isinstance(value, Ref) and value.owner == "r":
        names.setdefault(value.number, line(name, _TEXT))


def _arguments(args: Any, kwargs: Any, names: dict[int, str]) -> str:
    if not isinstance(args, tuple) or not isinstance(kwargs, dict):
        return f"{show(args, names)}, {show(kwargs, names)}"
    named = (f"{name}={show(value, names, 1)}" for name, value in kwargs.items())
    return ", ".join([*(show(value, names, 1) for value in args), *named])


def show(value: Any, names: dict[int, str], depth: int = 0) -> str:
    """A value in a few words and its first numbers. `names`: number of an object -> its name."""
    if isinstance(value, Ref):
        if value.owner == "g":
            return f"given {value.number}"
        return names.get(value.number) or f"object {value.number} ({', '.join(value.kinds[:1])})"
    if value is None or isinstance(value, bool | int):
        return str(value) if value is None or value.bit_length() < _BITS else describe(value)
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, str | bytes):
        return repr(value[:_TEXT]) + ("…" if len(value) > _TEXT else "")
    if isinstance(value, list | tuple | dict):
        return _container(value, names, depth)
    array = numbers(value)
    if array is None and hasattr(value, "columns"):  # a table, the only such thing that crosses
        return f"table {value.shape} of {_container(list(value.columns), names, depth)}"
    if array is None:
        return describe(value)
    first = ", ".join(f"{one:.6g}" for one in array.ravel()[:_NUMBERS].tolist())
    more = ", …" if array.size > _NUMBERS else ""
    kind = "tensor" if type(value).__module__ == "torch" else "array"
    if not array.shape:
        return first
    return f"{kind} {str(value.dtype).removeprefix('torch.')} {array.shape} [{first}{more}]"


def _container(value: Any, names: dict[int, str], depth: int) -> str:
    if depth >= _DEPTH:
        return describe(value)
    items = list(value)[:_ITEMS]
    if isinstance(value, dict):
        shown = [f"{show(k, names)}: {show(value[k], names, depth + 1)}" for k in items]
    else:
        shown = [show(item, names, depth + 1) for item in items]
    if len(value) > _ITEMS:
        shown.append(f"… {len(value) - _ITEMS} more")
    around = {"list": "[]", "tuple": "()", "dict": "{}"}[type(value).__name__]
    return f"{around[0]}{', '.join(shown)}{around[1]}"
