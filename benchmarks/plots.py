"""What plots cost: to draw, to keep and on the page; writes the table of docs/feedback.md.

    python -m benchmarks.plots [--docs docs/feedback.md] [02 11]

Of every exercise with plots the reference is drawn, as a submission, in a jail. Needs a sandbox.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from autograder.course import Exercise, load_course
from autograder.feedback import page
from autograder.figures import Absent, Drawn, dump
from autograder.outcomes import Outcome
from autograder.plotting import Plots, has_plots
from autograder.results import Isolation, Result, State
from autograder.sandbox import Sandbox, open_sandbox
from autograder.scoring import CheckResult
from autograder.stamp import fingerprint, write_part
from benchmarks.meter import spent

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("benchmarks/plots.py", "autograder/plotting.py", "autograder/plots.py")
"""What the figures are made from. A page's style and an exercise's own plots move them little."""
REPEATS = 3
HEAD = (
    "exercise",
    "first, s of CPU",
    "each, grader, ms",
    "each, jail, ms",
    "drawing, ms",
    "kept before packing, kB",
    "on the page, kB",
)


def main(document: Path | None, names: Sequence[str]) -> None:
    course = load_course(ROOT)
    rows = [_line(HEAD), "|---" * len(HEAD) + "|"]
    for exercise in filter(has_plots, course.select(names)):
        with open_sandbox(hidden=[course.root]) as sandbox:
            rows.append(_row(exercise, sandbox))
        print(rows[-1], flush=True)
    if document is not None:
        write_part(document, fingerprint(ROOT, PARTS), "\n".join(rows))


def _row(exercise: Exercise, sandbox: Sandbox) -> str:
    """Drawn once, which computes the bands of right solutions too, and then a few times more."""
    files = {f"{exercise.module}.py": exercise.reference.read_bytes()}
    Plots(exercise).of({f"{exercise.module}.py": exercise.stub.read_bytes()}, sandbox)  # warms up
    plots = Plots(exercise)
    begun = spent(sandbox)
    drawn = plots.of(files, sandbox)
    first = spent(sandbox).since(begun, 1)
    assert not [one for one in drawn if isinstance(one, Absent)], exercise.slug
    begun = spent(sandbox)
    for _ in range(REPEATS):
        plots.of(files, sandbox)
    each = spent(sandbox).since(begun, REPEATS)
    plain, timed = _page(exercise, ()), time.process_time()
    for _ in range(REPEATS):
        whole = _page(exercise, drawn)
    drawing = (time.process_time() - timed) / REPEATS
    return _line(
        (
            exercise.slug,
            f"{max(0.0, first.cpu - each.cpu):.1f}",
            f"{1000 * each.grader:.0f}",
            f"{1000 * (each.cpu - each.grader):.0f}",
            f"{1000 * drawing:.0f}",
            f"{len(dump(drawn)) / 1e3:.0f}",
            f"{(len(whole) - len(plain)) / 1e3:.0f}",
        )
    )


def _page(exercise: Exercise, drawn: Sequence[Drawn]) -> str:
    checks = (CheckResult("check", "A check", Outcome.PASSED, 1, 1),)
    isolation = Isolation("A", "isolated", "")
    result = Result(
        *("ann", exercise.slug, exercise.title, "0" * 64, State.GRADED, 1, 1, "round", isolation),
        *("cpu", 0.0, {}, checks),
    )
    return page(result, {}, drawn)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--docs", type=Path, help="the page to write into")
    asked = parser.parse_args()
    main(asked.docs, asked.exercises)
