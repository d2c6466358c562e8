"""What students hand in is found, and what is wrong with it becomes their feedback."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from autograder.course import Course, CourseError, Exercise
from autograder.intake import MAX_BYTES, Intake, collect


def exercise(tmp_path: Path, slug: str) -> Exercise:
    return Exercise(slug, tmp_path, tmp_path, slug, slug[3:], (), ())


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(tmp_path, (exercise(tmp_path, "01_alpha"), exercise(tmp_path, "02_beta_task")))


def write(folder: Path, name: str, text: str = "x = 1\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def look(course: Course, *paths: Path, student: str | None = None) -> Intake:
    return collect(paths, course, course.exercises, student)


def test_a_class_folder_has_one_folder_per_student(course: Course, tmp_path: Path) -> None:
    write(tmp_path / "in", "ann/alpha.py")
    write(tmp_path / "in", "ann/beta_task.py")
    write(tmp_path / "in", "bob/assignments/02_beta_task/beta_task.py")
    found = look(course, tmp_path / "in").submissions
    assert [(s.student, s.exercise.slug) for s in found] == [
        ("ann", "01_alpha"),
        ("ann", "02_beta_task"),
        ("bob", "02_beta_task"),
    ]
    assert found[0].sha256 == hashlib.sha256(b"x = 1\n").hexdigest()


def test_one_file_and_one_folder_are_one_student(course: Course, tmp_path: Path) -> None:
    path = write(tmp_path / "cy", "alpha.py")
    assert [s.student for s in look(course, path).submissions] == ["cy"]
    assert [s.student for s in look(course, path, student="Cy D.").submissions] == ["Cy D."]
    assert [s.student for s in look(course, path.parent).submissions] == ["cy"]


@pytest.mark.parametrize(
    "name", ["alpha (1).py", "alpha(2).py", "alpha-1.py", "Alpha.py", "alpha - Copy.py"]
)
def test_renamed_copies_are_recognised(course: Course, tmp_path: Path, name: str) -> None:
    write(tmp_path / "in", f"ann/{name}")
    (one,) = look(course, tmp_path / "in").submissions
    assert list(one.files) == ["alpha.py"]
    assert one.problem == "" and name in one.notes[0]


def test_helpers_beside_it_are_taken_along(course: Course, tmp_path: Path) -> None:
    write(tmp_path / "in", "ann/alpha.py", "import tools\n")
    write(tmp_path / "in", "ann/tools.py")
    write(tmp_path / "in", "ann/test_alpha.py")
    write(tmp_path / "in", "ann/conftest.py")
    write(tmp_path / "in", "ann/deep/other.py")
    (one,) = look(course, tmp_path / "in").submissions
    assert sorted(one.files) == ["alpha.py", "tools.py"]
    alone = hashlib.sha256(b"import tools\n").hexdigest()
    assert one.sha256 != alone


def test_two_different_files_for_one_exercise_are_the_students_feedback(
    course: Course, tmp_path: Path
) -> None:
    write(tmp_path / "in", "ann/alpha.py", "x = 1\n")
    write(tmp_path / "in", "ann/alpha (1).py", "x = 2\n")
    write(tmp_path / "in", "bob/alpha.py", "x = 1\n")
    write(tmp_path / "in", "bob/alpha (1).py", "x = 1\n")
    ann, bob = look(course, tmp_path / "in").submissions
    assert "several files" in ann.problem and not ann.files
    assert bob.problem == "" and bob.files


def test_a_name_that_is_close_gets_a_hint(course: Course, tmp_path: Path) -> None:
    write(tmp_path / "in", "ann/beta_tsak.py")
    write(tmp_path / "in", "bob/something_else.py")
    write(tmp_path / "in", "cy/alpha.py")
    found = look(course, tmp_path / "in")
    assert [s.student for s in found.submissions] == ["ann", "cy"]
    assert "Did you mean 'beta_task.py'?" in found.submissions[0].problem
    assert any("bob" in remark for remark in found.remarks)


def test_a_huge_file_is_not_read_to_its_end(course: Course, tmp_path: Path) -> None:
    path = tmp_path / "in" / "ann" / "alpha.py"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(100 * MAX_BYTES)
    (one,) = look(course, tmp_path / "in").submissions
    assert "larger than" in one.problem


def test_links_are_left_alone(course: Course, tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.py", "key = 1\n")
    write(tmp_path / "in", "ann/alpha.py")
    (tmp_path / "in" / "ann" / "helper.py").symlink_to(secret)
    (tmp_path / "in" / "eve").symlink_to(tmp_path / "in" / "ann")
    (tmp_path / "in" / "ann" / "more").symlink_to(tmp_path)
    (one,) = look(course, tmp_path / "in").submissions
    assert list(one.files) == ["alpha.py"]


def test_what_the_caller_got_wrong_is_one_line(course: Course, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="There is no file or folder"):
        look(course, tmp_path / "nowhere")
    (tmp_path / "empty" / "ann").mkdir(parents=True)
    with pytest.raises(CourseError, match="Nothing to grade"):
        look(course, tmp_path / "empty")


def test_an_unreadable_student_does_not_stop_the_class(course: Course, tmp_path: Path) -> None:
    write(tmp_path / "in", "ann/alpha.py")
    (tmp_path / "in" / "bob" / "alpha.py").mkdir(parents=True)
    assert [s.student for s in look(course, tmp_path / "in").submissions] == ["ann"]
