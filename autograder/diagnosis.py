"""Trusted room: which named mistake a failed check looks like. Pure functions over tapes.

The student's answers s, a mistake's m and the reference's r to the same questions are compared
where the student or the mistake leaves the reference. The student made the mistake if everywhere
there |s - m| < 0.01 min(|s - r|, |m - r|). An exception alone is no evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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

MAX_OBSERVED = 400


@dataclass(frozen=True)
class Observed:
    """One answer: what kind of thing it is, and its numbers."""

    form: tuple[Any, ...]
    numbers: NDArray[np.float64]
    raised: bool = False


@dataclass(frozen=True)
class Seen:
    """What a runner said in one check, and the questions that it was asked before each answer."""

    answers: tuple[Observed, ...]
    questions: tuple[bytes, ...]


def look(tape: Tape) -> Seen:
    """Read the answers of a tape: replies, and what given functions were asked."""
    answers: list[Observed] = []
    questions: list[bytes] = []
    asked = b""
    for entry in tape[2:]:  # the first two load the module
        if entry.way in ("ask", "answer"):
            asked = entry.frame
            continue
        answers.append(_observe(entry.way, entry.frame))
        questions.append(asked)
        if len(answers) == MAX_OBSERVED:
            break
    return Seen(tuple(answers), tuple(questions))


def ratio(student: Seen, mistake: Seen, reference: Seen) -> float | None:
    """The largest |s - m| / min(|s - r|, |m - r|) over the evidence; None without evidence."""
    worst: float | None = None
    for at in range(min(len(student.answers), len(mistake.answers), len(reference.answers))):
        if len({seen.questions[at] for seen in (student, mistake, reference)}) > 1:
            break
        s, m, r = (seen.answers[at] for seen in (student, mistake, reference))
        from_reference = min(_distance(s, r), _distance(m, r))
        between = _distance(s, m)
        if between <= NOISE and from_reference <= NOISE:
            continue
        if s.raised or m.raised:
            if between > NOISE:
                return float("inf")
            continue
        if from_reference <= NOISE or not np.isfinite(between):
            return float("inf")
        here = between / from_reference
        worst = here if worst is None else max(worst, here)
    return worst


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


def _observe(way: str, frame: bytes) -> Observed:
    try:
        parts = unpack(frame, lambda ref: ref) if way != "fault" else None
    except Malformed:
        parts = None
    if type(parts) is not list or len(parts) < 2:
        return Observed(("fault",), np.zeros(0), raised=True)
    if way == "callback":
        return _flat(("asks", parts[0], parts[1]), parts[2] if len(parts) > 2 else ())
    if parts[0] == "ok":
        return _flat(("says",), parts[1])
    kinds = parts[1] if type(parts[1]) is list else [""]
    return Observed(("raises", str(kinds[0])), np.zeros(0), raised=True)


def _flat(form: tuple[Any, ...], value: Any) -> Observed:
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
    x, y = a.numbers, b.numbers
    finite = np.isfinite(x) & np.isfinite(y)
    if not np.array_equal(np.nan_to_num(x[~finite]), np.nan_to_num(y[~finite])):
        return float("inf")
    x, y = x[finite], y[finite]
    scale = max(float(np.abs(x).max(initial=0.0)), float(np.abs(y).max(initial=0.0)), 1e-12)
    return float(np.abs(x - y).max(initial=0.0)) / scale
