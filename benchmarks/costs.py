"""Runs the benchmarks and writes docs/costs.md. Part of `make proof`."""

from __future__ import annotations

from pathlib import Path

import grading
import isolation

from autograder.stamp import fingerprint, write_part

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    "benchmarks/costs.py",
    "benchmarks/grading.py",
    "benchmarks/isolation.py",
    "benchmarks/meter.py",
    "autograder/sandbox",
    "autograder/inside",
)
"""What the figures are made from. A changed check moves them little, and would age them daily."""


def main() -> None:
    parts = ["## One jail", isolation.table(50), "## One submission", grading.table(20)]
    parts += ["## Memory of one run, in MB of its share of every page", grading.memory(400)]
    write_part(ROOT / "docs" / "costs.md", fingerprint(ROOT, PARTS), "\n\n".join(parts))


if __name__ == "__main__":
    main()
