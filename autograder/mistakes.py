"""Trusted room: the library of named mistakes of one exercise, run once a round, in a jail.

reference_solutions/NN_slug/mistakes/*.py   docstring: what the student is told
                                            LOSES: the checks that such code does not pass
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from autograder.candidates import InJail, Source, jail_for
from autograder.course import CourseError, Exercise
from autograder.diagnosis import Seen, look, recognise
from autograder.judge import Judge
from autograder.outcomes import Outcome
from autograder.rounds import Round
from autograder.sandbox import Sandbox
from autograder.trial import Judgement


@dataclass(frozen=True)
class Mistake:
    """One misconception: its file, the checks that it loses, and what the student is told."""

    name: str
    path: Path
    loses: frozenset[str]
    says: str


def load_mistakes(exercise: Exercise) -> tuple[Mistake, ...]:
    """The mistakes of `exercise`, by name. Reads the files and imports none.

    Raises `CourseError` that names the file without a docstring or `LOSES`.
    """
    folder = exercise.solution / "mistakes"
    return tuple(_read(path) for path in sorted(folder.glob("*.py")))


def _read(path: Path) -> Mistake:
    tree = ast.parse(path.read_bytes(), str(path))
    says = ast.get_docstring(tree)
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == "LOSES"
        ):
            loses = ast.literal_eval(node.value)
            if says and loses and all(type(check) is str for check in loses):
                return Mistake(path.stem, path, frozenset(loses), " ".join(says.split()))
    raise CourseError(f"{path} needs a docstring and LOSES, the checks that it does not pass.")


class Library:
    """What the mistakes answer in the rounds of one grading run; each is asked only once."""

    def __init__(self, judge: Judge, sandbox: Sandbox) -> None:
        self._judge = judge
        self._mistakes = {m.name: m for m in load_mistakes(judge.exercise)}
        self._remote = jail_for(judge.exercise, sandbox)
        self._seen: dict[tuple[Round, str], dict[str, Seen]] = {}
        self._right: dict[tuple[Round, str], Seen] = {}

    def diagnose(self, judgements: Collection[Judgement], asked: Round) -> dict[str, str]:
        """Check -> what the student should be told about a recognised mistake."""
        failed = {
            judgement.check: look(judgement.tape)
            for judgement in judgements
            if judgement.outcome in (Outcome.FAILED, Outcome.RAISED)
        }
        if not failed:
            return {}
        by_check = {check: self._answers(asked, check) for check in failed}
        found = recognise(
            failed,
            {check: self._reference(asked, check) for check in failed},
            {
                name: {check: seen[name] for check, seen in by_check.items() if name in seen}
                for name in self._mistakes
            },
            {name: mistake.loses for name, mistake in self._mistakes.items()},
        )
        return {check: self._mistakes[name].says for check, name in found.items()}

    def _answers(self, asked: Round, check: str) -> dict[str, Seen]:
        """What every mistake that loses `check` answers in it.

        They are the course's own files, so one jail serves all of them.
        """
        if (asked, check) not in self._seen:
            self._seen[asked, check] = {
                mistake.name: look(
                    self._judge.hear(
                        InJail(Source.of(mistake.path, self._judge.exercise.module), self._remote),
                        asked,
                        {check},
                    )[0].tape
                )
                for mistake in self._mistakes.values()
                if check in mistake.loses
            }
        return self._seen[asked, check]

    def _reference(self, asked: Round, check: str) -> Seen:
        if (asked, check) not in self._right:
            self._right[asked, check] = look(self._judge.reference(asked, check).tape)
        return self._right[asked, check]

    def close(self) -> None:
        """End the jail of the mistakes."""
        self._remote.close()
