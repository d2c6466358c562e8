"""What students hand in is found, and what is wrong with it becomes their feedback."""

from __future__ import annotations

import hashlib
import io
import os
import random
import re
import stat
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from autograder import archives, folders, students
from autograder.course import Course, CourseError, Exercise
from autograder.intake import MAX_BYTES, Intake, collect
from autograder.results import Submission
from autograder.roster import roster


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


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2026, 3, 4, 5, 6, 8))
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def put(path: Path, files: Mapping[str, str | bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped(files))
    return path


def graded(intake: Intake) -> dict[tuple[str, str], Submission]:
    """(student, number of the exercise) -> submission."""
    return {(s.student, s.exercise.number): s for s in intake.submissions}


X, Y = "x = 1\n", "x = 2\n"
CLASSES: Mapping[str, Mapping[str, str | bytes]] = {
    "folders": {"ann/alpha.py": X, "bob/week1/beta_task.py": Y, "bob/tools.py": ""},
    "in one folder": {"class/ann/alpha.py": X, "class/bob/beta_task.py": Y, "class/list.csv": ""},
    "zips": {"ann.zip": zipped({"alpha.py": X}), "bob.zip": zipped({"w/beta_task.py": Y})},
    "mixed": {"c/ann.zip": zipped({"alpha.py": X}), "c/bob/w.zip": zipped({"beta_task.py": Y})},
    "whole trees": {
        "ann/assignments/01_alpha/alpha.py": X,
        "bob/assignments/02_beta_task/beta_task.py": Y,
    },
}


@pytest.mark.parametrize("form", CLASSES)
def test_a_class_in_a_zip_and_unpacked(course: Course, tmp_path: Path, form: str) -> None:
    path = put(tmp_path / "class.zip", CLASSES[form])
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "unpacked")
    folder = tmp_path / "unpacked"
    inner = [p for p in folder.iterdir() if p.is_dir()]
    for where in (path, inner[0] if len(inner) == 1 else folder):
        found = graded(look(course, where))
        assert list(found) == [("ann", "01"), ("bob", "02")]
        assert found["ann", "01"].files == {"alpha.py": X.encode()}
        assert found["bob", "02"].files == {"beta_task.py": Y.encode()}
        assert not any(s.problem or s.notes for s in found.values())


@pytest.mark.parametrize(
    "files",
    [
        {"alpha.py": X, "tools.py": X, "data/x.csv": ""},
        {"homework/alpha.py": X, "homework/tools.py": X},
        {
            "repo-main/assignments/01_alpha/alpha.py": X,
            "repo-main/assignments/01_alpha/tools.py": X,
        },
        {"01_alpha/alpha.py": X, "01_alpha/tools.py": X, "02_beta_task/readme.txt": ""},
        {"handed in.zip": zipped({"alpha.py": X, "tools.py": X})},
    ],
)
def test_one_students_zip(course: Course, tmp_path: Path, files: Mapping[str, str]) -> None:
    path = put(tmp_path / "class" / "ann.zip", files)
    for where in (path, path.parent):
        (one,) = look(course, where).submissions
        assert (one.student, sorted(one.files)) == ("ann", ["alpha.py", "tools.py"])
    (one,) = look(course, path, student="Ann B.").submissions
    assert one.student == "Ann B."


def test_the_time_of_a_submission_is_that_of_its_newest_file(
    course: Course, tmp_path: Path
) -> None:
    for name, time in (("alpha.py", 1000), ("tools.py", 3000), ("deep/other.py", 9000)):
        os.utime(write(tmp_path / "in" / "ann", name), (time, time))
    put(tmp_path / "in" / "bob.zip", {"alpha.py": X})
    found = graded(look(course, tmp_path / "in"))
    assert found["ann", "01"].submitted == 3000
    assert found["bob", "01"].submitted == datetime(2026, 3, 4, 5, 6, 8).timestamp()


def test_what_lies_unpacked_beside_an_archive_outranks_it(course: Course, tmp_path: Path) -> None:
    write(tmp_path / "in", "ann/alpha.py", X)
    put(tmp_path / "in" / "ann" / "old.zip", {"alpha.py": Y, "beta_task.py": Y})
    found = graded(look(course, tmp_path / "in"))
    assert found["ann", "01"].files == {"alpha.py": X.encode()}
    assert "old.zip/alpha.py was left alone" in found["ann", "01"].notes[0]
    assert found["ann", "02"].files == {"beta_task.py": Y.encode()}


def test_one_student_in_two_places(course: Course, tmp_path: Path) -> None:
    for name, content in (("w1/ann/alpha.py", X), ("w2/ann/alpha.py", Y)):
        write(tmp_path, name, content)
    put(tmp_path / "w2" / "bob.zip", {"alpha.py": X})
    put(tmp_path / "w1" / "bob.zip", {"alpha.py": X, "beta_task.py": X})
    found = graded(look(course, tmp_path / "w1", tmp_path / "w2"))
    ann = found["ann", "01"]
    assert not ann.files and ann.sha256 == ""
    assert ann.problem == (
        "There are several files for this exercise: w1/ann/alpha.py and w2/ann/alpha.py. "
        "Hand in one."
    )
    assert [found["bob", n].problem for n in ("01", "02")] == ["", ""]
    assert list(found) == [("ann", "01"), ("bob", "01"), ("bob", "02")]


def test_a_folder_and_an_archive_of_one_student(course: Course, tmp_path: Path) -> None:
    write(tmp_path / "in", "ann/alpha.py", X)
    put(tmp_path / "in" / "ann.zip", {"alpha.py": X})
    write(tmp_path / "in", "bob/alpha.py", X)
    put(tmp_path / "in" / "bob.zip", {"alpha.py": Y})
    found = graded(look(course, tmp_path / "in"))
    assert found["ann", "01"].files and not found["ann", "01"].problem
    assert "bob/alpha.py and bob.zip/alpha.py" in found["bob", "01"].problem


def test_a_usable_file_outranks_a_misnamed_one(course: Course, tmp_path: Path) -> None:
    write(tmp_path, "w1/ann/alpah.py")
    write(tmp_path, "w2/ann/beta_task.py")
    found = graded(look(course, tmp_path / "w1", tmp_path / "w2"))
    assert list(found) == [("ann", "02")] and not found["ann", "02"].problem


def test_many_copies_are_named_briefly_and_not_all_read(course: Course, tmp_path: Path) -> None:
    for number in range(30):
        write(tmp_path / "in", f"ann/alpha ({number}).py", X)
    (one,) = look(course, tmp_path / "in").submissions
    assert "and 27 more" in one.problem and len(one.problem) < 200


def test_entries_of_one_name(course: Course, tmp_path: Path) -> None:
    path = put(tmp_path / "ann.zip", {"alpha.py": X, "alphb.py": Y})
    path.write_bytes(path.read_bytes().replace(b"alphb", b"alpha"))
    (one,) = look(course, path).submissions
    assert "alpha.py, 2 times" in one.problem


def test_a_notebook_is_asked_for_as_a_module(course: Course, tmp_path: Path) -> None:
    write(tmp_path / "in", "ann/alpha.ipynb", "{}")
    write(tmp_path / "in", "bob/alpha.ipynb", "{}")
    write(tmp_path / "in", "bob/alpha.py")
    ann, bob = look(course, tmp_path / "in").submissions
    assert ann.problem == "alpha.ipynb is a notebook; hand in alpha.py."
    assert bob.problem == "" and list(bob.files) == ["alpha.py"]


def test_a_damaged_archive_is_its_students_feedback(course: Course, tmp_path: Path) -> None:
    bad = tmp_path / "in" / "ann.zip"
    put(bad, {"alpha.py": X}).write_bytes(b"PK not really")
    bob = put(tmp_path / "in" / "bob.zip", {"alpha.py": X})
    (tmp_path / "in" / "cy.rar").write_bytes(b"Rar!")
    (alpha,) = course.select(["alpha"])
    for paths in ([tmp_path / "in"], [bad, bob]):
        found = collect(paths, course, [alpha]).submissions
        assert found[0].problem == "ann.zip is damaged, or no zip archive."
        assert found[1].files and not found[1].problem
    assert "cy.rar is an archive of a kind" in look(course, tmp_path / "in").remarks[1]
    assert look(course, bad, bob).remarks == ("ann: ann.zip is damaged, or no zip archive.",)


def test_a_zip_bomb_costs_its_student_alone(course: Course, tmp_path: Path) -> None:
    put(tmp_path / "in" / "eve.zip", {"alpha.py": bytes(50 << 20), "deep.zip": bytes(20 << 20)})
    put(tmp_path / "in" / "bob.zip", {"alpha.py": X})
    path = tmp_path / "in"
    found = look(course, path)
    bob, eve = found.submissions
    assert eve.problem == "alpha.py is larger than 1 MB." and not eve.files
    assert bob.files and not bob.problem
    assert found.remarks == (
        "eve: eve.zip/deep.zip unpacks to more than 100 times its size, as zip bombs do.",
    )


def test_paths_that_lead_out_of_an_archive(course: Course, tmp_path: Path) -> None:
    evil = {"../../bob/alpha.py": Y, "/tmp/alpha.py": Y, "C:\\alpha.py": Y}
    put(tmp_path / "in" / "eve.zip", evil)
    put(tmp_path / "in" / "bob.zip", {"alpha.py": X, **evil})
    found = look(course, tmp_path / "in")
    assert [(s.student, s.files) for s in found.submissions] == [("bob", {"alpha.py": X.encode()})]
    assert "eve: no Python file in eve.zip." in found.remarks
    assert sum("3 entries were left alone" in remark for remark in found.remarks) == 2
    assert not list(tmp_path.glob("bob"))


def test_an_empty_folder(course: Course, tmp_path: Path) -> None:
    write(tmp_path / "in", "ann/alpha.py")
    (tmp_path / "in" / "bob" / "deep").mkdir(parents=True)
    found = look(course, tmp_path / "in")
    assert [s.student for s in found.submissions] == ["ann"]
    assert found.remarks == ("bob: no Python file in bob.",)
    path = put(
        tmp_path / "c.zip", {"ann/alpha.py": X, "bob/": "", "cy/alpha.py": Y, "dan/x.txt": ""}
    )
    assert look(course, path).remarks == (
        "bob: no Python file in bob.",
        "dan: no Python file in dan.",
    )


def test_loose_files_of_a_class_are_mentioned(course: Course, tmp_path: Path) -> None:
    write(tmp_path / "in", "ann/alpha.py")
    write(tmp_path / "in", "late.py")
    write(tmp_path / "in", "later.py")
    assert "late.py and 1 more were left alone" in look(course, tmp_path / "in").remarks[0]


NAMES = [
    "größe",
    "作业",
    "דנה",
    "محمد علي",
    "\u202eevil",
    "e\u0301\u0301\u0301",
    "🐍",
    "a\nb",
    "-rf",
    "a" * 250,
]


@pytest.mark.parametrize("name", NAMES)
def test_students_in_any_script(course: Course, tmp_path: Path, name: str) -> None:
    write(tmp_path / "in", f"{name}/alpha.py")
    path = put(tmp_path / "class.zip", {f"{name}/alpha.py": X, "zz/alpha.py": X})
    expected = unicodedata.normalize("NFC", name)
    assert [s.student for s in look(course, tmp_path / "in").submissions] == [expected]
    assert expected in {s.student for s in look(course, path).submissions}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_no_unicode(course: Course, tmp_path: Path) -> None:
    for student in (b"J\xf6rg", b"J\xe4rg"):
        folder = os.fsencode(tmp_path) + b"/in/" + student
        os.makedirs(folder)
        for name in (b"alpha.py", b"h\xff.py", b"alpha\xff.zip"):
            with open(folder + b"/" + name, "wb") as file:
                file.write(X.encode())
    found = look(course, tmp_path / "in")
    assert [s.student for s in found.submissions] == ["J\\udce4rg", "J\\udcf6rg"]
    for one in found.submissions:
        assert list(one.files) == ["alpha.py"]
    for text in (*found.remarks, *(s.student for s in found.submissions)):
        text.encode("utf-8")


def test_accents_do_not_make_two_students(course: Course, tmp_path: Path) -> None:
    for form, text in (("NFC", X), ("NFD", Y)):
        write(tmp_path, f"{form}/{unicodedata.normalize(form, 'Zoë')}/alpha.py", text)
    (one,) = look(course, tmp_path / "NFC", tmp_path / "NFD").submissions
    assert one.student == "Zoë" and "NFC/Zoë/alpha.py and NFD/Zoë/alpha.py" in one.problem


def test_huge_sparse_files_are_not_read(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ann/alpha.py", "bob/helper.py", "cy.zip", "dan.tar.gz"):
        path = write(tmp_path / "in", name)
        with path.open("wb") as file:
            file.truncate(200 << 20)
    write(tmp_path / "in", "bob/alpha.py")
    read = []
    start = folders._start
    monkeypatch.setattr(
        folders, "_start", lambda path, most: read.append(most) or start(path, most)
    )
    found = look(course, tmp_path / "in")
    ann, bob = found.submissions
    assert ann.problem == "alpha.py is larger than 1 MB."
    assert bob.files and bob.notes == ("helper.py was left out: it is larger than 1 MB.",)
    assert {remark.split(":")[0] for remark in found.remarks} == {"cy", "dan"}
    assert max(read) == MAX_BYTES + 1


@pytest.mark.parametrize("where", ["folder", "archive"])
def test_files_of_one_student_are_bounded(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    for module in (archives, folders, students):
        monkeypatch.setattr(module, "MAX_FILES", 10)
    names = ["alpha.py", *(f"deep/{number}.py" for number in range(30))]
    if where == "folder":
        for name in names:
            write(tmp_path / "in", f"ann/{name}")
    else:
        put(tmp_path / "in" / "ann.zip", dict.fromkeys(names, X))
    write(tmp_path / "in", "bob/alpha.py")
    found = look(course, tmp_path / "in")
    assert [s.student for s in found.submissions] == ["ann", "bob"]
    (remark,) = found.remarks
    assert remark.startswith("ann") and "more than 10 files; the others were left" in remark


def test_remarks_on_links_are_few(course: Course, tmp_path: Path) -> None:
    write(tmp_path / "in", "bob/alpha.py")
    (tmp_path / "in" / "ann").mkdir()
    for number in range(10):
        (tmp_path / "in" / "ann" / f"{number}.py").symlink_to("/etc/passwd")
    remarks = look(course, tmp_path / "in").remarks
    assert len(remarks) == 5 and "ann holds 7 more of this kind." in remarks


def test_a_link_in_place_of_a_student_is_mentioned(course: Course, tmp_path: Path) -> None:
    write(tmp_path / "in", "ann/alpha.py")
    (tmp_path / "in" / "eve").symlink_to(tmp_path / "in" / "ann")
    assert look(course, tmp_path / "in").remarks == ("eve is a link and was left alone.",)


def test_a_file_of_an_exercise_at_the_top_makes_it_one_students(
    course: Course, tmp_path: Path
) -> None:
    files = {"alpha.py": X, "more/extra.py": Y, "old/first.py": Y, "deep/work.zip": zipped({})}
    path = put(tmp_path / "ann.zip", files)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "cy")
    for where, student in ((path, "ann"), (tmp_path / "cy", "cy")):
        (one,) = look(course, where).submissions
        assert one.student == student and list(one.files) == ["alpha.py"]


def test_two_helpers_of_one_name(course: Course, tmp_path: Path) -> None:
    path = put(tmp_path / "ann.zip", {"alpha.py": X, "tool1.py": X, "tool2.py": Y, "tool3.py": X})
    same = path.read_bytes().replace(b"tool3", b"tool1")
    path.write_bytes(same)
    (one,) = look(course, path).submissions
    assert sorted(one.files) == ["alpha.py", "tool1.py", "tool2.py"]
    assert not any("left out" in note for note in one.notes)
    path.write_bytes(same.replace(b"tool2", b"tool1"))
    (one,) = look(course, path).submissions
    assert one.files["tool1.py"] == X.encode()
    assert "tool1.py was left out: it is there twice." in one.notes


def test_helpers_are_bounded_together(course: Course, tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(MAX_BYTES)
    write(tmp_path / "in", "ann/alpha.py")
    for number in range(6):
        (tmp_path / "in" / "ann" / f"h{number}.py").write_bytes(noise)
    (one,) = look(course, tmp_path / "in").submissions
    assert len(one.files) == 4 and sum("left out" in note for note in one.notes) == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_and_devices_are_never_opened(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in", "bob/alpha.py")
    (tmp_path / "in" / "ann").mkdir()
    for name in ("ann/alpha.py", "ann/helper.py", "ann/more.zip", "cy.zip", "bob/helper.py"):
        os.mkfifo(tmp_path / "in" / name)
    (tmp_path / "in" / "ann" / "beta_task.py").symlink_to("/dev/zero")
    opened = []
    descriptor = os.open

    def open_(path: Path, *rest: int) -> int:
        assert stat.S_ISREG(os.lstat(path).st_mode)
        opened.append(path)
        return descriptor(path, *rest)

    monkeypatch.setattr(os, "open", open_)
    found = look(course, tmp_path / "in")
    assert [(s.student, list(s.files)) for s in found.submissions] == [("bob", ["alpha.py"])]
    assert [path.name for path in opened] == ["alpha.py"]
    for name in ("ann/alpha.py is no ordinary", "cy.zip is no ordinary", "bob/helper.py is no"):
        assert any(remark.startswith(name) for remark in found.remarks)
    monkeypatch.undo()
    with pytest.raises(CourseError, match="neither a file nor a folder"):
        look(course, tmp_path / "in" / "cy.zip")


def test_a_pipe_put_where_a_file_was_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "alpha.py")
    with pytest.raises(folders.Refused, match="no ordinary file"):
        folders.opened(tmp_path / "alpha.py")


def denied(names: set[str], what: Callable[..., object]) -> Callable[..., object]:
    """The system's call `what`, that fails for paths of these names."""

    def call(path: Path, *rest: object) -> object:
        if Path(path).name in names:
            raise PermissionError(13, "Permission denied", str(path))
        return what(path, *rest)

    return call


def look_at_the_unreadable(course: Course, folder: Path) -> None:
    """What cannot be read is not the student's fault, and costs nobody a point."""
    found = collect([folder], course, course.exercises, roster=["ann", "bob", "cy", "dan", "eve"])
    assert list(graded(found)) == [("dan", "01"), ("dan", "02")]
    assert set(found.remarks) == {
        "ann: 01_alpha is not graded: a file cannot be read (Permission denied).",
        "bob: bob cannot be read: Permission denied.",
        "cy: cy.zip cannot be read: Permission denied.",
        "dan/locked cannot be read (Permission denied).",
        "eve handed in nothing.",
    }


def hand_in_the_unreadable(folder: Path) -> list[Path]:
    put(folder / "cy.zip", {"alpha.py": X})
    for name in ("bob/alpha.py", "dan/alpha.py", "dan/beta_task.py", "dan/locked/x.py"):
        write(folder, name)
    locked = write(folder, "ann/alpha.py")
    return [locked, folder / "cy.zip", folder / "bob", folder / "dan" / "locked"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_unreadable_files_and_folders(course: Course, tmp_path: Path) -> None:
    locked = hand_in_the_unreadable(tmp_path / "in")
    for path in locked:
        path.chmod(0)
    try:
        look_at_the_unreadable(course, tmp_path / "in")
    finally:
        for path in locked:
            path.chmod(0o700)


def test_files_and_folders_that_the_system_refuses(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in_the_unreadable(tmp_path / "in")
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", denied({"bob", "locked"}, os.scandir))
        opening = os.open

        def open_(path: Path, *rest: int) -> int:
            if "ann" in Path(path).parts or Path(path).name == "cy.zip":
                raise PermissionError(13, "Permission denied", str(path))
            return opening(path, *rest)

        patch.setattr(os, "open", open_)
        look_at_the_unreadable(course, tmp_path / "in")
        patch.setattr(os, "scandir", denied({"in"}, os.scandir))
        with pytest.raises(CourseError, match="in cannot be read: Permission denied"):
            look(course, tmp_path / "in")


def test_a_roster_tells_who_is_unknown_and_who_is_missing(course: Course, tmp_path: Path) -> None:
    table = write(tmp_path, "class.csv", "\ufeffStudent;name\nann;A\ncy;C\ncy;C\n;E\n\n dan ;D\n")
    names = roster(table)
    assert names == ("ann", "cy", "dan")
    write(tmp_path / "in", "ann/alpha.py")
    write(tmp_path / "in", "bob/alpha.py")
    (tmp_path / "in" / "dan").mkdir()
    found = collect([tmp_path / "in"], course, course.exercises, roster=names)
    assert [s.student for s in found.submissions] == ["ann", "bob"]
    assert found.remarks == (
        "dan: no Python file in dan.",
        "bob is not on the roster.",
        "cy handed in nothing.",
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no column 'student'"),
        (b"name,id\nx,y\n", "no column 'student'"),
        (b"student\n\n", "names no student"),
        ("student\nJ\u00f6rg\n".encode("latin-1"), "not UTF-8"),
        (b"student\n" + b"x" * 200_000, "no CSV file"),
        (None, "cannot be read"),
    ],
)
def test_a_bad_roster_is_one_line(tmp_path: Path, content: bytes | None, why: str) -> None:
    path = tmp_path / "class.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CourseError, match=re.escape(why)) as caught:
        roster(path)
    assert "\n" not in str(caught.value)


def test_an_error_shows_hostile_names_harmlessly(course: Course, tmp_path: Path) -> None:
    (tmp_path / "in" / "\x1b[2Jeve\n").mkdir(parents=True)
    with pytest.raises(CourseError, match="Nothing to grade") as caught:
        look(course, tmp_path / "in")
    assert str(caught.value).isprintable()
    with pytest.raises(CourseError, match="neither a Python file") as caught:
        look(course, write(tmp_path, "alpha\x1b[2J.pdf"))
    assert str(caught.value).isprintable()
