"""A course is folders: found by name, described by exercise.toml, wrong ones told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import CourseError, load_course, require_solution

TOML = """
title = "Toy"
module = "toy"
functions = ["f"]
[limits]
seconds = 3
[[hidden]]
name = "check_f"
title = "f works"
points = 4
"""


def make(root: Path, slug: str = "07_toy", toml: str = TOML) -> Path:
    folder = root / "assignments" / slug
    folder.mkdir(parents=True)
    (folder / "exercise.toml").write_text(toml, "utf-8")
    (folder / "toy.py").write_text("", "utf-8")
    return root


def test_an_exercise_is_found_by_number_slug_module_and_path(tmp_path: Path) -> None:
    course = load_course(make(tmp_path))
    names = ("07", "7", "07_toy", "toy", "assignments/07_toy/", "assignments\\07_toy")
    assert {course.find(name).slug for name in names} == {"07_toy"}
    exercise = course.find("07")
    assert (exercise.possible, exercise.seconds, exercise.hidden[0].title) == (4, 3.0, "f works")


def test_an_unknown_exercise_gets_the_nearest_name(tmp_path: Path) -> None:
    course = load_course(make(tmp_path))
    with pytest.raises(CourseError, match="Did you mean '07_toy'"):
        course.find("07_tyo")


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("title = 1", "title"),
        ("title = ", "is not right"),
        (TOML.replace('module = "toy"', 'module = "other"'), "not beside it"),
        (TOML.replace('functions = ["f"]', "functions = 3"), "functions"),
        (TOML.replace("points = 4", ""), "points"),
    ],
)
def test_a_damaged_description_is_one_line(tmp_path: Path, toml: str, says: str) -> None:
    with pytest.raises(CourseError, match=says) as caught:
        load_course(make(tmp_path, toml=toml))
    assert "\n" not in str(caught.value)


def test_a_folder_without_exercises_is_no_course(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no course folder"):
        load_course(tmp_path)
    (tmp_path / "assignments").mkdir()
    with pytest.raises(CourseError, match="holds no exercise"):
        load_course(tmp_path)


def test_without_references_grading_says_so_in_one_line(tmp_path: Path) -> None:
    course = load_course(make(tmp_path))
    with pytest.raises(CourseError, match="--course DIR"):
        require_solution(course.find("07"))
