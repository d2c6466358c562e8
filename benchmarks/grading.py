"""What grading one submission costs, from files to feedback page, without the student's compute.

    python benchmarks/grading.py [--submissions 40]

Grades copies of the untouched stub: every check asks, and nothing is computed. Jail, checks,
transcript, score and page are in the figure; starting the sandbox and the first submission,
which the reference is run for, are not.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from meter import Spent, fresh, held, spent, warm_processes

from autograder import report
from autograder.course import Exercise, load_course
from autograder.grading import grade
from autograder.results import Submission
from autograder.rounds import Round
from autograder.sandbox import Sandbox, open_sandbox

HEAD = "| what is graded | checks | CPU ms | times less CPU | of it grader | wall ms |"
FRESH_JAILS = ("02", "06", "11")
"""Exercises that are also measured with a jail per check: what it adds is alike for all."""

ROUND = Round("benchmark", b"benchmark")


def table(count: int) -> str:
    """Measure every exercise, with one jail for all checks and with one for each; Markdown."""
    return "\n".join([HEAD, "|---|---|---|---|---|---|", *_rows(count)])


def _rows(count: int) -> Iterator[str]:
    yardstick = fresh(3)
    for exercise in load_course().exercises:
        stub = exercise.stub.read_bytes()
        yield _row("one jail", exercise, stub, count, yardstick)
        if exercise.number in FRESH_JAILS:
            # An import that may leave something behind makes every check ask for a fresh jail.
            few = min(count, 20)  # or the warm process is replaced, and its time lost
            yield _row("a jail per check", exercise, stub + b"\nimport os\n", few, yardstick)


def _row(name: str, exercise: Exercise, source: bytes, count: int, yardstick: Spent) -> str:
    # A sandbox of its own: its warm process is replaced after some hundreds of jails, and the
    # old one's time would be lost.
    with open_sandbox(hidden=[exercise.course]) as sandbox:
        _grade(exercise, source, sandbox, 2)
        few, many = (_grade(exercise, source, sandbox, students) for students in (2, 2 + count))
    cpu, grader, wall = (
        1000 * (getattr(many, part) - getattr(few, part)) / count
        for part in ("cpu", "grader", "wall")
    )
    return (
        f"| {exercise.slug}, stub, {name} | {len(exercise.hidden)} | {cpu:.1f} | "
        f"{1000 * yardstick.cpu / cpu:.1f} | {grader:.1f} | {wall:.1f} |"
    )


def _grade(exercise: Exercise, source: bytes, sandbox: Sandbox, students: int) -> Spent:
    """A class of `students`, pages included."""
    files = {f"{exercise.module}.py": source}
    whole = [Submission(f"s{i}", exercise, files, "0" * 64) for i in range(students)]
    begun = spent(sandbox)
    with tempfile.TemporaryDirectory() as out:
        run = grade(whole, sandbox, ROUND)
        for result in run.results:
            report.write_page(result, Path(out), {f"{exercise.module}.py": source})
        report.write_tables(Path(out), [report.record(result) for result in run.results])
    return spent(sandbox).since(begun, 1)


def memory(count: int) -> str:
    """What one run of `count` submissions holds; Markdown."""
    exercise = load_course().exercises[0]
    stub = exercise.stub.read_bytes()
    rows = []
    with open_sandbox(hidden=[exercise.course]) as sandbox:
        for students in (20, count):
            _grade(exercise, stub, sandbox, students)
            grader, warm = held("self"), sum(map(held, warm_processes(sandbox)))
            rows.append(f"| {students} more | {grader:.0f} | {warm:.0f} | {grader + warm:.0f} |")
    head = "| submissions | grader MB | warm process MB | together |"
    return "\n".join([head, "|---|---|---|---|", *rows])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=40)
    submissions = parser.parse_args().submissions
    print(table(submissions))
    print(memory(10 * submissions))
