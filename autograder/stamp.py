"""Instructor room: generated docs carry a hash of what they were made from; a test reads it.

A document has a generated part between two marker lines; the first one holds the hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from pathlib import Path

_PART = re.compile(
    r"<!-- generated from ([0-9a-f]{64}) -->\n.*?<!-- end of generated part -->", re.S
)
_NUMERIC = {"msgpack", "numpy", "pandas", "scikit-learn", "scipy", "sympy", "torch"}
_SOURCES = {".py", ".toml", ".csv", ".npz", ".ini", ".txt", ".j2"}


def fingerprint(root: Path, parts: Iterable[str], without: Collection[str] = ()) -> str:
    """sha256 over names and bytes of the source files under `parts` of `root`.

    Files called by a name in `without` are left out.
    """
    whole = hashlib.sha256()
    files: set[Path] = set()
    for part in parts:
        path = root / part
        files.update([path] if path.is_file() else (p for p in path.rglob("*") if p.is_file()))
    for file in sorted(files):
        if file.name in without or "__pycache__" in file.parts:
            continue
        if file.suffix in _SOURCES:
            content = file.read_bytes().replace(b"\r\n", b"\n")
            whole.update(f"{file.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            whole.update(content)
    return whole.hexdigest()


def pinned(root: Path) -> str:
    """The lines of `constraints.txt` that decide what numbers come out."""
    path = root / "constraints.txt"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return " ".join(line for line in lines if line.split("==")[0] in _NUMERIC)


def stamped(document: Path) -> str:
    """The hash that the generated part of `document` was made from; empty if there is none."""
    found = _PART.search(document.read_text("utf-8"))
    return found.group(1) if found else ""


def generated(document: Path) -> str:
    """The generated part of `document`; empty if there is none."""
    found = _PART.search(document.read_text("utf-8"))
    return found.group(0) if found else ""


def write_part(document: Path, made_from: str, text: str) -> None:
    """Replace the generated part of `document` by `text`; the rest of it stays."""
    part = f"<!-- generated from {made_from} -->\n{text.strip()}\n<!-- end of generated part -->"
    old = document.read_text("utf-8")
    if not _PART.search(old):
        raise ValueError(f"{document} has no generated part")
    document.write_text(_PART.sub(lambda _: part, old, count=1), "utf-8")
