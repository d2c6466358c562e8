"""Student room: the public checks of an exercise in a child Python, and what they say. Pure Python.

    check(exercises, seconds) -> SelfCheck*     lines(result), next_step(result): plain text

The child is pytest with the plugin `autograder.pytest_public`, cut off from the student's pytest
settings, so that a check gives the same everywhere. What ends the child (an endless loop, a crash)
ends neither this process nor the other exercises.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.child import Child
from autograder.course import Exercise
from autograder.outcomes import Outcome
from autograder.own_files import graded_file
from autograder.sentences import say

LINE_LENGTH = 300
OUTPUT_LENGTH = 4000


@dataclass(frozen=True)
class PublicCheck:
    """How one public check ended.

    `error` is the student's own traceback, where there is one; `called` and `returned` the last
    call of the student's code and what came back, in words; `printed` the end of what it printed.
    """

    name: str
    title: str
    outcome: Outcome
    says: str = ""
    error: str = ""
    called: str = ""
    returned: str = ""
    printed: str = ""


@dataclass(frozen=True)
class SelfCheck:
    """The public checks of the exercise `slug`, in the order of their file. All of it fits JSON.

    `hidden` and `possible` are the number of hidden checks and the points of all of them.
    `file` is the name of what was checked, and is handed in: the module or a notebook.
    `trouble` is one line that says why checks are missing; `output` is the end of what the child
    printed, for whoever has to find out more.
    """

    slug: str
    module: str
    hidden: int
    possible: int
    checks: tuple[PublicCheck, ...]
    timed_out: bool = False
    trouble: str = ""
    output: str = ""
    file: str = ""

    @property
    def passed(self) -> bool:
        """Whether every public check passed that could be run here, and there was one."""
        outcomes = {check.outcome for check in self.checks}
        ran = Outcome.PASSED in outcomes and outcomes <= {Outcome.PASSED, Outcome.SKIPPED}
        return ran and not self.trouble and not self.timed_out


def check(exercises: Sequence[Exercise], seconds: float) -> tuple[SelfCheck, ...]:
    """Run the public checks of each exercise in a child of its own, for at most `seconds` each.

    The time includes about 2 seconds for starting Python and importing torch.
    """
    return tuple(_check(exercise, seconds) for exercise in exercises)


def begin(child: Child, exercise: Exercise) -> None:
    """Let a child that is not used yet run the public checks of `exercise`."""
    settings = child.folder / "pytest.ini"
    settings.write_text("[pytest]\n", encoding="utf-8")
    arguments = [
        *("-q", "-p", "autograder.pytest_public", "-c", str(settings), "--noconftest"),
        *("--rootdir", str(exercise.course), "--import-mode=importlib", "-p", "no:cacheprovider"),
        *("--gradeproof-json", str(child.written), str(exercise.public_checks)),
    ]
    child.begin({"do": "check", "arguments": arguments})


def finish(child: Child, exercise: Exercise, seconds: float) -> SelfCheck:
    """How the checks that `begin` began have ended, or where they were after `seconds`."""
    ended = child.wait(seconds)
    output = child.output()
    try:
        return from_record(exercise, child.result() or {}, seconds, ended, output)
    except (AttributeError, KeyError, TypeError, ValueError):  # not what the plugin writes
        return from_record(exercise, {}, seconds, ended, output)


def word(outcome: Outcome) -> str:
    """What a student reads for an outcome."""
    return say(f"outcome.{outcome}")


def lines(result: SelfCheck) -> list[str]:
    """One line of plain text per public check, and the trouble, if any."""
    words = [word(check.outcome) for check in result.checks]
    width = max(map(len, words), default=0)
    told = [f"{w:<{width}}  {_one_line(c)}" for w, c in zip(words, result.checks, strict=True)]
    return [*told, result.trouble] if result.trouble else told


def next_step(result: SelfCheck) -> str:
    """Where to go on, and in a second line how many checks are hidden and what they are worth."""
    possible, hidden = result.possible, result.hidden
    points = say("selfcheck.point") if possible == 1 else say("selfcheck.points", number=possible)
    if hidden == 1:
        return f"{_step(result)}\n{say('selfcheck.hidden_one', points=points)}"
    return f"{_step(result)}\n{say('selfcheck.hidden_many', number=hidden, points=points)}"


def first_open(result: SelfCheck) -> PublicCheck | None:
    """The first check that is not passed: the one to work on."""
    done = (Outcome.PASSED, Outcome.SKIPPED)
    return next((item for item in result.checks if item.outcome not in done), None)


def to_record(checks: Sequence[PublicCheck]) -> list[dict[str, str]]:
    """The checks as JSON data."""
    return [dataclasses.asdict(check) for check in checks]


def from_record(
    exercise: Exercise, record: dict[str, Any], seconds: float, ended: int | None, output: str
) -> SelfCheck:
    """What the plugin wrote before the child ended with code `ended`, None for a time-out.

    `record` holds `checks` that are finished, the name that was `running`, and the `planned` ones.
    """
    checks = [
        PublicCheck(**{**c, "outcome": Outcome(c["outcome"])}) for c in record.get("checks", [])
    ]
    finished = {c.name for c in checks}
    for name, title in record.get("planned", []):
        if name in finished:
            continue
        if name != record.get("running"):
            says = say("selfcheck.earlier_ended")
            checks.append(PublicCheck(name, title, Outcome.SKIPPED, says))
        elif ended is None:
            says = say("selfcheck.stopped", seconds=seconds)
            checks.append(PublicCheck(name, title, Outcome.TIMED_OUT, says))
        else:
            says = say("selfcheck.ended_python", code=ended)
            checks.append(PublicCheck(name, title, Outcome.CRASHED, says))
    trouble = ""
    if not checks and ended is None:
        trouble = say("selfcheck.not_begun", seconds=seconds)
    elif not checks:
        trouble = say("selfcheck.not_run", path=exercise.public_checks)
    return SelfCheck(
        slug=exercise.slug,
        module=exercise.module,
        hidden=len(exercise.hidden),
        possible=exercise.possible,
        checks=tuple(checks),
        timed_out=ended is None,
        trouble=trouble,
        output=output[-OUTPUT_LENGTH:],
        file=graded_file(exercise).name,
    )


def _check(exercise: Exercise, seconds: float) -> SelfCheck:
    with Child() as child:
        begin(child, exercise)
        return finish(child, exercise, seconds)


def _step(result: SelfCheck) -> str:
    item = first_open(result)
    if item is None and result.passed:
        return say("selfcheck.next_hand_in", file=result.file or f"{result.module}.py")
    if item is None:
        return say("selfcheck.next_pytest", slug=result.slug)
    if item.outcome is Outcome.NOT_ATTEMPTED:
        return say("selfcheck.next_write", says=_flat(item.says))
    if item.outcome is Outcome.TIMED_OUT:
        return say("selfcheck.next_loop", title=item.title)
    return say("selfcheck.next_work", title=item.title, name=item.name)


def _one_line(item: PublicCheck) -> str:
    return f"{item.title}: {_flat(item.says)}" if item.says else item.title


def _flat(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LINE_LENGTH else flat[: LINE_LENGTH - 1] + "…"
