"""Instructor room: `docs/validity.md`, generated.

Two tables with a row per exercise; the hash of what the rows were made from is in the second.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from autograder.proofs import Proof
from autograder.stamp import fingerprint, generated, pinned, write_part

ENGINE = (
    *(f"autograder/{name}" for name in ("checks.py", "trial.py", "scoring.py", "junk.py")),
    *(f"autograder/{name}" for name in ("diagnosis.py", "mutants.py", "edits.py")),
    *("autograder/inside", "autograder/wire", "datasets"),
)
"""What of the engine decides how a check ends, what is told of it, and which mutants there are."""

DECIDES_NOTHING = ("plots.py",)
"""Of an exercise's folders: what a proof says nothing about. A plot is looked at, and pays none."""

_ROW = re.compile(r"^\| (\d\d_\w+) \|.*\|$", re.M)
_HASH = re.compile(r"`([0-9a-f]{12})` \|$")


def made_from(root: Path, slug: str) -> str:
    """Hash of an exercise's two folders, the engine's part in the verdict, and the libraries."""
    folders = (f"assignments/{slug}", f"reference_solutions/{slug}")
    used = helpers(root, root / "reference_solutions" / slug / "hidden_checks.py")
    sources = fingerprint(root, (*folders, *ENGINE, *sorted(used)), DECIDES_NOTHING)
    parts = f"{sources} {pinned(root)}"
    return hashlib.sha256(parts.encode()).hexdigest()[:12]


def helpers(root: Path, file: Path) -> set[str]:
    """Modules of the engine that `file` imports, directly or not, beyond those of `ENGINE`.

    Only exercises that use them depend on them, so only their rows age. As paths under `root`.
    """
    found: set[str] = set()
    waiting = [file] if file.is_file() else []
    while waiting:
        for node in ast.walk(ast.parse(waiting.pop().read_text("utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            for name in names:
                path = f"{name.replace('.', '/')}.py"
                if not name.startswith("autograder.") or path in {*ENGINE, *found}:
                    continue
                if (root / path).is_file():
                    found.add(path)
                    waiting.append(root / path)
    return found


def publish(document: Path, root: Path, proofs: Iterable[Proof]) -> None:
    """Replace the rows of these exercises in the tables of `document`; the others stay.

    Raises `ValueError` if the document has no generated part, or a proof is not whole.
    """
    judged, found = _rows(document)
    for proof in proofs:
        if proof.failures:
            raise ValueError(f"{proof.exercise} is not proven, so nothing is published")
        if proof.mutants is None:
            raise ValueError(f"{proof.exercise} was proven without mutants; nothing is published")
        hashed = {"made from": f"`{made_from(root, proof.exercise)}`"}
        for rows, cells in ((judged, proof.judged), (found, proof.found | hashed)):
            rows[""] = f"{_line(cells)}\n{'|---' * len(cells)}|"
            rows[proof.exercise] = _line(cells.values())
    tables = ["\n".join(rows[slug] for slug in sorted(rows)) for rows in (judged, found)]
    write_part(document, fingerprint(root, ENGINE), "\n\n".join(tables))


def published(document: Path) -> dict[str, str]:
    """Exercise -> the hash that its rows were made from."""
    _, found = _rows(document)
    return {slug: match[1] for slug, row in found.items() if (match := _HASH.search(row))}


def _rows(document: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Exercise -> row, of both tables."""
    judged: dict[str, str] = {}
    found: dict[str, str] = {}
    for row in _ROW.finditer(generated(document)):
        (found if _HASH.search(row[0]) else judged)[row[1]] = row[0]
    return judged, found


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
