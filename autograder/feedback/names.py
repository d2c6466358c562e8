"""Trusted room: a student's id as the name of a folder, on every file system."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MOST_BYTES = 80
_DIGEST = 16
_DIGESTED = re.compile(rf"-[0-9a-f]{{{_DIGEST}}}")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(student: str) -> str:
    """A folder name for `student`: letters, digits, `.`, `_`, `-`; at most 80 bytes.

    Two students never share one, on case-insensitive and on normalizing file systems neither:
    whatever is not already a plain lower-case name gets 64 bits of its SHA-256 appended.
    """
    name = "".join(char if _kept(char) else "_" for char in student)
    name = re.sub(r"^\.+", "_", name)
    if _DEVICES.match(name):  # Windows takes these for devices, whatever follows the dot
        name = "_" + name
    plain = (
        name == student
        and name == unicodedata.normalize("NFC", name).casefold()
        and 0 < len(name.encode()) <= MOST_BYTES
        and not name.endswith(".")
        and not _DIGESTED.search(name)  # or it could be made to equal another's
    )
    if plain:
        return name
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    room = MOST_BYTES - _DIGEST - 1
    start = name.encode()[:room].decode("utf-8", "ignore").rstrip(".") or "_"
    return f"{start}-{digest}"


def _kept(char: str) -> bool:
    return char in "._-" or unicodedata.category(char) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"}
