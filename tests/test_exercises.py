"""Every exercise has what students and instructors need of it.

That its checks tell right from wrong is for test_exercises_even.py and test_exercises_odd.py.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from autograder.course import Exercise, load_course
from autograder.mistakes import load_mistakes

COURSE = load_course()
each = pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda e: e.slug)


@each
def test_points_sum_to_ten(exercise: Exercise) -> None:
    assert exercise.possible == 10


@each
def test_what_a_student_reads_is_there(exercise: Exercise) -> None:
    readme = (exercise.folder / "README.md").read_text("utf-8")
    assert f"autograder check {exercise.number}" in readme
    for function in exercise.functions:
        assert function in readme, f"{function} is graded and not in the README"
    assert len(exercise.hints) >= 3
    assert exercise.source


@each
def test_every_mistake_has_a_sentence_of_its_own(exercise: Exercise) -> None:
    says = [mistake.says for mistake in load_mistakes(exercise)]
    assert len(set(says)) == len(says) >= 12
    for sentence in says:
        assert 30 <= len(sentence) <= 500, sentence
        assert not re.search(r"instructor|mistake file|LOSES", sentence), sentence


@each
def test_the_stub_is_typed_and_says_what_to_write(exercise: Exercise) -> None:
    stub = exercise.stub.read_text("utf-8")
    assert "NotImplementedError(" in stub and "->" in stub
    for function in exercise.functions:
        assert re.search(rf"^(def|class) {function}\b", stub, re.M), function


def test_no_two_exercises_share_a_module_or_number() -> None:
    modules = [exercise.module for exercise in COURSE.exercises]
    numbers = [exercise.number for exercise in COURSE.exercises]
    assert len(set(modules)) == len(modules) and len(set(numbers)) == len(numbers)


def test_no_path_or_name_of_an_instructor_is_in_what_students_get() -> None:
    for path in (COURSE.root / "assignments").rglob("*"):
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".ini"}:
            text = path.read_text("utf-8")
            assert "gradeproof-canary" not in text, path
            assert "reference_solutions" not in text, path


def test_results_schema_is_json() -> None:
    schema = Path(COURSE.root, "autograder", "schema", "results.schema.json")
    assert json.loads(schema.read_text("utf-8"))["type"] == "object"
