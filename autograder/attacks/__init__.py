"""Instructor room: the attack suite. Hostile submissions, and the proof that they gain nothing.

catalog   the attacks on disk          ground    what they aim at, and how traces are seen
control   shown to work unprotected    siege     graded for real, between honest submissions
traces    what no page may hold        page      the table of docs/security.md
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from autograder.attacks.catalog import Attack, load
from autograder.attacks.control import Control, Naive
from autograder.attacks.ground import Ground
from autograder.attacks.siege import Siege, besiege, honest_source
from autograder.course import Course, load_course, require_solution
from autograder.sandbox import Sandbox

__all__ = ["AttackResult", "load", "run"]

SCORING = frozenset({"forge", "lie", "poison", "remember", "undetermined"})
"""Families that attack marks only. The others are let loose only where a jail holds them."""


@dataclass(frozen=True)
class AttackResult:
    """One attack: whether it works unprotected, and what it did to the grader.

    `control` is None if no control was asked for; `impossible` says why this machine itself
    refuses it; `skipped` why it was not run at all. `problems` is empty if nothing was gained,
    lost, left, leaked or disturbed.
    """

    family: str
    name: str
    goal: str
    control: bool | None
    saw: str
    impossible: str
    outcomes: tuple[str, ...]
    earned: int
    floor: int
    peak_mb: float
    problems: tuple[str, ...]
    skipped: str = ""

    @property
    def held(self) -> bool:
        """Nothing was gained, and the attack is no dummy."""
        shown = self.control is not False or bool(self.impossible)
        return not self.problems and shown


def run(
    sandbox: Sandbox,
    course: Path | None = None,
    names: Collection[str] = (),
    *,
    control: bool = True,
    tell: Callable[[AttackResult], None] = lambda result: None,
    attacks: Path | None = None,
) -> tuple[AttackResult, ...]:
    """Let every attack loose on the grader, and on a naive one without isolation (`control`).

    `names` are families or `family/name`, default all; `attacks` another folder of them. `sandbox`
    must hide the course. Raises `CourseError` for an unknown name or a course without solutions.
    """
    chosen = load(names, attacks)
    whole = load_course(course)
    for number in {attack.exercise for attack in chosen}:
        require_solution(whole.find(number))
    contained = sandbox.level.letter != "E"
    loose = [attack for attack in chosen if contained or attack.family in SCORING]
    with Ground() as ground:
        controls = _controls(loose, whole, ground) if control else {}
        results: dict[str, AttackResult] = {}

        def hear(attack: Attack, siege: Siege) -> None:
            result = results[attack.title] = _result(attack, siege, controls.get(attack.title))
            tell(result)

        besiege(loose, whole, sandbox, ground, hear)
    for attack in chosen:
        if attack.title not in results:
            skipped = f"level {sandbox.level.letter} would not hold it"
            results[attack.title] = _result(attack, Siege((), 0, 0.0, ()), None, skipped)
    return tuple(results[attack.title] for attack in chosen)


def _controls(attacks: Collection[Attack], course: Course, ground: Ground) -> dict[str, Control]:
    exercises = {attack.exercise: course.find(attack.exercise) for attack in attacks}
    honest = {number: honest_source(exercise) for number, exercise in exercises.items()}
    naive = Naive(ground, honest)
    try:
        return {a.title: naive.run(a, exercises[a.exercise]) for a in attacks}
    finally:
        naive.close()


def _result(
    attack: Attack, siege: Siege, control: Control | None, skipped: str = ""
) -> AttackResult:
    return AttackResult(
        family=attack.family,
        name=attack.name,
        goal=attack.goal,
        control=control.works if control else None,
        saw=control.saw if control else "",
        impossible=control.impossible if control else "",
        outcomes=siege.outcomes,
        earned=siege.earned,
        floor=attack.floor,
        peak_mb=siege.peak_mb,
        problems=siege.problems,
        skipped=skipped,
    )
