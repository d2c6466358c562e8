"""One student's data: handed over whole, and forgotten without a trace."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

import autograder.executors
from autograder import report
from autograder.course import CourseError
from autograder.store import StoreError, database
from tests.canned import HIDDEN, PRINTED, Canned
from tests.desk import Desk
from tests.mini_course import RIGHT, TRIPLES

ANA, BOB = "ana-quixote", "bob-zebedee"
CODE = {ANA: f"{RIGHT}# yellow submarine\n", BOB: f"{TRIPLES}# green dolphin\n"}


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """Ana has two attempts and an adjustment, Bob has one attempt."""
    monkeypatch.setattr(autograder.executors, "processes", lambda *asked: Canned())
    # Packed data could hide what a test looks for.
    monkeypatch.setattr("autograder.store.rows._FAST", 0)
    desk = Desk(tmp_path, capsys)
    for student, code in CODE.items():
        desk.hand_in(student, code)
    desk.grade()
    desk.hand_in(ANA, CODE[ANA].replace("yellow submarine", "yellow submarine, twice"))
    desk.grade()
    desk.adjust(ANA, "a crimson giraffe")
    return desk


TRACES = (ANA.encode(), b"yellow submarine", b"crimson giraffe")


def test_purge_only_says_what_it_would_remove(desk: Desk) -> None:
    before = desk.bytes()
    said = desk.run("purge", desk.out, ANA)
    assert "2 attempts, 2 gradings with 4 checks, 2 transcripts" in said
    assert "1 adjustments, 2 pages" in said and "--yes" in said
    assert desk.bytes() == before
    counted = json.loads(desk.run("purge", desk.out, ANA, "--json"))
    assert counted["attempts"] == 2 and counted["removed"] is False
    assert desk.bytes() == before


def test_purge_leaves_no_trace_and_touches_nobody_else(desk: Desk) -> None:
    before = desk.bytes()
    for trace in (*TRACES, b"green dolphin"):
        assert trace in before
    pages = report.pages(desk.out, BOB)
    assert "Removed" in desk.run("purge", desk.out, ANA, "--yes")
    after = desk.bytes()
    for trace in TRACES:
        assert trace not in after
    assert b"green dolphin" in after and report.pages(desk.out, BOB) == pages
    document = json.loads((desk.out / "results.json").read_text("ascii"))
    assert [result["student"] for result in document["results"]] == [BOB]
    # Bob's own transcript, and the one that both had.
    counts = {table: desk.count(table) for table in ("submission", "grading", "tape", "decision")}
    assert counts == {"submission": 1, "grading": 1, "tape": 2, "decision": 1}
    with pytest.raises(CourseError, match=f"holds nothing of {ANA}"):
        desk.run("purge", desk.out, ANA, "--yes")


def test_purge_removes_what_a_killed_run_was_writing(desk: Desk) -> None:
    for folder in (desk.out, desk.out / "feedback", desk.out / "feedback" / ANA):
        (folder / f".{'0a' * 8}.tmp").write_text("half a page about a yellow submarine", "utf-8")
    (desk.out / "mine.tmp").write_text("not ours", "utf-8")
    desk.run("purge", desk.out, ANA, "--yes")
    assert b"yellow submarine" not in desk.bytes()
    assert (desk.out / "mine.tmp").exists()


def test_a_purge_that_broke_off_is_done_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("autograder.cli.persons.scrub", broken)
        with pytest.raises(StoreError, match="No space left"):
            desk.run("purge", desk.out, ANA, "--yes")
    desk.run("purge", desk.out, ANA, "--yes")
    for trace in TRACES:
        assert trace not in desk.bytes()


def test_the_log_is_not_emptied_while_somebody_reads(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 1)
    reader = sqlite3.connect(desk.out / "results.db")
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM submission").fetchone()
        with pytest.raises(StoreError, match="try again"):
            desk.run("purge", desk.out, ANA, "--yes")
    finally:
        reader.close()
    desk.run("purge", desk.out, ANA, "--yes")
    assert b"yellow submarine" not in desk.bytes()


def test_who_comes_back_after_a_purge_begins_anew(desk: Desk) -> None:
    desk.run("purge", desk.out, ANA, "--yes")
    desk.grade()
    history = json.loads(desk.run("history", desk.out, ANA, "--json"))
    assert [(c["attempt"], c["reason"]) for c in history["gradings"]] == [(1, "graded")]
    assert history["adjustments"] == []


def test_a_link_is_not_followed_out_of_the_results(desk: Desk) -> None:
    elsewhere = desk.folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "01_mini.html").write_text("precious", "utf-8")
    shutil.rmtree(desk.out / "feedback" / ANA)
    (desk.out / "feedback" / ANA).symlink_to(elsewhere)
    to = desk.folder / "ana.zip"
    desk.run("student-export", desk.out, ANA, "--to", to)
    assert b"precious" not in to.read_bytes()
    desk.run("purge", desk.out, ANA, "--yes")
    assert (elsewhere / "01_mini.html").read_text("utf-8") == "precious"
    assert not (desk.out / "feedback" / ANA).is_symlink()


def exported(desk: Desk, student: str) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Member -> bytes of the archive, and its record."""
    to = desk.folder / "person.zip"
    desk.run("student-export", desk.out, student, "--to", to)
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    with zipfile.ZipFile(io.BytesIO(to.read_bytes())) as archive:
        assert archive.testzip() is None
        members = {name: archive.read(name) for name in archive.namelist()}
    return members, json.loads(members["record.json"])


def test_the_export_holds_everything_of_one_student(desk: Desk) -> None:
    members, record = exported(desk, ANA)
    assert members["submissions/01_mini/1/mini.py"] == CODE[ANA].encode()
    assert b"twice" in members["submissions/01_mini/2/mini.py"]
    pages = report.pages(desk.out, ANA)
    assert {f"feedback/{name}": text for name, text in pages.items()}.items() <= members.items()
    assert pages and set(members) - {f"feedback/{name}" for name in pages} == {
        *("README.txt", "record.json"),
        *("submissions/01_mini/1/mini.py", "submissions/01_mini/2/mini.py"),
    }
    first, second = record["attempts"]
    assert (first["attempt"], second["attempt"]) == (1, 2)
    assert first["round"] != second["round"]
    (grading,) = second["gradings"]
    assert (grading["earned"], grading["possible"], grading["counts"]) == (10, 10, True)
    assert [check["outcome"] for check in grading["checks"]] == ["passed", "passed"]
    assert [change["reason"] for change in record["history"]] == ["graded", "graded"]
    (given,) = record["adjustments"]
    assert (given["points"], given["author"], given["reason"]) == (1, "kay", "a crimson giraffe")
    (worth,) = record["standing"]
    assert (worth["exercise"], worth["earned"], worth["counted"]) == ("01_mini", 11, 2)


def test_the_export_holds_nothing_of_others_and_no_secret(desk: Desk) -> None:
    desk.adjust(BOB, "a purple walrus")
    members, record = exported(desk, ANA)
    whole = b"".join(members.values()) + "".join(members).encode()
    for trace in (BOB.encode(), b"green dolphin", b"purple walrus", HIDDEN, PRINTED.encode()):
        assert trace not in whole
        assert trace in desk.bytes()
    key = (desk.folder / "course" / ".autograder" / "course.key").read_bytes().strip()
    assert key not in whole
    left = record["attempts"][0]["gradings"][0]["left_out"]
    assert left["transcripts"] == 2 and left["characters printed"] > len(PRINTED)
    assert b"hidden inputs" in members["README.txt"]


def test_a_failed_check_is_exported_as_the_page_tells_it(desk: Desk) -> None:
    _, record = exported(desk, BOB)
    failed, passed = record["attempts"][0]["gradings"][0]["checks"]
    assert (failed["outcome"], failed["says"], failed["called"]) == (
        *("failed", "Not twice.", "double(x)"),
    )
    assert passed["outcome"] == "passed" and "called" not in passed


@pytest.mark.parametrize("command", ["purge", "student-export"])
def test_an_unknown_student_is_one_line(desk: Desk, command: str) -> None:
    to = desk.folder / "x.zip"
    more = ("--to", to) if command == "student-export" else ()
    with pytest.raises(CourseError) as caught:
        desk.run(command, desk.out, "ana-quixot", *more)
    assert str(caught.value).endswith(f'Did you mean "{ANA}"?') or ANA in str(caught.value)
    assert "\n" not in str(caught.value) and not to.exists()


def test_an_export_that_cannot_be_written_is_one_line(desk: Desk) -> None:
    with pytest.raises(CourseError, match="cannot be written: it is a folder"):
        desk.run("student-export", desk.out, ANA, "--to", desk.folder)
    with pytest.raises(CourseError, match="cannot be written: No such file"):
        desk.run("student-export", desk.out, ANA, "--to", desk.folder / "no" / "x.zip")


def test_hostile_names_of_students_and_files_are_handed_over(desk: Desk) -> None:
    student = "=cmd \u202eowned"
    desk.hand_in(student, RIGHT)
    helper = desk.folder / "class" / student / "Ünïcode_Ω.py"
    helper.write_text("x = 1\n", "utf-8")
    desk.grade()
    members, record = exported(desk, student)
    assert record["student"] == student
    files = record["attempts"][0]["files"]
    assert set(files) == {"mini.py", helper.name}
    assert b"x = 1\n" in members.values()
    assert all(name.isprintable() and ".." not in name for name in members)
    desk.run("purge", desk.out, student, "--yes")
    assert "owned" not in desk.bytes().decode("utf-8", "replace")
