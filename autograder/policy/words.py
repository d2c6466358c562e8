"""Trusted room: how a standing came about, in short sentences for student and instructor.

What people wrote is put in as it is, cut to one short line; who shows it escapes it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from autograder.policy.rules import DAY, Policy, exact
from autograder.sentences import say

MOST = 200
"""Characters of a name and of a reason."""


def nothing() -> str:
    """No attempt at all."""
    return say("policy.nothing")


def floor() -> str:
    """Points were taken away, and would be negative."""
    return say("policy.floor")


def extra() -> str:
    """The exercise is extra credit."""
    return say("policy.extra")


def which(number: int, attempts: int, policy: Policy) -> str:
    """The attempt that counts, of several."""
    counts = say(f"counts.{policy.counts}")
    return say("policy.which", number=number, counts=counts, attempts=attempts)


def which_is_open(broken: int) -> str:
    """Several attempts may count, because the attempt `broken` could not be judged."""
    return say("policy.which_is_open", number=broken)


def lateness(late: Fraction | None, days: int, moment: Fraction, moved: Fraction) -> list[str]:
    """`late` is in seconds after `moment`, the student's deadline, which an extension `moved`."""
    lines = [say("policy.moved", days=_count(moved / DAY, "day"))] if moved else []
    if late is None:
        lines.append(say("policy.time_unknown"))
    elif late:
        due = datetime.fromtimestamp(float(moment), UTC).strftime("%Y-%m-%d %H:%M")
        counts = say("policy.grace")
        if days:
            counts = say("policy.days_late", days=_count(Fraction(days), "day"))
        lines.append(say("policy.late", span=_span(late), due=due, counts=counts))
    return lines


def cost(penalty: Fraction, possible: int, policy: Policy) -> str:
    """What being late took off."""
    per_day, at_most = (_text(exact(share) * 100) for share in (policy.per_day, policy.at_most))
    points = _count(penalty, "point")
    return say("policy.cost", points=points, per_day=per_day, possible=possible, at_most=at_most)


def by_hand(points: Fraction, author: str, reason: str) -> str:
    """Points given or taken by somebody."""
    signed = f"{'+' if points >= 0 else ''}{_count(points, 'point')}"
    return say("policy.by_hand", points=signed, author=_short(author), reason=_short(reason))


def _short(text: str) -> str:
    line = " ".join(text[: 2 * MOST].split())
    return line if len(line) <= MOST else f"{line[: MOST - 1]}…"


def _span(seconds: Fraction) -> str:
    minutes = int(seconds) // 60
    days, rest = divmod(minutes, DAY // 60)
    if days:
        return say("span.days", days=_count(Fraction(days), "day"), hours=rest // 60)
    if minutes:
        return say("span.hours", hours=rest // 60, minutes=rest % 60)
    return say("span.moment")


def _count(number: Fraction, noun: str) -> str:
    one = "one" if abs(number) == 1 else "many"
    return say(f"{noun}.{one}", number=_text(number))


def _text(number: Fraction) -> str:
    return f"{float(number):.12g}"
