"""Trusted room: from graded attempts to the points that count. Pure functions over data.

Exact inside, hundredths outside; half a hundredth falls to the student.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from autograder.policy import words
from autograder.policy.rules import DAY, Policy, exact

MOST_POINTS = 10**6
_ZERO = Fraction(0)


@dataclass(frozen=True)
class Attempt:
    """One graded attempt. `earned` is None where the score is open through the grader's own fault;
    `submitted` is in seconds since 1970, None where it is not known."""

    number: int
    earned: int | None
    possible: int
    submitted: float | None


@dataclass(frozen=True)
class Adjustment:
    """Points given, or taken, by hand. `at`: seconds since 1970. Raises `ValueError`."""

    points: float
    reason: str
    author: str
    at: float

    def __post_init__(self) -> None:
        if not abs(self.points) <= MOST_POINTS:  # nor NaN
            raise ValueError(f"the points must be a number of at most {MOST_POINTS}")
        if not self.reason.strip() or not self.author.strip():
            raise ValueError("points given by hand need a reason and an author")


@dataclass(frozen=True)
class Standing:
    """What one student has for one exercise: the attempt - `penalty` + `adjusted`, at least 0.

    `earned` is None while it is open, and nothing is taken off then. `counted` is the number of
    the attempt that counts, None without attempts and while that is open; `possible` is then the
    last attempt's, or 0. `late_days` and `penalty` are of the attempt that counts. `lines` tell
    student and instructor how it came about; each is one line, and hostile text.
    """

    earned: float | None
    possible: int
    counted: int | None
    late_days: int
    penalty: float
    adjusted: float
    extra: bool
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _Weighed:
    """An attempt, how late it is, and the points that lateness costs.

    `late` is in seconds, None where there is no deadline or the time is not known.
    """

    attempt: Attempt
    late: Fraction | None = None
    days: int = 0
    cost: Fraction = _ZERO

    @property
    def open(self) -> bool:
        return self.attempt.earned is None

    @property
    def worth(self) -> Fraction:
        """Its points, or the most they can become while it is open."""
        earned, possible = self.attempt.earned, self.attempt.possible
        return max(_ZERO, (possible if earned is None else earned) - self.cost)

    @property
    def penalty(self) -> Fraction:
        """What lateness took off: never more than was earned, and nothing while that is open."""
        earned = self.attempt.earned
        return _ZERO if earned is None else earned - self.worth


def standing(
    attempts: Sequence[Attempt],
    adjustments: Sequence[Adjustment],
    student: str,
    exercise: str,
    policy: Policy,
) -> Standing:
    """What a student's attempts at one exercise are worth. The order of neither sequence matters:
    the last attempt is the one with the highest number."""
    due = policy.deadlines.get(exercise)
    moved = exact(policy.extension(student, exercise))
    moment = None if due is None else exact(due) + moved
    weighed = [_weigh(a, moment, policy) for a in sorted(attempts, key=lambda a: a.number)]
    candidates = _candidates(weighed, policy.counts)
    chosen = candidates[0] if len(candidates) == 1 else None
    is_open = any(one.open for one in candidates)

    given = sorted(adjustments, key=lambda a: (a.at, a.author, a.reason, a.points))
    adjusted = _hundredths(sum((exact(a.points) for a in given), _ZERO))
    points = adjusted + (chosen.worth if chosen else _ZERO)
    penalty = chosen.penalty if chosen else _ZERO

    lines = [] if weighed else [words.nothing()]
    if len(candidates) > 1:
        lines.append(words.which_is_open(next(c.attempt.number for c in candidates if c.open)))
    elif chosen and len(weighed) > 1:
        lines.append(words.which(chosen.attempt.number, len(weighed), policy))
    if chosen and moment is not None:
        lines += words.lateness(chosen.late, chosen.days, moment, moved)
    if chosen and penalty:
        lines.append(words.cost(penalty, chosen.attempt.possible, policy))
    lines += [words.by_hand(exact(a.points), a.author, a.reason) for a in given]
    if points < 0 and not is_open:
        lines.append(words.floor())
    if exercise in policy.extra:
        lines.append(words.extra())
    return Standing(
        earned=None if is_open else float(max(_ZERO, points)),
        possible=(chosen or weighed[-1]).attempt.possible if weighed else 0,
        counted=chosen.attempt.number if chosen else None,
        late_days=chosen.days if chosen else 0,
        penalty=float(penalty),
        adjusted=float(adjusted),
        extra=exercise in policy.extra,
        lines=tuple(lines),
    )


def total(standings: Sequence[Standing]) -> tuple[float | None, int]:
    """(points, possible) of several exercises. No points while one of them is open."""
    possible = sum(one.possible for one in standings if not one.extra)
    earned = [one.earned for one in standings if one.earned is not None]
    if len(earned) < len(standings):
        return None, possible
    return float(sum((exact(points) for points in earned), _ZERO)), possible


def _weigh(attempt: Attempt, moment: Fraction | None, policy: Policy) -> _Weighed:
    """`moment`: the student's deadline. Days begin to count when the grace is over."""
    submitted = attempt.submitted
    if moment is None or submitted is None or not math.isfinite(submitted):
        return _Weighed(attempt)
    late = max(_ZERO, exact(submitted) - moment)
    days = max(0, math.ceil((late - exact(policy.grace)) / DAY))
    share = min(exact(policy.per_day) * days, exact(policy.at_most))
    return _Weighed(attempt, late, days, -_hundredths(-share * attempt.possible))


def _candidates(weighed: Sequence[_Weighed], counts: str) -> list[_Weighed]:
    """The attempts that may be the one that counts: more than one only while some are open."""
    if counts == "last":
        return list(weighed[-1:])
    settled = [one for one in weighed if not one.open]
    best = max(settled, key=lambda one: one.worth, default=None)  # the earliest of equals
    return [
        one
        for one in weighed
        if one is best or (one.open and (best is None or one.worth > best.worth))
    ]


def _hundredths(number: Fraction) -> Fraction:
    """To the nearest hundredth; a half goes up, that is: to the student."""
    return Fraction(math.floor(number * 100 + Fraction(1, 2)), 100)
