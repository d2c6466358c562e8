"""Trusted room: which named mistake a failed check looks like. Pure functions over tapes.

The student's answers s, a mistake's m and the reference's r to the same questions are compared
where the student or the mistake leaves the reference. The student made the mistake if everywhere
there |s - m| < 0.01 min(|s - r|, |m - r|). An exception alone is no evidence.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks import numbers
from autograder.session import Tape
from autograder.wire import Malformed, Ref, unpack

CLOSE = 0.01
"""Measured for the first exercises: the same mistake in another style at most 4e-6, different
mistakes at least 1.04; `verify` prints what it sees."""

NOISE = 1e-5
"""Relative differences below this are float32 rounding, not a choice."""

MAX_ENTRIES = 2000

SHORT = 1000
"""Bytes of a question that asks a probe for the parameters of a net, and more."""


@dataclass(frozen=True)
class Observed:
    """One answer: what kind of thing it is, and its numbers."""

    form: tuple[Any, ...]
    numbers: NDArray[np.float64]
    raised: bool = False
    largest: float = field(init=False)
    """The largest magnitude; NaN or infinite if a number is."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "largest", float(np.abs(self.numbers).max(initial=0.0)))


@dataclass(frozen=True)
class Exchange:
    """One question of the check: what the runner asked back meanwhile, and what it replied.

    `asked` pairs each callback with the grader's answer to it. Of what the grader said there is a
    digest: it is compared and never read, and may hold a whole data set.
    """

    question: bytes
    asked: tuple[tuple[Observed, bytes], ...]
    reply: Observed


Seen = tuple[Exchange, ...]
"""What a runner said in one check."""


def look(tape: Tape) -> Seen:
    """Read what a tape holds, without the loading of the module.

    Questions stand in the order in which they were put: one that was put while another was open,
    by a given function, comes after it.
    """
    found: list[_Open] = []
    stack: list[_Open] = []
    for entry in tape[2:MAX_ENTRIES]:
        if entry.way == "ask":
            stack.append(_Open(_digest(entry.frame), _is_probe(entry.frame)))
            found.append(stack[-1])
        elif not stack:
            break  # no honest session writes that
        elif entry.way == "callback":
            stack[-1].callback = _observe(entry.way, entry.frame)
        elif entry.way == "answer":
            if stack[-1].callback is not None:
                stack[-1].asked.append((stack[-1].callback, _digest(entry.frame)))
        else:
            one = stack.pop()
            one.reply = _observe(entry.way, entry.frame, one.of_probe)
    return tuple(Exchange(one.question, tuple(one.asked), one.reply) for one in found)


@dataclass
class _Open:
    """A question that waits for its reply; without one, what asked ended on the way."""

    question: bytes
    of_probe: bool = False
    asked: list[tuple[Observed, bytes]] = field(default_factory=list)
    callback: Observed | None = None
    reply: Observed = field(default_factory=lambda: _observe("fault", b""))


def _is_probe(frame: bytes) -> bool:
    """Whether the question goes to a probe, whose dicts are keyed by names of the student's own."""
    if len(frame) > SHORT:
        return False
    try:
        parts = unpack(frame, lambda ref: ref)
    except Malformed:
        return False
    return type(parts) is list and parts[:1] == ["probe"]


def _digest(frame: bytes) -> bytes:
    return hashlib.blake2b(frame, digest_size=16).digest()


def alike(a: Seen, b: Seen) -> bool:
    """Whether two runners were asked the same and replied the same, but for rounding."""
    return len(a) == len(b) and all(
        x.question == y.question and _distance(x.reply, y.reply) <= NOISE
        for x, y in zip(a, b, strict=True)
    )


def ratio(student: Seen, mistake: Seen, reference: Seen) -> float | None:
    """The largest |s - m| / min(|s - r|, |m - r|) over the evidence; None without evidence."""
    worst: float | None = None
    for exchanges in zip(student, mistake, reference, strict=False):
        if len({exchange.question for exchange in exchanges}) > 1:
            break
        for s, m, r in _pairs(*exchanges):
            here = _weigh(s, m, r)
            if here is not None:
                worst = here if worst is None else max(worst, here)
    return worst


def _pairs(*exchanges: Exchange) -> Iterator[tuple[Observed, Observed, Observed]]:
    """What to compare of one question: callbacks while all were answered alike, and replies."""
    for asked in zip(*(exchange.asked for exchange in exchanges), strict=False):
        (s, _), (m, _), (r, _) = asked
        yield s, m, r
        if len({answer for _, answer in asked}) > 1:
            break
    s, m, r = (exchange.reply for exchange in exchanges)
    yield s, m, r


def _weigh(s: Observed, m: Observed, r: Observed) -> float | None:
    """How far s and m are apart, in units of their distance from r; None if it is no evidence."""
    between, from_reference = _distance(s, m), min(_distance(s, r), _distance(m, r))
    if between <= NOISE and (from_reference <= NOISE or s.raised):
        return None  # both right, or both raised: an exception alone proves nothing
    if from_reference <= NOISE or s.raised or m.raised or not np.isfinite(between):
        return float("inf")
    return between / from_reference if np.isfinite(from_reference) else between


def recognise(
    student: Mapping[str, Seen],
    reference: Mapping[str, Seen],
    mistakes: Mapping[str, Mapping[str, Seen]],
    loses: Mapping[str, frozenset[str]],
) -> dict[str, str]:
    """Failed check -> name of the mistake that it looks like.

    `student` holds the failed checks alone. Where several mistakes fit one check, the one that
    explains most of the failed checks is told, then the one that loses just these.
    """
    fits: dict[str, dict[str, float]] = {check: {} for check in student}
    for name, seen in mistakes.items():
        for check in student:
            if check in seen and check in reference:
                found = ratio(student[check], seen[check], reference[check])
                if found is not None and found < CLOSE:
                    fits[check][name] = found
    explained = {name: sum(name in fit for fit in fits.values()) for name in mistakes}
    failed = frozenset(student)

    def rank(check: str, name: str) -> tuple[float, ...]:
        return -explained[name], len(loses[name] ^ failed), fits[check][name]

    return {
        check: min(fit, key=lambda name: (*rank(check, name), name))
        for check, fit in fits.items()
        if fit
    }


def _observe(way: str, frame: bytes, of_probe: bool = False) -> Observed:
    try:
        parts = unpack(frame, lambda ref: ref) if way != "fault" else None
    except Malformed:
        parts = None
    if type(parts) is not list or len(parts) < 2:
        return Observed(("fault",), np.zeros(0), raised=True)
    if way == "callback":
        return _flat(("asks", parts[0], parts[1]), parts[2] if len(parts) > 2 else ())
    if parts[0] == "ok":
        return _flat(("says",), parts[1], of_probe)
    kinds = parts[1] if type(parts[1]) is list else [""]
    return Observed(("raises", str(kinds[0])), np.zeros(0), raised=True)


def _flat(form: tuple[Any, ...], value: Any, keys_are_free: bool = False) -> Observed:
    """The form of `value`, loose about containers, and all its numbers in one row."""
    rows: list[NDArray[np.float64]] = []

    def walk(part: Any) -> tuple[Any, ...]:
        array = numbers(part)
        if array is not None:
            rows.append(array.astype(np.float64).ravel())
            return ("numbers", array.shape)
        if isinstance(part, Ref):
            return ("object",)
        if isinstance(part, list | tuple):
            return ("items", *(walk(item) for item in part))
        if isinstance(part, dict) and keys_are_free:
            return ("items", *map(walk, part.values()))
        if isinstance(part, dict):
            return ("dict", *((key, walk(item)) for key, item in part.items()))
        if part is None or isinstance(part, str | bytes):
            return ("is", part)
        return ("a", type(part).__name__)

    whole = (*form, walk(value))
    return Observed(whole, np.concatenate(rows) if rows else np.zeros(0))


def _distance(a: Observed, b: Observed) -> float:
    """Relative distance: 0 equal, infinite for other forms."""
    if a.form != b.form or a.numbers.shape != b.numbers.shape:
        return float("inf")
    x, y, scale = a.numbers, b.numbers, max(a.largest, b.largest, 1e-12)
    if not (math.isfinite(a.largest) and math.isfinite(b.largest)):
        finite = np.isfinite(x) & np.isfinite(y)
        if not np.array_equal(x[~finite], y[~finite], equal_nan=True):
            return float("inf")
        x, y = x[finite], y[finite]
        scale = max(float(np.abs((x, y)).max(initial=0.0)), 1e-12)
    return float(np.abs(x - y).max(initial=0.0)) / scale
