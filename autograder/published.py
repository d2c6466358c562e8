"""Instructor room: `docs/proof.md`, a row per exercise with a hash of what it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from autograder.stamp import fingerprint, generated, write_part
from autograder.verify import Proof

ENGINE = (
    *(f"autograder/{name}" for name in ("checks.py", "trial.py", "scoring.py", "junk.py")),
    *("autograder/inside", "autograder/wire", "datasets", "constraints.txt"),
)
"""What of the engine decides how a check ends."""

_COLUMNS = "exercise rounds right_answers false_fail mistakes killed junk_passed made_from".split()
HEAD = f"| {' | '.join(_COLUMNS)} |".replace("_", " ")
_ROW = re.compile(r"^\| (\d\d_\w+) \|.*\| `([0-9a-f]{12})` \|$", re.M)


def made_from(root: Path, slug: str) -> str:
    """Hash of an exercise's two folders and of the engine's part in the verdict."""
    folders = (f"assignments/{slug}", f"reference_solutions/{slug}")
    return fingerprint(root, (*folders, *ENGINE))[:12]


def publish(document: Path, root: Path, proofs: Iterable[Proof]) -> None:
    """Replace the rows of these exercises in the table of `document`; the others stay.

    Raises `ValueError` if the document has no generated part.
    """
    rows = {found[1]: found[0] for found in _ROW.finditer(generated(document))}
    for proof in proofs:
        if proof.failures:
            raise ValueError(f"{proof.exercise} is not proven, so nothing is published")
        rows[proof.exercise] = (
            f"| {proof.exercise} | {proof.seeds} | {proof.right} | {proof.false_fail} | "
            f"{proof.mistakes} | {proof.killed} | {proof.junk} | "
            f"`{made_from(root, proof.exercise)}` |"
        )
    table = "\n".join(
        [HEAD, "|---|---|---|---|---|---|---|---|", *(rows[slug] for slug in sorted(rows))]
    )
    write_part(document, fingerprint(root, ENGINE), table)


def published(document: Path) -> dict[str, str]:
    """Exercise -> the hash that its row was made from."""
    return {found[1]: found[2] for found in _ROW.finditer(generated(document))}
