"""Downloads from Canvas, Moodle and GitHub Classroom become a class; ordinary folders stay one."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.downloads import by_student, is_online_text, owner
from autograder.export import ExportError, Options, canvas, moodle
from autograder.findings import Findings
from autograder.intake import Intake, collect
from autograder.sentences import say
from tests.export.shelf import PASSED, Shelf
from tests.mini_course import write_course

CODE = "x = 1\n"
CANVAS = {
    "leeana_100002_555_mini-1.py": CODE,
    "o_neilzoë_100003_556_mini.py": CODE,
    "kimmin_LATE_100007_557_mini.py": CODE,
    "kimmin_LATE_100007_558_tools.py": CODE,
    "kimmin_100008_559_homework.zip": {"hw/mini.py": CODE},
    "כהןנועה_100004_560_mini (1).py": CODE,
    "_100009_561_mini.py": CODE,  # a name of nothing but signs
    "teamrocket_100010_562_mini.py": CODE,  # a group: the number is its representative's
    "undivo_100005_text.html": "<p>see mail</p>",
    "excеva_LATE_100006_link.html": "<p>see there</p>",
}
MOODLE = {
    "Ana Lee_123_assignsubmission_file/mini.py": CODE,
    "Zoë Müller, Jr._124_assignsubmission_file_/src/mini.py": CODE,
    "נועה כהן_125_assignsubmission_file_/mini (1).py": CODE,
    "Min Kim_126_assignsubmission_file/mini.py": CODE,
    "Min Kim_127_assignsubmission_file/hand in.zip": {"mini.py": CODE},
    "Participant_128_assignsubmission_file/mini.py": CODE,
    "Min Kim_126_assignsubmission_onlinetext/onlinetext.html": "<p>Hello</p>",
    "Ivo Und_129_assignsubmission_onlinetext/texteenligne.html": "<p>Hello</p>",
}
FLAT = {
    "Ana Lee_123_assignsubmission_file_mini.py": CODE,
    "Ana Lee_123_assignsubmission_file_my_tools.py": CODE,
    "Zoë Müller_124_assignsubmission_file_mini.py": CODE,
    "Min Kim_126_assignsubmission_onlinetext_onlinetext.html": "<p>Hello</p>",
}
CLONES = {
    "week-1-submissions/week-1-ana-lee/mini.py": CODE,
    "week-1-submissions/week-1-ana-lee/.git/hooks/mini.py": "secret = 1\n",
    "week-1-submissions/week-1-week-1-bob/assignments/01_mini/mini.py": CODE,
}
FORMS = {"canvas": CANVAS, "moodle": MOODLE, "flat": FLAT, "clones": CLONES}


def zipped(files: Mapping[str, str | Mapping[str, str]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2026, 3, 4, 5, 6, 8))
            archive.writestr(info, content if isinstance(content, str) else zipped(content))
    return stream.getvalue()


def put(folder: Path, files: Mapping[str, str | Mapping[str, str]], packed: bool) -> Path:
    """The files as a zip archive, or unpacked; the path to grade."""
    folder.mkdir(parents=True, exist_ok=True)
    if packed:
        path = folder / "course-homework-77.zip"
        path.write_bytes(zipped(files))
        return path
    for name, content in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else zipped(content))
    tops = {Path(name).parts[0] for name in files}
    return folder / "in" / min(tops) if len(tops) == 1 else folder / "in"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return write_course(tmp_path_factory.mktemp("course"))


def look(course: Course, path: Path) -> Intake:
    return collect([path], course, course.exercises)


@pytest.mark.parametrize("packed", [True, False], ids=["zip", "unpacked"])
@pytest.mark.parametrize(
    ("form", "students"),
    [
        ("canvas", "100002 100003 100004 100007 100008 100009 100010"),
        ("moodle", "123 124 125 126 127 128"),
        ("flat", "123 124"),
        ("clones", "ana-lee week-1-bob"),
    ],
)
def test_everybody_is_found_by_an_id(
    course: Course, tmp_path: Path, form: str, students: str, packed: bool
) -> None:
    found = look(course, put(tmp_path, FORMS[form], packed))
    word = "Participant " if form in ("moodle", "flat") else ""
    assert [s.student for s in found.submissions] == [f"{word}{n}" for n in students.split()]
    for submission in found.submissions:
        assert submission.files["mini.py"] == CODE.encode() and not submission.problem
        # The archive has the time of the download, the clone that of cloning.
        assert submission.submitted is None
    told = repr(found)
    for name in ("Lee", "leeana", "Müller", "כהן", "Kim", "kimmin", "rocket", "Ivo", "undivo"):
        assert name not in told, "a full name got through"


def test_late_marks_and_helpers_of_canvas(course: Course, tmp_path: Path) -> None:
    found = look(course, put(tmp_path, CANVAS, True))
    notes = {s.student: s.notes for s in found.submissions}
    assert notes["100007"] == (say("intake.late"), "tools.py was taken along.")
    assert notes["100002"] == ("mini-1.py was taken as mini.py.",)
    assert sorted(sorted(s.files) for s in found.submissions)[-1] == ["mini.py", "tools.py"]


@pytest.mark.parametrize(
    ("form", "whom"),
    [("canvas", "100005 100006"), ("moodle", "126 129"), ("flat", "126")],
)
def test_online_text_is_left_alone_with_a_remark(
    course: Course, tmp_path: Path, form: str, whom: str
) -> None:
    remarks = look(course, put(tmp_path, FORMS[form], True)).remarks
    typed = [remark.split(": ")[1] for remark in remarks if "typed or linked online" in remark]
    word = "" if form == "canvas" else "Participant "
    assert typed == [f"{word}{number}" for number in whom.split()]


def test_a_file_of_two_readings_is_left_alone(course: Course, tmp_path: Path) -> None:
    """Whoever calls himself or his file so that it looks like another's hands in for nobody."""
    files = {
        "leeana_100002_555_mini.py": CODE,
        "eve_100002_7_200_556_mini.py": "evil = 1\n",  # Canvas lets her call herself eve_100002-_7
        "eve_100666_557_100002_558_mini.py": "evil = 1\n",  # and her file 100002_558_mini.py
        "bob_100003_559_02_tools.py": CODE,  # no number of Canvas' begins with 0
        "bob_100003_560_mini.py": CODE,
        "anon_12345_561_mini.py": CODE,  # a number, or an anonymous id that looks like one
    }
    found = look(course, put(tmp_path, files, True))
    assert [(s.student, s.problem) for s in found.submissions] == [("100002", ""), ("100003", "")]
    assert all(b"evil" not in c for s in found.submissions for c in s.files.values())
    assert sum("whose it is is not clear" in remark for remark in found.remarks) == 3


def test_anonymous_and_blind_ones_keep_what_names_them(course: Course, tmp_path: Path) -> None:
    files = {"anon_x7Kd3_555_mini.py": CODE, "LATE_anon_pQ2zz_556_mini.py": CODE}
    found = look(course, put(tmp_path, files, True))
    assert [(s.student, s.notes) for s in found.submissions] == [
        ("anon_pQ2zz", (say("intake.late"),)),
        ("anon_x7Kd3", ()),
    ]


def test_files_of_one_name_are_the_students_feedback_without_a_name(
    course: Course, tmp_path: Path
) -> None:
    files = {
        "leeana_100002_555_mini.py": CODE,
        "leeana_100002_556_mini-1.py": "x = 2\n",
        "kimmin_100007_557_mini.py": CODE,
    }
    for packed in (True, False):
        one, other = look(course, put(tmp_path, files, packed)).submissions
        assert "several files" in one.problem and "mini-1.py" in one.problem
        assert "leeana" not in repr(one) and not other.problem


ORDINARY: dict[str, tuple[Mapping[str, str], list[str]]] = {
    "a folder per student": ({"ann/mini.py": CODE, "bob_1_2/mini.py": CODE}, ["ann", "bob_1_2"]),
    "numbers in helpers": (
        {"ann/mini.py": CODE, "ann/run_1_2_tools.py": CODE, "bob/mini.py": CODE},
        ["ann", "bob"],
    ),
    "a student's own folder": (
        {"mini.py": CODE, "run_1_2_a.py": CODE, "run_3_4_b.py": CODE},
        ["in"],
    ),
    "a common beginning": ({"hw-ann/mini.py": CODE, "hw-bob/mini.py": CODE}, ["hw-ann", "hw-bob"]),
    "half of Moodle's form": (
        {"Ana_123/mini.py": CODE, "Bo_assignsubmission_file/mini.py": CODE},
        ["Ana_123", "Bo_assignsubmission_file"],
    ),
    "one that is no clone": (
        {"hw-submissions/hw-ann/mini.py": CODE, "hw-submissions/bob/mini.py": CODE},
        ["bob", "hw-ann"],
    ),
    "a platform's file in it": (
        {"ann/mini.py": CODE, "bob/mini.py": CODE, "lee_5_text.html": ""},
        ["ann", "bob"],
    ),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_class_is_not_taken_for_a_download(
    course: Course, tmp_path: Path, name: str
) -> None:
    files, students = ORDINARY[name]
    found = look(course, put(tmp_path, files, packed=False))
    assert [s.student for s in found.submissions] == students
    assert all(s.submitted is not None for s in found.submissions)


def test_one_students_download_is_one(course: Course, tmp_path: Path) -> None:
    one = {"leeana_100002_555_mini.py": CODE}
    (tmp_path / "HW_1_submissions.zip").write_bytes(zipped(one))
    (found,) = look(course, tmp_path / "HW_1_submissions.zip").submissions
    assert found.student == "100002"
    (single,) = look(course, put(tmp_path / "x", dict([*MOODLE.items()][:1]), True)).submissions
    assert single.student == "Participant 123"
    folder = put(tmp_path / "y", dict([*MOODLE.items()][:1]), False)
    assert folder.name.endswith("assignsubmission_file")
    assert [s.student for s in look(course, folder).submissions] == ["Participant 123"]
    clone = put(tmp_path / "z", CLONES, False) / "week-1-ana-lee"
    assert [s.student for s in look(course, clone).submissions] == ["ana-lee"]


def test_a_link_in_a_download_is_told_without_a_name(course: Course, tmp_path: Path) -> None:
    for form in ("canvas", "moodle"):
        folder = put(tmp_path / form, FORMS[form], packed=False)
        name = "evileve_LATE_100666_777_mini.py" if form == "canvas" else "mini.py"
        inner = folder if form == "canvas" else folder / "Ivo Und_129_assignsubmission_file"
        inner.mkdir(exist_ok=True)
        (inner / name).symlink_to("/etc/hostname")
        if form == "canvas":
            (inner / "evileve_100666_text.html").symlink_to("/etc/hostname")
        remarks = [said for said in look(course, folder).remarks if "is a link" in said]
        assert len(remarks) == (2 if form == "canvas" else 1)
        assert all(said.startswith(("100666_", "Participant 129/")) for said in remarks), remarks


def test_names_alone() -> None:
    assert owner("Ana Lee_123_assignsubmission_file_") == "Participant 123"
    assert owner("Default group_assignsubmission_file") == "Default group_assignsubmission_file"
    assert owner("week-1-", "week-1-submissions") == "week-1-"
    assert is_online_text("lee_5_text.html") and not is_online_text("lee_x_text.html")
    nothing = by_student(Findings((), frozenset(), ()), "submissions")
    assert (nothing.platform, nothing.found.files) == ("", ())


GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Mini (501)
    Points Possible,,,,,10.00
"Lee, Ana",100002,s2,ana,A,
"O'Neil, Zoë",100003,s3,zoe,A,
"\u200fכהן, נועה",100004,s4,noa,A,
"Und, Ivo",100005,s5,ivo,A,3.00
"Kim, Min",100007,s7,min1,A,
"Kim, Min",100008,s8,min2,A,
"Number, Nora",100011,100009,nora,A,
"!, !",100009,s9,exclaim,A,
"""
WORKSHEET = """\
Kennung,Vollständiger Name,ID-Nummer,Status,Bewertung,Bestwertung,Zuletzt geändert (Bewertung)
Teilnehmer/in123,Ana Lee,s1,x,,10,-
Teilnehmer/in124,"Zoë Müller, Jr.",123,x,,10,-
Teilnehmer/in125,נועה כהן,s3,x,,10,-
Teilnehmer/in126,Min Kim,s4,x,,10,-
Teilnehmer/in127,Min Kim,s5,x,,10,-
Teilnehmer/in129,Ivo Und,s6,x,,10,-
"""


def shelved(tmp_path: Path, files: Mapping[str, str | Mapping[str, str]]) -> Shelf:
    """An OUT with full marks for everybody in a download."""
    shelf = Shelf(tmp_path / "shelf")
    for submission in look(shelf.course, put(tmp_path, files, True)).submissions:
        shelf.mark(submission.student, PASSED, PASSED)
    return shelf


def column(content: bytes, key: int, value: int) -> dict[str, str]:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return {row[key]: row[value] for row in rows[1:]}


def test_in_from_canvas_and_back(tmp_path: Path) -> None:
    records = shelved(tmp_path, CANVAS).records("01")
    done = canvas.write(records, GRADEBOOK.encode(), Options(by="ID"))
    marks = column(done.content, 1, 5)
    full = [number for number, mark in marks.items() if mark == "10.00" and number]
    assert full == ["100002", "100003", "100004", "100007", "100008", "100009"]
    assert marks["100005"] == "3.00" and marks["100011"] == ""
    # Without --by ID, a number that is also somebody's SIS id marks nobody.
    careful = canvas.write(records, GRADEBOOK.encode(), Options())
    assert column(careful.content, 1, 5)["100009"] == column(careful.content, 1, 5)["100011"] == ""
    assert any(remark.startswith("100009: 2 rows") for remark in careful.remarks)


def test_in_from_moodle_and_back(tmp_path: Path) -> None:
    """Somebody's id number is another's participant number: the word keeps them apart."""
    decomposed = {unicodedata.normalize("NFD", name): text for name, text in MOODLE.items()}
    records = shelved(tmp_path, decomposed).records("01")
    done = moodle.write(records, WORKSHEET.encode(), Options())
    marks = column(done.content, 0, 4)
    assert {number for number, mark in marks.items() if mark} == {
        f"Teilnehmer/in{number}" for number in (123, 124, 125, 126, 127)
    }
    assert done.remarks == ("Participant 128: not in the template.",)
    # The numbers in a download of team submissions are the groups'.
    teams = WORKSHEET.replace(",Status,", ",Gruppe,").encode()
    with pytest.raises(ExportError, match="is of team submissions"):
        moodle.write(records, teams, Options())
    assert column(moodle.write(records, teams, Options(by="Kennung")).content, 0, 4) == marks
