"""Instructor room: which mutants of a reference lose a check, and which are no mistake at all.

reference_solutions/NN_slug/equivalent.toml tells of mutants that do what the reference does,
for every input that the task allows:

    [[mutant]]
    line = "for _ in range(epochs):"       # the source line, stripped
    edit = "range(epochs) → range(epochs + 1)"
    reason = "…"

A mutant is heard in a jail until the first lost check: it may run for ever.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass

from autograder.candidates import Candidate, Source
from autograder.course import CourseError, Exercise
from autograder.judge import Judge
from autograder.mutants import Mutant, mutants
from autograder.outcomes import Outcome
from autograder.rounds import Round

ROUNDS = 4
"""A mutant survives if it loses nothing in any of these."""

RECORD = "equivalent.toml"

Open = Callable[[Source], Candidate]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Survivor:
    """A mutant that lost no check; `reason` tells why it is equivalent, empty if nobody knows."""

    file: str
    line: int
    column: int
    edit: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.edit}"


@dataclass(frozen=True)
class Kills:
    """What became of the mutants of one reference. `broken`: checks that failed to judge one."""

    total: int
    killed: int
    survivors: tuple[Survivor, ...] = ()
    equivalent: tuple[Survivor, ...] = ()
    stale: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()

    @property
    def possible(self) -> int:
        """Mutants that a check could kill."""
        return self.total - len(self.equivalent)

    @property
    def share(self) -> float:
        """Killed, of those that could be."""
        return self.killed / self.possible if self.possible else 1.0


def read_record(exercise: Exercise) -> dict[tuple[str, str], str]:
    """(line, edit) -> reason, from equivalent.toml; empty without the file.

    Raises `CourseError` that names the file if it is not right.
    """
    path = exercise.solution / RECORD
    if not path.exists():
        return {}
    try:
        entries = tomllib.loads(path.read_text("utf-8"))["mutant"]
        found = {(entry["line"], entry["edit"]): entry["reason"].strip() for entry in entries}
    except (OSError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise CourseError(f"{path} is not right: {error!r}.") from None
    if len(found) < len(entries) or not all(found.values()):
        raise CourseError(f"{path} is not right: each edit stands once, with its reason.")
    return found


def kill(judge: Judge, rounds: list[Round], open_one: Open, say: Say = lambda line: None) -> Kills:
    """Hear every mutant of the reference, in one round after the other until it loses a check."""
    exercise = judge.exercise
    record = read_record(exercise)
    made = mutants(exercise.reference.read_text("utf-8"), exercise.stub.read_text("utf-8"))
    known = {(mutant.text, mutant.edit) for mutant in made}
    stale = [f"{edit} ({line}): there is no such mutant" for line, edit in record.keys() - known]
    survivors, equivalent, broken = [], [], []
    order = list(judge.checks)
    for number, mutant in enumerate(made):
        say(f"{exercise.slug}: mutant {number + 1} of {len(made)}")
        lost, trouble = _first_lost(judge, mutant, rounds, open_one, order)
        where = (exercise.reference.name, mutant.line, mutant.column, mutant.edit)
        reason = record.get((mutant.text, mutant.edit), "")
        if trouble:
            broken.append(f"{Survivor(*where)}: {trouble}")
        if lost:
            order.remove(lost)  # its neighbors are likely to lose the same
            order.insert(0, lost)
            if reason:
                stale.append(f"{Survivor(*where)} loses {lost}")
        elif reason:
            equivalent.append(Survivor(*where, reason))
        else:
            survivors.append(Survivor(*where))
    return Kills(
        total=len(made),
        killed=len(made) - len(survivors) - len(equivalent),
        survivors=tuple(survivors),
        equivalent=tuple(equivalent),
        stale=tuple(sorted(stale)),
        broken=tuple(broken),
    )


def _first_lost(
    judge: Judge, mutant: Mutant, rounds: list[Round], open_one: Open, order: list[str]
) -> tuple[str, str]:
    """The first check that `mutant` is seen to lose, and what went wrong on our side."""
    module = judge.exercise.module
    trouble = ""
    for asked in rounds:
        candidate = open_one(Source(module, {f"{module}.py": mutant.source}))
        try:
            for check in order:
                judgement = judge.hear(candidate, asked, {check})[0]
                if judgement.outcome is Outcome.GRADER_ERROR:
                    trouble = trouble or f"{check} in {asked.name}: {judgement.cause}"
                elif judgement.outcome is not Outcome.PASSED:
                    return check, trouble
        finally:
            candidate.close()
            judge.forget()
    return "", trouble
