"""What a submission costs on a GPU, beside the CPU; writes the table of docs/gpu.md.

    python benchmarks/gpu.py

Without a GPU it says so, and writes nothing. Part of `make gpu`, not of `make proof`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from autograder.course import Exercise, load_course
from autograder.grading import grade_one
from autograder.judge import Judge, with_checks
from autograder.mistakes import Library
from autograder.rounds import Round
from autograder.sandbox import Limits, Sandbox, SandboxError, gpu, open_sandbox
from autograder.stamp import fingerprint, write_part

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("benchmarks/gpu.py", "autograder/sandbox", "autograder/inside")
EXERCISES = ("04", "07", "09", "12")
TIMES = 5
HEAD = "| exercise | CPU, warm | GPU, warm | GPU, cold |\n|---|---|---|---|"


def table(card: gpu.Card) -> str:
    """Measure everything; Markdown."""
    with ExitStack() as stack:
        cpu = stack.enter_context(open_sandbox())
        warm = stack.enter_context(open_sandbox(device="cuda"))
        cold = stack.enter_context(open_sandbox(device="cuda", start="cold"))
        kind = "" if type(warm).__name__ == "WarmSandbox" else " (it could not be had, so: cold)"
        ready = " | ".join(f"{starting(box):.2f}" for box in (cpu, warm, cold))
        rows = [f"| until a jail is ready | {ready} |"]
        for name in EXERCISES:
            exercise = load_course(ROOT).find(name)
            boxes = (None, warm, cold)
            cells = " | ".join(f"{submission(exercise, cpu, box):.2f}" for box in boxes)
            rows.append(f"| {exercise.slug} | {cells} |")
        level = warm.level
    about = (
        f"Seconds on one {card.name}, the median of {TIMES}; isolation {level.letter} "
        f"({level.name}). A GPU's jail is ready when its CUDA context is. The warm start{kind} "
        "copies a process that has imported torch; each copy makes a context of its own."
    )
    return "\n".join([about, "", HEAD, *rows])


def starting(box: Sandbox) -> float:
    """Seconds from asking for a jail to having it."""

    def once() -> None:
        box.start(Limits()).finish()

    return _median(once)


def submission(exercise: Exercise, cpu: Sandbox, card: Sandbox | None) -> float:
    """Seconds for the reference, handed in by a student: jails, checks, score."""
    files = {f"{exercise.module}.py": exercise.reference.read_bytes()}
    asked = Round("gpu benchmark", b"k" * 32)

    def work(judge: Judge) -> float:
        library = Library(judge, cpu)
        opened = None if card is None else (lambda: card)

        def once() -> None:
            grade_one(judge, library, files, "", cpu, asked, card=opened)
            judge.forget()

        once()  # what is imported late, and the reference's own answers, are no cost of the GPU
        try:
            return _median(once)
        finally:
            library.close()

    return with_checks(exercise, work)


def _median(once: Callable[[], None]) -> float:
    def seconds() -> Iterator[float]:
        for _ in range(TIMES):
            begun = time.perf_counter()
            once()
            yield time.perf_counter() - begun

    return statistics.median(seconds())


def main() -> None:
    try:
        card = gpu.find("cuda")
    except SandboxError as error:
        print(f"{error}. Nothing was measured; docs/gpu.md stays as it is.")
        return
    write_part(ROOT / "docs" / "gpu.md", fingerprint(ROOT, PARTS), table(card))


if __name__ == "__main__":
    main()
