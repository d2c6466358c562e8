"""Trusted room: when nbgrader says that something was handed in. Hostile text, read as data.

nbgrader writes the time into a file beside the notebooks, for people and for itself:

    2026-02-03 15:58:23.948203 UTC      the zone as a name, as an offset, or none, which means UTC

The name of a zone that Python does not know is no time: hours would be guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

FILE = "timestamp.txt"
MOST = 100
"""Bytes of the file, and more than any time needs."""
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)"
    r"(?: ?(Z|[+-]\d\d:?\d\d|[A-Z][\w/+-]*))?",
    re.ASCII,
)


def moment(content: bytes) -> float:
    """The time in the file's `content`, in seconds since 1970. Raises `ValueError`."""
    found = _MOMENT.fullmatch(content.decode("ascii").strip())
    if not found:
        raise ValueError("not as nbgrader writes it")
    day, time, zone = found.groups()
    if zone and zone[0] in "+-":
        when = datetime.fromisoformat(f"{day} {time}{zone}")
    else:
        when = datetime.fromisoformat(f"{day} {time}").replace(tzinfo=_place(zone))
    if not 1970 <= when.year < 3000:
        raise ValueError("no year of ours")
    return when.timestamp()


def _place(zone: str | None) -> tzinfo:
    if zone is None or zone in ("Z", "UTC", "GMT"):
        return UTC
    try:
        return ZoneInfo(zone)
    except (OSError, LookupError):  # a folder of zones, a name of none
        raise ValueError(f"no time zone {zone}") from None
