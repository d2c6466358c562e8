"""nbgrader's folder `submitted/STUDENT/ASSIGNMENT/` as a class, with the times that it holds."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.intake import Intake, collect
from autograder.nbgrader_time import moment
from tests.mini_course import RIGHT, write_course
from tests.notebooks.written import notebook, solution

OLD = 1_000_000_000.0
SAID = "2026-12-01 10:20:30.250000 UTC"
THEN = datetime(2026, 12, 1, 10, 20, 30, 250000, UTC).timestamp()


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return write_course(tmp_path / "course")


def submit(
    folder: Path, said: str | bytes | None, name: str = "mini.ipynb", beside: str = ""
) -> Path:
    """A file in a folder of its own, as `nbgrader collect` leaves it: with an older time."""
    folder.mkdir(parents=True)
    content = notebook(solution(RIGHT)) if name.endswith(".ipynb") else RIGHT.encode()
    (folder / name).write_bytes(content)
    if beside:
        (folder / beside).write_text("x = 1\n")
    os.utime(folder / name, (OLD, OLD))
    if said is not None:
        said = said if isinstance(said, bytes) else said.encode()
        (folder / "timestamp.txt").write_bytes(said)
    return folder


def read(course: Course, path: Path, student: str | None = None) -> Intake:
    return collect([path], course, course.exercises, student)


def times(course: Course, path: Path) -> dict[str, float | None]:
    return {one.student: one.submitted for one in read(course, path).submissions}


def test_the_time_is_the_one_that_nbgrader_wrote(course: Course, tmp_path: Path) -> None:
    submitted = tmp_path / "submitted"
    submit(submitted / "ana" / "01_mini", SAID)
    submit(submitted / "ben" / "01_mini", f"{SAID}\n", beside="helper.py")
    submit(submitted / "cleo" / "ps1", SAID)  # assignments may have any name
    submit(submitted / "dan" / "01_mini", None)
    found = read(course, submitted)
    assert found.remarks == ()
    assert {one.student: one.submitted for one in found.submissions} == {
        **dict.fromkeys(("ana", "ben", "cleo"), THEN),
        "dan": OLD,
    }
    assert all(not one.problem for one in found.submissions)
    files = {one.student: set(one.files) for one in found.submissions}
    assert files["ana"] == {"mini.py"} and files["ben"] == {"mini.py", "helper.py"}
    assert times(course, submitted / "ana") == {"ana": THEN}


@pytest.mark.parametrize(
    "said",
    [
        *("", "soon", "2026-12-01", "2026-13-01 10:20:30 UTC", "2026-12-01 10:20:30 PST"),
        *("2026-12-01 10:20:30 ../UTC", "2026-12-01 10:20:30 America", "0001-01-01 00:00 +2300"),
        *("٢٠٢٦-12-01 10:20:30 UTC", b"\xff\xfe\x00", SAID + " " * 200, SAID + "\n" + SAID),
    ],
)
def test_what_is_no_time_is_told_and_the_files_own_counts(
    course: Course, tmp_path: Path, said: str | bytes
) -> None:
    submit(tmp_path / "submitted" / "ana" / "01_mini", said)
    found = read(course, tmp_path / "submitted")
    if isinstance(said, str) and said.strip() == SAID:  # cut in the spaces behind it
        assert found.remarks == () and found.submissions[0].submitted == THEN
        return
    assert found.submissions[0].submitted == OLD
    assert found.remarks == (
        "ana/01_mini/timestamp.txt holds no time that can be read; "
        "that of the file beside it counts.",
    )


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("", 0), (" UTC", 0), ("Z", 0), (" +0100", 1), ("-05:30", -5.5), (" Asia/Tokyo", 9)],
)
def test_zones(zone: str, hours: float) -> None:
    said = f"2026-07-01 12:00:00{zone}".encode()
    expected = datetime(2026, 7, 1, 12, tzinfo=UTC) - timedelta(hours=hours)
    assert moment(said) == expected.timestamp()


def test_only_beside_notebooks_and_never_through_a_link(course: Course, tmp_path: Path) -> None:
    submitted = tmp_path / "submitted"
    submit(submitted / "ana" / "01_mini", SAID, name="mini.py")
    folder = submit(submitted / "ben" / "01_mini", None)
    (tmp_path / "elsewhere.txt").write_text(SAID)
    (folder / "timestamp.txt").symlink_to(tmp_path / "elsewhere.txt")
    os.mkfifo(submit(submitted / "cleo" / "01_mini", None) / "timestamp.txt")
    assert times(course, submitted) == dict.fromkeys(("ana", "ben", "cleo"), OLD)


def test_a_students_own_archive_says_nothing(course: Course, tmp_path: Path) -> None:
    """Whoever packs an archive can write anything into it."""
    (tmp_path / "class").mkdir()
    with zipfile.ZipFile(tmp_path / "class" / "ana.zip", "w") as archive:
        info = zipfile.ZipInfo("01_mini/mini.ipynb", (2027, 1, 2, 3, 4, 6))
        archive.writestr(info, notebook(solution(RIGHT)))
        archive.writestr("01_mini/timestamp.txt", SAID)
    expected = datetime(2027, 1, 2, 3, 4, 6).timestamp()
    assert times(course, tmp_path / "class") == {"ana": expected}
