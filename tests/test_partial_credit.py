"""Who solves a part earns that part, and an early error is not punished twice.

tests/half_right/NN_slug/*.py   answers that are right in part; the docstring begins with what
                                they must earn: "4 points: …"
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from autograder.candidates import InProcess, Source
from autograder.course import Exercise, load_course
from autograder.judge import Judge, with_checks
from autograder.rounds import Round
from autograder.scoring import Score, score

FOLDER = Path(__file__).parent / "half_right"
EXERCISES = load_course().exercises
FILES = [(e, path) for e in EXERCISES for path in sorted((FOLDER / e.slug).glob("*.py"))]
ASKED = Round("half right", b"half right")


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.slug)
def test_every_exercise_shows_answers_that_are_right_in_part(exercise: Exercise) -> None:
    files = [path for known, path in FILES if known is exercise]
    assert len(files) >= 2, f"write them into {FOLDER.name}/{exercise.slug}/"
    assert len({points(path) for path in files} - {0, exercise.possible}) >= 1


def test_no_answer_is_of_an_exercise_that_is_not_there() -> None:
    slugs = {exercise.slug for exercise in EXERCISES}
    assert {path.name for path in FOLDER.iterdir()} <= slugs


@pytest.mark.parametrize(
    ("exercise", "path"), FILES, ids=lambda v: v.stem if isinstance(v, Path) else v.number
)
def test_a_part_earns_what_it_is_worth(exercise: Exercise, path: Path) -> None:
    def work(judge: Judge) -> Score:
        return score(judge, judge.hear(InProcess(Source.of(path, exercise.module)), ASKED))

    scored = with_checks(exercise, work)
    assert scored.earned == points(path), {c.name: c.outcome.value for c in scored.checks}


def points(path: Path) -> int:
    """What the docstring of the file promises."""
    says = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    found = re.match(r"(\d+) points?: \S", says)
    assert found, f'{path.name} does not begin with "<n> points: …"'
    return int(found[1])
