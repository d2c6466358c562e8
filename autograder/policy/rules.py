"""Trusted room: what counts, when it is late and what that costs, read from `course.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from autograder.course import CourseError, did_you_mean

FILE = "course.toml"
ALL = "all"
"""In the place of an exercise: every exercise of a student."""
DAY = 86400
MOST_DAYS = 366
MOST_MINUTES = 7 * 24 * 60
_TABLES = {
    "attempts": ("counts",),
    "deadlines": None,  # exercises
    "late": ("grace_minutes", "per_day", "at_most"),
    "extensions": None,  # students
    "extra_credit": ("exercises",),
}


@dataclass(frozen=True)
class Policy:
    """The rules of a course. By default the last attempt counts, and nothing is ever late.

    `deadlines` are seconds since 1970 by exercise. Lateness costs the share `per_day` of the
    possible points for every day begun after `grace` seconds, together no more than the share
    `at_most`. `extensions` are seconds by (student, exercise) or (student, `ALL`), the student's
    name in Unicode's form NFC. Points for the exercises of `extra` add to nothing possible.
    """

    counts: Literal["best", "last"] = "last"
    deadlines: Mapping[str, float] = field(default_factory=dict)
    grace: float = 0.0
    per_day: float = 0.0
    at_most: float = 1.0
    extensions: Mapping[tuple[str, str], float] = field(default_factory=dict)
    extra: frozenset[str] = frozenset()

    def extension(self, student: str, exercise: str) -> float:
        """Seconds that the student has longer than others: of two extensions, the longer one."""
        name = nfc(student)
        return max(0.0, *(self.extensions.get((name, which), 0.0) for which in (exercise, ALL)))


def exact(number: float) -> Fraction:
    """The number that was written, not the nearest binary one: 0.1 is a tenth."""
    return Fraction(str(number))


def nfc(name: str) -> str:
    """One spelling of a name: systems store the same accents in different ways."""
    return unicodedata.normalize("NFC", name)


def load_policy(root: Path, exercises: Collection[str]) -> Policy:
    """The policy in `root`'s `course.toml`; the default one if there is no such file.

    `exercises` are the slugs that exist. Raises `CourseError`, one line with file and key.
    """
    path = root / FILE
    try:
        file = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return Policy()
    except OSError:
        raise CourseError(f"{path} cannot be read.") from None
    except ValueError as error:
        raise CourseError(f"{path} is no TOML in UTF-8: {error}.") from None
    try:
        return _policy(file, exercises)
    except ValueError as error:
        raise CourseError(f"{path}: {error}") from None


def _policy(file: dict[str, Any], exercises: Collection[str]) -> Policy:
    """`ValueError` with a sentence that begins with the key."""
    _only(file, _TABLES)
    attempts, deadlines, late, extensions, credit = (_table(file, name) for name in _TABLES)
    counts = attempts.get("counts", "last")
    if counts not in ("best", "last"):
        raise ValueError('attempts.counts must be "best" or "last".')
    extra = credit.get("exercises", [])
    if type(extra) is not list or not all(type(slug) is str for slug in extra):
        raise ValueError("extra_credit.exercises must be a list of exercises.")
    for slug in extra:
        _exercise(("extra_credit", "exercises"), slug, exercises)
    return Policy(
        counts=counts,
        deadlines={
            slug: _moment(("deadlines", slug), when, exercises) for slug, when in deadlines.items()
        },
        grace=float(_number(late, ("late", "grace_minutes"), "minutes", MOST_MINUTES) * 60),
        per_day=float(_number(late, ("late", "per_day"), "percent", 100) / 100),
        at_most=float(_number(late, ("late", "at_most"), "percent", 100, default=100) / 100),
        extensions=_extensions(extensions, exercises),
        extra=frozenset(extra),
    )


def _extensions(table: dict[str, Any], exercises: Collection[str]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for student, given in table.items():
        for slug in _mapping(("extensions", student), given):
            keys = ("extensions", student, slug)
            if type(given[slug]) is dict:
                raise ValueError(f"{_path(keys)}: put a name that has dots in quotes.")
            if slug != ALL:
                _exercise(keys, slug, exercises)
            days = _number(given, keys, "days", MOST_DAYS)
            found[nfc(student), slug] = float(days * DAY)
    return found


def _moment(keys: tuple[str, ...], when: object, exercises: Collection[str]) -> float:
    """Seconds since 1970 of an exercise's deadline."""
    _exercise(keys, keys[-1], exercises)
    if not isinstance(when, datetime) or when.tzinfo is None:
        raise ValueError(
            f"{_path(keys)} must be a date and time with its time zone and without quotes, "
            f"such as 2026-12-01T23:59:00+01:00."
        )
    if not 1970 <= when.year < 3000:
        raise ValueError(f"{_path(keys)}: the year {when.year} cannot be right.")
    return when.timestamp()


def _number(
    table: dict[str, Any], keys: tuple[str, ...], unit: str, most: int, default: int = 0
) -> Fraction:
    value = table.get(keys[-1], default)
    if type(value) not in (int, float) or not 0 <= value <= most:
        raise ValueError(f"{_path(keys)} must be a number of {unit} from 0 to {most}.")
    return exact(value)


def _exercise(keys: tuple[str, ...], slug: str, exercises: Collection[str]) -> None:
    if slug not in exercises:
        raise ValueError(
            f"{_path(keys)}: there is no exercise {slug!r}.{did_you_mean(slug, exercises)}"
        )


def _table(file: dict[str, Any], name: str) -> dict[str, Any]:
    table = _mapping((name,), file.get(name, {}))
    known = _TABLES[name]
    if known is not None:
        _only(table, known, name)
    return table


def _mapping(keys: tuple[str, ...], value: Any) -> dict[str, Any]:
    if type(value) is not dict:
        raise ValueError(f"{_path(keys)} must be a table, [{_path(keys)}].")
    return value


def _only(table: dict[str, Any], known: Collection[str], *above: str) -> None:
    for key in table:
        if key not in known:
            raise ValueError(f"{_path((*above, key))} is unknown.{did_you_mean(key, known)}")


def _path(keys: tuple[str, ...]) -> str:
    """The key as TOML writes it, in one line."""
    return ".".join(key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else repr(key) for key in keys)
