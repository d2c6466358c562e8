"""What one run in a container of Gradescope's takes; writes the table of docs/integrations.md.

    python benchmarks/gradescope.py

The zip is unpacked in a folder laid out like /autograder and runs as there. Linux. Memory is the
peak of what all processes hold together, shared memory counted once.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from classroom.measure import Used, used

from autograder.course import Exercise, load_course
from autograder.gradescope.build import build
from autograder.mistakes import load_mistakes
from autograder.stamp import fingerprint, write_part

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    "benchmarks/gradescope.py",
    "autograder/gradescope",
    "autograder/inside",
    "autograder/sandbox",
)
"""What the figures are made from. A changed check moves them little, and would age them daily."""
SMALLEST_MB = 768
"""A container's memory, unless told otherwise."""
HEAD = (
    "| exercise | right: MB | CPU s | wrong: MB | CPU s | fits 768 MB |\n|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Row:
    """One exercise: a right submission, and one that is compared with the most mistakes."""

    slug: str
    right: Used
    wrong: Used

    @property
    def peak(self) -> float:
        """MB of the larger run."""
        return max(self.right.peak, self.wrong.peak)

    def __str__(self) -> str:
        runs = " | ".join(f"{run.peak:.0f} | {run.cpu:.1f}" for run in (self.right, self.wrong))
        fits = "yes" if self.peak < SMALLEST_MB else "**no**"
        return f"| {self.slug} | {runs} | {fits} |"


def row(exercise: Exercise) -> Row:
    """Run the exercise's zip on a right answer and on a wrong one."""
    most = max(load_mistakes(exercise), key=lambda mistake: (len(mistake.loses), mistake.name))
    archive = build([exercise])
    return Row(
        exercise.slug, run(exercise, archive, exercise.reference), run(exercise, archive, most.path)
    )


def run(exercise: Exercise, archive: bytes, source: Path) -> Used:
    """One run of a container, as Gradescope begins it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)  # a container's own root folder is open
        for name in ("source", "submission", "results"):
            (root / name).mkdir()
        with zipfile.ZipFile(BytesIO(archive)) as files:
            files.extractall(root / "source")
        # Without the line that marks it as the course's own.
        (root / "submission" / f"{exercise.module}.py").write_bytes(
            source.read_bytes().partition(b"\n")[2]
        )
        found = used(
            ["bash", root / "source" / "run_autograder"],
            root,
            {"AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": sys.executable},
        )
        if b'"score"' not in (root / "results" / "results.json").read_bytes():
            raise SystemExit(f"{exercise.slug}: no score: {found.said.strip()[-600:]}")
        return found


def rows() -> Iterator[Row]:
    """Of all exercises."""
    for exercise in load_course(ROOT).exercises:
        yield row(exercise)
        print(exercise.slug, file=sys.stderr, flush=True)


def table(found: list[Row]) -> str:
    """Markdown: the rows, and what they say about the size of a container."""
    large = max(found, key=lambda row: row.peak)
    about = (
        f"Measured on {date.today().isoformat()}, one run each, from start to end, as the sum over "
        "all processes with shared memory counted once; *wrong* is the mistake that loses the most "
        f"checks. The most is {large.peak:.0f} MB, in {large.slug}."
    )
    return "\n".join([about, "", HEAD, *map(str, found)])


def main() -> None:
    text = table(list(rows()))
    write_part(ROOT / "docs" / "integrations.md", fingerprint(ROOT, PARTS), text)


if __name__ == "__main__":
    main()
