"""Trusted room: how a standing came about, in short sentences for student and instructor.

What people wrote is put in as it is, cut to one short line; who shows it escapes it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from autograder.policy.rules import DAY, Policy, exact

MOST = 200
"""Characters of a name and of a reason."""
NOTHING = "Nothing was handed in."
FLOOR = "Points never go below 0."
EXTRA = "Extra credit: these points add to the total, and nothing to what is possible."


def which(number: int, attempts: int, policy: Policy) -> str:
    """The attempt that counts, of several."""
    return f"Attempt {number} counts, the {policy.counts} of {attempts}."


def which_is_open(broken: int) -> str:
    """Several attempts may count, because the attempt `broken` could not be judged."""
    return f"Which attempt counts is open: a check of ours broke on attempt {broken}."


def lateness(late: Fraction | None, days: int, moment: Fraction, moved: Fraction) -> list[str]:
    """`late` is in seconds after `moment`, the student's deadline, which an extension `moved`."""
    lines = [f"The deadline was moved by {_count(moved / DAY, 'day')}."] if moved else []
    if late is None:
        lines.append("When this was handed in is not known, so it is not late.")
    elif late:
        due = datetime.fromtimestamp(float(moment), UTC)
        counts = f"{_count(Fraction(days), 'day')} late" if days else "within the grace period"
        lines.append(f"Handed in {_span(late)} after {due:%Y-%m-%d %H:%M} UTC: {counts}.")
    return lines


def cost(penalty: Fraction, possible: int, policy: Policy) -> str:
    """What being late took off."""
    per_day, at_most = (_text(exact(share) * 100) for share in (policy.per_day, policy.at_most))
    rule = f"{per_day}% of {possible} for every day begun, at most {at_most}%"
    return f"Being late cost {_count(penalty, 'point')} ({rule})."


def by_hand(points: Fraction, author: str, reason: str) -> str:
    """Points given or taken by somebody."""
    sign = "+" if points >= 0 else ""
    return f"{sign}{_count(points, 'point')} by {_short(author)}: {_short(reason)}"


def _short(text: str) -> str:
    line = " ".join(text[: 2 * MOST].split())
    return line if len(line) <= MOST else f"{line[: MOST - 1]}…"


def _span(seconds: Fraction) -> str:
    minutes = int(seconds) // 60
    days, rest = divmod(minutes, DAY // 60)
    if days:
        return f"{_count(Fraction(days), 'day')} {rest // 60} h"
    return f"{rest // 60} h {rest % 60} min" if minutes else "less than a minute"


def _count(number: Fraction, noun: str) -> str:
    return f"{_text(number)} {noun}{'' if abs(number) == 1 else 's'}"


def _text(number: Fraction) -> str:
    return f"{float(number):.12g}"
