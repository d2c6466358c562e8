"""A class of one exercise, graded by this engine and by others, side by side on this machine.

    python benchmarks/class.py [--students 200] [--peers 10] [--docs docs/performance.md]

Prints Markdown. What is measured and how is told in docs/performance.md. Linux only. The peers
are installed by pip into environments of their own; where one cannot be, the table says why.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from classroom import tables
from classroom.contest import contest, large
from classroom.course import EXERCISE, with_training, without_training

from autograder.executors import cores
from autograder.stamp import fingerprint, write_part

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    "benchmarks/class.py",
    "benchmarks/classroom",
    "autograder/sandbox",
    "autograder/inside",
)
"""What the figures are made from. A changed check moves them little, and would age them daily."""


def measure(students: int, few: int, peers: int, most: int, envs: Path, folder: Path) -> str:
    """Everything; Markdown. `most`: students of one more, larger class; 0 for none."""
    before = os.getloadavg()
    found = [
        contest(setup, folder / name, students, few, peers, envs, _say)
        for name, setup in (
            ("without", without_training(folder / "without" / "course")),
            ("with", with_training(folder / "with" / "course")),
        )
    ]
    big = None
    if most:
        big = large(without_training(folder / "large" / "course"), folder / "large", most)
    after = os.getloadavg()
    return "\n\n".join(
        [
            f"Measured on {date.today().isoformat()} with {cores()} cores. Load average over the "
            f"last minute: {before[0]:.1f} before the run, {after[0]:.1f} after it. Exercise "
            f"{EXERCISE}; in the added check the reference trains for {found[1].setup.epochs} "
            "epochs.",
            *("## Aims", tables.aims(found, big)),
            *(part for one in found for part in (f"## {one.setup.name}", tables.graders(one))),
            "## Graded already",
            *(
                part
                for one in found
                for part in (
                    f"{one.students} submissions, {one.setup.name}:",
                    tables.again(one.again),
                )
            ),
            *((f"{most:,} submissions, no compute:", tables.again(big[1])) if big else ()),
            *("## Memory", tables.memory(found[0], big[0] if big else None)),
        ]
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@contextmanager
def _environments(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--few", type=int, default=20, help="the small class, to compare with")
    parser.add_argument("--peers", type=int, default=10, help="submissions that the peers grade")
    parser.add_argument("--large", type=int, default=0, help="one more class, of this size")
    parser.add_argument("--peers-env", type=Path, help="keep the peers' environments here")
    parser.add_argument("--docs", type=Path, help="write the tables into this page")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _environments(asked.peers_env) as envs:
        text = measure(
            asked.students, asked.few, asked.peers, asked.large, envs, Path(folder).resolve()
        )
    print(text)
    if asked.docs:
        write_part(asked.docs, fingerprint(ROOT, PARTS), text)


if __name__ == "__main__":
    main()
