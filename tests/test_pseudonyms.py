"""With pseudonyms, an OUT knows nobody; only the file of who is who does."""

from __future__ import annotations

import csv
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograder.executors
from autograder import pseudonyms
from autograder.course import CourseError
from autograder.intake import Intake
from autograder.policy import Policy
from autograder.pseudonyms import disguise, pseudonym, read, remember, strike, without
from autograder.results import Submission
from autograder.store import opened
from autograder.store.entries import entries
from tests.canned import Canned
from tests.desk import Desk
from tests.mini_course import RIGHT, TRIPLES, write_course

KEY = bytes(range(32))
ANA, BOB = "Ana Quixote 1815", "bob.zebedee"


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.setattr(autograder.executors, "processes", lambda *asked: Canned())
    monkeypatch.setattr("autograder.store.rows._FAST", 0)
    desk = Desk(tmp_path, capsys)
    desk.hand_in(ANA, RIGHT)
    desk.hand_in(BOB, TRIPLES)
    (desk.folder / "class" / BOB / "mini.py").rename(desk.folder / "class" / BOB / "mini-1.py")
    return desk


@given(st.text(), st.text())
def test_a_pseudonym_is_plain_and_everybody_has_another(one: str, other: str) -> None:
    name = pseudonym(KEY, one)
    assert re.fullmatch(r"p-[2-9b-df-hj-np-tv-z]{10}", name)
    assert (name == pseudonym(KEY, other)) == (pseudonyms.nfc(one) == pseudonyms.nfc(other))
    assert name != pseudonym(KEY[::-1], one)


def test_one_spelling_of_accents_is_as_good_as_another() -> None:
    assert pseudonym(KEY, "Ze\u0301") == pseudonym(KEY, "Z\u00e9")
    assert without("Ze\u0301-1.py was taken", "Z\u00e9", "p") == "p-1.py was taken"


@pytest.mark.parametrize(
    ("text", "student", "there"),
    [
        ("ada_mini (1).py was taken as mini.py.", "ada", "P_mini (1).py was taken as mini.py."),
        ("ADA.py and mini-ada.py", "ada", "P.py and mini-P.py"),
        ("Canada.py", "ada", "Canada.py"),
        ("myhopper.py", "hopper", "myP.py"),
        ("a.c.py abc.py", "a.c", "P.py abc.py"),
        ("nothing", " ", "nothing"),
    ],
)
def test_ids_in_names_of_files_are_rewritten(text: str, student: str, there: str) -> None:
    assert without(text, student, "P") == there


def test_submissions_come_in_the_order_of_the_pseudonyms(tmp_path: Path) -> None:
    """In the order of the class list the rows would tell who is who."""
    exercise = write_course(tmp_path).exercises[0]
    names = [f"student{n:03}" for n in range(100)]
    found = [Submission(name, exercise, {}, origin=tmp_path / name) for name in names]
    hidden = disguise(Intake(tuple(found), ("student007: no Python file.",)), KEY)
    order = [s.student for s in hidden.submissions]
    assert order == sorted(order) and order != [pseudonym(KEY, name) for name in names]
    assert {s.origin for s in hidden.submissions} == {None}
    assert hidden.remarks == (f"{pseudonym(KEY, 'student007')}: no Python file.",)


@given(st.lists(st.text(), max_size=8))
def test_who_is_who_comes_back_as_it_was(students: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "who.csv"
        known = remember(file, KEY, students)
        assert read(file) == known
        assert {pseudonyms.nfc(s) for s in known.values()} == set(map(pseudonyms.nfc, students))
        before = file.read_bytes()
        remember(file, KEY, students)
        assert file.read_bytes() == before
        with file.open(encoding="utf-8", errors="surrogatepass", newline="") as text:
            cells = [row[1] for row in csv.reader(text)][1:]
        assert not any(cell[:1] in tuple("=+-@\t\r") for cell in cells if cell)


def test_the_file_is_for_its_owner_alone_and_grows(tmp_path: Path) -> None:
    file = tmp_path / "who.csv"
    remember(file, KEY, ["ana"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    remember(file, KEY, ["ana", "bob"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(read(file).values()) == ["ana", "bob"]
    assert strike(file, pseudonym(KEY, "ana")) and not strike(file, "p-nobody")
    assert list(read(file).values()) == ["bob"]
    assert [path.name for path in tmp_path.iterdir()] == ["who.csv"]


def test_two_students_never_share_a_pseudonym(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pseudonyms, "pseudonym", lambda key, student: "p-same")
    with pytest.raises(CourseError, match="ana and bob would have the same pseudonym"):
        remember(tmp_path / "who.csv", KEY, ["ana", "bob"])
    assert not (tmp_path / "who.csv").exists()


@pytest.mark.parametrize("content", [b"name,id\nx,y\n", b"\xff", b"", b"pseudonym,student\nx\n"])
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "who.csv"
    file.write_bytes(content)
    with pytest.raises(CourseError) as caught:
        remember(file, KEY, ["ana"])
    assert "who.csv" in str(caught.value) and "\n" not in str(caught.value)
    assert file.read_bytes() == content


def test_an_out_with_pseudonyms_knows_nobody(desk: Desk) -> None:
    who = desk.folder / "who.csv"
    desk.grade("--pseudonyms", who, "-v")
    names = {student: name for name, student in read(who).items()}
    assert set(names) == {ANA, BOB}
    everything = desk.bytes().decode("utf-8", "replace") + desk.said
    for trace in (ANA, BOB, "quixote", "zebedee", str(desk.folder / "class")):
        assert trace.lower() not in everything.lower()
    assert names[ANA] in desk.said and names[BOB] in (desk.out / "grades.csv").read_text("utf-8")
    page = (desk.out / "feedback" / names[BOB] / "01_mini.html").read_text("utf-8")
    assert "mini-1.py was taken as mini.py." in page
    # The next run, and another OUT of the course, know them by the same names.
    desk.grade("--pseudonyms", who)
    key = (desk.folder / "course/.autograder/course.key").read_text("ascii")
    assert names[ANA] == pseudonym(bytes.fromhex(key), ANA)
    assert len((desk.out / "grades.csv").read_text("utf-8").splitlines()) == 3


def test_ids_and_pseudonyms_are_not_mixed(desk: Desk) -> None:
    who = desk.folder / "who.csv"
    desk.grade("--pseudonyms", who)
    with pytest.raises(CourseError, match=r"holds pseudonyms: say --pseudonyms FILE\.$"):
        desk.grade()
    assert ANA.encode() not in desk.bytes() and desk.count("submission") == 2
    desk.out = desk.folder / "plain"
    desk.grade()
    known = who.read_bytes()
    desk.hand_in("eve", RIGHT)
    with pytest.raises(CourseError, match="choose another folder for pseudonyms"):
        desk.grade("--pseudonyms", who)
    assert who.read_bytes() == known and desk.count("submission") == 2


def test_the_file_stays_apart_and_comes_first(desk: Desk) -> None:
    for file, says in (
        (desk.out / "who.csv", "keep the pseudonyms apart"),
        (desk.out / "feedback" / ".." / "who.csv", "keep the pseudonyms apart"),
        (desk.folder / "no" / "who.csv", "No such file"),
    ):
        with pytest.raises(CourseError, match=says):
            desk.grade("--pseudonyms", file)
        with opened(desk.out, _course_id(desk), write=False) as db:
            assert entries(db) == (), "nobody is entered whose pseudonym is not kept"
    desk.grade()  # nothing was settled by what failed


def test_extensions_hold_for_pseudonyms_too(desk: Desk) -> None:
    (desk.folder / "course" / "course.toml").write_text(
        "[deadlines]\n01_mini = 2020-01-01T00:00:00Z\n[late]\nper_day = 100\n"
        f'[extensions."{ANA}"]\nall = 366\n',
        "utf-8",
    )
    who = desk.folder / "who.csv"
    desk.grade("--pseudonyms", who)
    key = bytes.fromhex((desk.folder / "course/.autograder/course.key").read_text("ascii"))
    policy = Policy(extensions={(ANA, "all"): 5.0})
    with opened(desk.out, _course_id(desk), write=False) as db:
        moved = pseudonyms.policy_for(db, desk.folder / "course", policy)
    assert moved.extension(pseudonym(key, ANA), "01_mini") == 5.0
    assert moved.extension(ANA, "01_mini") == moved.extension(pseudonym(key, BOB), "01_mini") == 0


def test_purge_strikes_the_student_from_the_file(desk: Desk) -> None:
    who = desk.folder / "who.csv"
    desk.grade("--pseudonyms", who)
    (ana,) = (name for name, student in read(who).items() if student == ANA)
    assert "still names the student" in desk.run("purge", desk.out, ana, "--yes")
    assert ana in read(who)
    desk.run("purge", desk.out, ana, "--yes", "--pseudonyms", who)
    assert list(read(who).values()) == [BOB]
    with pytest.raises(CourseError, match="holds nothing of"):
        desk.run("purge", desk.out, ana, "--yes", "--pseudonyms", who)


def _course_id(desk: Desk) -> str:
    from autograder.rounds import course_id

    return course_id(desk.folder / "course")
