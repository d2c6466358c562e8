"""Every file of the course on a played GPU, in one round; writes the table of docs/gpu-standin.md.

    python -m benchmarks.standin

The stand-in (`tests/gpu/standin.py`) computes on the CPU and refuses what a GPU refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.candidates import InProcess, Source
from autograder.course import Exercise, load_course
from autograder.devices import CUDA, device_of
from autograder.judge import Judge, with_checks
from autograder.mistakes import load_mistakes
from autograder.outcomes import Outcome
from autograder.rounds import Round
from autograder.scoring import score
from autograder.stamp import fingerprint, write_part
from tests.gpu.standin import standing_in

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    "benchmarks/standin.py",
    "tests/gpu/standin.py",
    "autograder/inside",
    "assignments",
    "reference_solutions",
)
ASKED = Round("seed 0", b"gradeproof verify")
HEAD = (
    "| exercise | reference | accepted | mistakes | passed wrongly | the CPU decides for | "
    "of them accepted |\n|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Row:
    """One exercise. `reference`: checks that it passes there, of all."""

    slug: str
    reference: str
    accepted: int
    mistakes: int
    passed_wrongly: int  # checks that a mistake should lose
    on_cpu: int  # files that lose more there than they should
    right_on_cpu: int  # of those, accepted solutions

    def __str__(self) -> str:
        cells = (
            *(self.slug, self.reference, self.accepted, self.mistakes),
            *(self.passed_wrongly, self.on_cpu, self.right_on_cpu),
        )
        return f"| {' | '.join(map(str, cells))} |"


def row(exercise: Exercise) -> Row:
    """Have every file of the exercise judged there."""

    def work(judge: Judge) -> Row:
        def lost(path: Path) -> frozenset[str]:
            with standing_in():
                heard = judge.hear(InProcess(Source.of(path, exercise.module), CUDA), ASKED)
            checks = score(judge, heard).checks
            return frozenset(c.name for c in checks if c.outcome is not Outcome.PASSED)

        accepted = [lost(path) for path in sorted((exercise.solution / "accepted").glob("*.py"))]
        wrong = [(m.loses, lost(m.path)) for m in load_mistakes(exercise)]
        right = sum(bool(found) for found in accepted)
        passes = len(judge.checks) - len(lost(exercise.reference))
        return Row(
            slug=exercise.slug,
            reference=f"{passes}/{len(judge.checks)}",
            accepted=len(accepted),
            mistakes=len(wrong),
            passed_wrongly=sum(len(loses - found) for loses, found in wrong),
            on_cpu=right + sum(bool(found - loses) for loses, found in wrong),
            right_on_cpu=right,
        )

    return with_checks(exercise, work)


def rows() -> Iterator[Row]:
    """Of all exercises that compute on a GPU if a run asks for it."""
    for exercise in load_course(ROOT).exercises:
        if device_of(exercise, CUDA) == CUDA:
            yield row(exercise)
            print(f"{exercise.slug}: done", flush=True)


def table(found: list[Row]) -> str:
    """Markdown: the rows, and what they come to."""
    files = sum(1 + row.accepted + row.mistakes for row in found)
    decided = sum(row.on_cpu for row in found)
    total = (
        f"{files} files of {len(found)} exercises in one round. The CPU decides something for "
        f"{decided} of them; a mistake passes what it should lose in "
        f"{sum(row.passed_wrongly for row in found)} cases."
    )
    return "\n".join([total, "", HEAD, *map(str, found)])


def main() -> None:
    write_part(ROOT / "docs" / "gpu-standin.md", fingerprint(ROOT, PARTS), table(list(rows())))


if __name__ == "__main__":
    main()
