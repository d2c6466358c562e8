"""Instructor room: what `verify` prints of its proofs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:  # they import scipy, which grading does without
    from autograder.proofs import Proof

KILL_GOAL = 0.98
"""Share of the mutants that checks should kill, of those that are not equivalent."""


def show(console: Console, proofs: Sequence[Proof]) -> None:
    """Two tables, and below them whatever an instructor should look at."""
    for rows in ([proof.judged for proof in proofs], [proof.found for proof in proofs]):
        table = Table(*rows[0])
        table.columns[0].no_wrap = True
        for row in rows:
            table.add_row(*map(str, row.values()))
        console.print(table)
    for proof in proofs:
        for line in _remarks(proof):
            console.print(f"{proof.exercise}: {line}", highlight=False, markup=False)


def _remarks(proof: Proof) -> Iterable[str]:
    yield from (f"not proven: {failure}" for failure in proof.failures)
    for name, count in proof.on_cpu.items():
        yield f"{name}: {count} checks decided by the CPU, not passed on {proof.device}"
    naming = proof.naming
    yield from (f"mistakes/{name}.py is told as {told}" for name, told in naming.another)
    yield from (f"mistakes/{name}.py is told as no mistake" for name in naming.nothing)
    yield from (f"mistakes/{name}.py answers as {told} does" for name, told in naming.twins)
    if proof.mutants:
        yield from (f"survives: {survivor}" for survivor in proof.mutants.survivors)
        if proof.mutants.share < KILL_GOAL:
            yield f"fewer than {KILL_GOAL:.0%} of the mutants are killed"
