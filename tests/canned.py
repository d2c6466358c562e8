"""Gradings without a sandbox: an executor with canned answers, for tests of all that is around it.

Everything else is real: intake, store, batch, pages, command line.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import autograder.executors
from autograder.grading import How
from autograder.keys import versions
from autograder.outcomes import Outcome
from autograder.results import Isolation
from autograder.scoring import CheckResult, Score
from autograder.session import Entry
from autograder.store.rows import Done, Kept
from autograder.trial import Judgement
from autograder.work import Task
from tests.mini_course import RIGHT

CHECKS = {"check_double": ("double doubles", 6), "check_shift": ("shift adds one", 4)}
HIDDEN = b"a hidden input of the round"
PRINTED = "printed by the student's program"
TAPE_BYTES = 40


def answer(task: Task) -> Done:
    """As the mini course would grade it: `double` is right or not, `shift` is.

    The tape of `shift` is the same for everybody, that of `double` everybody's own.
    """
    code = next(iter(task.files.values())).decode() if task.files else ""
    right = code.startswith(RIGHT)
    how: How = "ran"
    rows, kept = [], []
    for check, (title, points) in CHECKS.items():
        outcome = Outcome.PASSED if right or check == "check_shift" else Outcome.FAILED
        own = code if check == "check_double" else "shift"
        noise = random.Random(own).randbytes(TAPE_BYTES)  # cannot be packed to nothing
        tape = (Entry("ask", HIDDEN + noise), Entry("reply", b"2"))
        says = "" if outcome is Outcome.PASSED else "Not twice."
        earned = points if outcome is Outcome.PASSED else 0
        rows.append(CheckResult(check, title, outcome, earned, points, says, called="double(x)"))
        kept.append(Kept.of(Judgement(check, outcome, says, tape=tape), how))
    return Done(
        score=Score(tuple(rows)),
        checks=tuple(kept),
        isolation=Isolation("A", "canned", "Nothing ran."),
        versions=versions(),
        seconds=0.25,
        output=f"{PRINTED}: {own}",
        causes=(),
    )


class Canned(Executor):
    """Answers at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(answer(*args))
        return done


def main() -> None:
    """The command line, but for what runs in a sandbox."""
    from autograder.cli import main as run

    autograder.executors.processes = lambda *asked: Canned()  # type: ignore[assignment,return-value]
    run()


if __name__ == "__main__":
    main()
