"""What a day of 10,000 or 1,000,000 submissions needs, from measured costs of one; docs/scaling.md.

    python benchmarks/scaling.py [--submissions 8]

For every exercise right answers are graded in a sandbox, compute included, and kept in a store with
their pages, as a class is. From that: cores, disk, and what the one coordinating process can take.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

from meter import spent

from autograder.bench import Bench
from autograder.course import Exercise, load_course
from autograder.grading import Graded, grade_one
from autograder.intake import digest
from autograder.keys import keys, versions
from autograder.policy import Policy
from autograder.publishing import Publisher
from autograder.results import Submission
from autograder.rounds import Round
from autograder.sandbox import Sandbox, open_sandbox
from autograder.stamp import fingerprint, write_part
from autograder.store import gradings, opened, standing
from autograder.store.entries import enter
from autograder.store.rows import Done

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("benchmarks/scaling.py", "autograder/sandbox", "autograder/inside", "autograder/store")
DAYS = (10_000, 1_000_000)
LOAD = 0.5
"""Share of its cores that a machine should be busy with on an even day: deadlines are not even."""
PEAK = 10
"""How many times the even rate comes in the hour before a deadline."""


@dataclass(frozen=True)
class Cost:
    """One submission: CPU seconds of grading it and of keeping it, and bytes on disk."""

    exercise: str
    grading: float
    keeping: float
    stored: float


def measure(exercise: Exercise, sandbox: Sandbox, count: int) -> Cost:
    """Grade and keep `count` right answers, beyond the two that find everything cold."""
    asked = Round("scaling", b"scaling")
    bench = Bench(exercise, sandbox)
    try:

        def graded(number: int) -> tuple[Submission, Graded]:
            code = exercise.reference.read_bytes() + f"\n# {number}\n".encode()
            files = {f"{exercise.module}.py": code}
            whole = Submission(f"s{number}", exercise, files, digest(files))
            return whole, bench.do(
                lambda judge, library: grade_one(judge, library, files, "", sandbox, asked)
            )

        for number in range(2):
            graded(number)
        begun = spent(sandbox)
        done = [graded(number) for number in range(count)]
        each = spent(sandbox).since(begun, count)
    finally:
        bench.close()
    assert all(result.score.earned == result.score.possible for _, result in done)
    keeping, stored = _keep(exercise, done)
    return Cost(exercise.slug, each.cpu, keeping, stored)


def _keep(exercise: Exercise, done: list[tuple[Submission, Graded]]) -> tuple[float, float]:
    """CPU seconds and bytes for each, in a store with pages and tables."""
    course = load_course()
    made_from = keys(exercise, "scaling", "cpu")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        begun = spent()
        with opened(out, "benchmark", write=True, make=True) as db:
            entries = enter(db, [submission for submission, _ in done], "scaling", "later")
            for entry, (_, graded) in zip(entries, done, strict=True):
                with db.begin():
                    packed = Done.of(graded, versions())
                    number = gradings.add(db, entry, made_from, packed, "cpu")
                    standing.decide(db, entry, number, "graded", "")
            publisher = Publisher(db, course, Policy(), out)
            works = publisher.works()
            publisher.pages(works)
            publisher.tables(works)
        used = spent().since(begun, len(done)).cpu
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return used, size / len(done)


def page(costs: list[Cost]) -> str:
    """The tables, as Markdown."""
    lines = [
        "| exercise | grading, CPU s | keeping, CPU s | on disk, kB |",
        "|---|---|---|---|",
        *(
            f"| {c.exercise} | {c.grading:.2f} | {c.keeping:.3f} | {c.stored / 1000:.0f} |"
            for c in costs
        ),
    ]
    count = len(costs)
    grading = sum(c.grading for c in costs) / count
    keeping = sum(c.keeping for c in costs) / count
    stored = sum(c.stored for c in costs) / count
    lines += [
        f"| **mean** | **{grading:.2f}** | **{keeping:.3f}** | **{stored / 1000:.0f}** |",
        "",
        "| submissions a day | busy cores, even | cores to have | cores for a deadline hour | "
        "coordinator, of one core | disk a day, GB |",
        "|---|---|---|---|---|---|",
    ]
    for day in DAYS:
        even = day * grading / 86_400
        lines.append(
            f"| {day:,} | {even:.1f} | {even / LOAD:.0f} | {even * PEAK:.0f} | "
            f"{day * keeping / 86_400:.2f} | {day * stored / 1e9:.1f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=8)
    count = parser.parse_args().submissions
    course = load_course()
    with open_sandbox(hidden=[course.root]) as sandbox:
        costs = [measure(exercise, sandbox, count) for exercise in course.exercises]
    write_part(ROOT / "docs" / "scaling.md", fingerprint(ROOT, PARTS), page(costs))


if __name__ == "__main__":
    main()
