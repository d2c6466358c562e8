"""Trusted room: what a class was graded with: isolation, rounds, device, versions."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable

from autograder.site.book import Piece
from autograder.visible import line


def facts(pieces: Iterable[Piece]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the class was graded with: each value with the number of scores that it holds for."""
    pieces = tuple(pieces)
    versions = (", ".join(f"{n} {v}" for n, v in sorted(p.mark.versions.items())) for p in pieces)
    found = (
        (
            "Isolation",
            (f"level {p.mark.isolation.letter}: {p.mark.isolation.says}" for p in pieces),
        ),
        ("Rounds", (p.entry.round for p in pieces)),
        ("Device", (p.mark.device for p in pieces)),
        ("Versions", versions),
    )
    newest = max((p.mark.made for p in pieces), default=None)
    moment = () if newest is None else (datetime.datetime.fromtimestamp(newest, datetime.UTC),)
    when = tuple(one.strftime("%Y-%m-%d %H:%M UTC") for one in moment)
    return (("As of", when), *((name, _counted(values)) for name, values in found))


def _counted(values: Iterable[str]) -> tuple[str, ...]:
    tally = Counter(values).most_common()
    if len(tally) == 1:
        return (line(tally[0][0], 300),)
    return tuple(f"{line(value, 300)} ({count} scores)" for value, count in tally)
