"""What a student gets: an allow-list, the same bytes every time, and a course that works."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.bundle import CANARY, bundle, init, student_files
from autograder.course import Course, CourseError, load_course
from autograder.outcomes import Outcome
from autograder.selfcheck import check, next_step

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture
def small(tmp_path: Path) -> Course:
    """A course with one exercise, and beside it what no student should get."""
    folder = tmp_path / "course" / "assignments" / "01_double"
    folder.mkdir(parents=True)
    (folder.parent / "pytest.ini").write_bytes(b"[pytest]\r\naddopts =\r\n")
    (folder / "README.md").write_text("Double it.\n", encoding="utf-8")
    (folder / "double.py").write_text("def double(x):\n    raise NotImplementedError\n", "utf-8")
    (folder / "test_double.py").write_text("", encoding="utf-8")
    (folder / "exercise.toml").write_text('title = "Double"\nmodule = "double"\n', "utf-8")
    (folder / "answers.txt").write_text("2 * x\n", encoding="utf-8")
    (folder / "solution.py").write_text("def double(x):\n    return 2 * x\n", encoding="utf-8")
    return load_course(tmp_path / "course")


def test_the_names_are_an_allow_list(small: Course) -> None:
    assert sorted(student_files(small, small.exercises)) == [
        "assignments/01_double/README.md",
        "assignments/01_double/double.py",
        "assignments/01_double/exercise.toml",
        "assignments/01_double/test_double.py",
        "assignments/pytest.ini",
    ]


def test_line_ends_are_lf(small: Course) -> None:
    files = student_files(small, small.exercises)
    assert files["assignments/pytest.ini"] == b"[pytest]\naddopts =\n"


def test_a_marked_file_is_refused_and_nothing_is_written(small: Course, tmp_path: Path) -> None:
    readme = small.exercises[0].folder / "README.md"
    readme.write_bytes(b"# instructor room \xc2\xb7 " + CANARY + b"\n")
    with pytest.raises(CourseError, match="instructor's file"):
        bundle(small, small.exercises, tmp_path / "all.zip")
    with pytest.raises(CourseError, match="instructor's file"):
        init(small, small.exercises, tmp_path / "mine")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["course"]


def test_a_missing_file_is_told(small: Course) -> None:
    small.exercises[0].public_checks.unlink()
    with pytest.raises(CourseError, match=r"test_double\.py cannot be read"):
        student_files(small, small.exercises)


def test_the_mark_is_on_the_instructors_files_and_on_none_of_the_students(
    course: Course, tmp_path: Path
) -> None:
    """Over the real exercises; the first half shows that the second can fail."""
    instructors = list((ROOT / "reference_solutions").rglob("*.py"))
    if instructors:
        assert all(CANARY in path.read_bytes().splitlines()[0] for path in instructors)
    archive = bundle(course, course.exercises, tmp_path / "all.zip")
    assert CANARY not in archive.read_bytes()
    init(course, course.exercises, tmp_path / "mine")
    written = [path for path in (tmp_path / "mine").rglob("*") if path.is_file()]
    assert len(written) == 1 + 4 * len(course.exercises)
    assert not [path for path in written if CANARY in path.read_bytes()]
    with zipfile.ZipFile(archive) as opened:
        names = {str(path.relative_to(tmp_path / "mine").as_posix()) for path in written}
        assert set(opened.namelist()) == names


def test_the_same_files_give_the_same_bytes(small: Course, tmp_path: Path) -> None:
    first = bundle(small, small.exercises, tmp_path / "a.zip").read_bytes()
    os.utime(small.exercises[0].stub, (10**9, 10**9))
    assert bundle(small, small.exercises, tmp_path / "b.zip").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_a_student_wrote_stays(small: Course, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "assignments" / "01_double" / "double.py"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"my work\r\n")
    assert init(small, small.exercises, tmp_path / "mine") == (mine,)
    assert mine.read_bytes() == b"my work\r\n"
    assert len(init(small, small.exercises, tmp_path / "mine")) == 5


def test_a_target_that_cannot_be_written_is_one_line(small: Course, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    for target in (file / "all.zip", tmp_path / "missing" / "all.zip", tmp_path):
        with pytest.raises(CourseError) as told:
            bundle(small, small.exercises, target)
        assert str(target) in str(told.value) and "\n" not in str(told.value)
    with pytest.raises(CourseError, match="cannot be written"):
        init(small, small.exercises, file)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["course", "file"]


@pytest.fixture(scope="module")
def begun(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A student's folder, fresh from `init`."""
    folder = tmp_path_factory.mktemp("student")
    assert init(course, course.exercises, folder) == ()
    return load_course(folder)


def test_an_untouched_stub_is_not_attempted(begun: Course) -> None:
    (result,) = check(begun.exercises[:1], 300.0)
    assert not result.passed, result.output
    assert result.checks
    assert {c.outcome for c in result.checks} == {Outcome.NOT_ATTEMPTED}
    assert next_step(result).startswith("Next: ")
    assert f"worth {begun.exercises[0].possible} points" in next_step(result)


def test_the_reference_passes_what_a_student_is_given(course: Course, begun: Course) -> None:
    """With a warning in it and every warning an error in the environment, from DIR itself."""
    theirs, mine = course.exercises[0], begun.exercises[0]
    if not theirs.reference.is_file():
        pytest.skip("the reference solutions are not in this copy")
    warns = b"\nimport warnings\nwarnings.warn('careful', DeprecationWarning)\n"
    untouched = mine.stub.read_bytes()
    mine.stub.write_bytes(theirs.reference.read_bytes() + warns)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", f"assignments/{mine.slug}"],
            cwd=begun.root,
            env={**os.environ, "PYTHONWARNINGS": "error", "PYTEST_ADDOPTS": "-W error"},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        mine.stub.write_bytes(untouched)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All public checks pass. Next: hand in" in done.stdout
    assert "DeprecationWarning: careful" in done.stdout
