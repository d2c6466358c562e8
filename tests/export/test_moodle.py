"""Worksheets and feedback for Moodle, read as its importers read them."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pandas as pd
import pytest

from autograder.export import ExportError, Options, moodle, moodle_feedback
from autograder.export.moodle_feedback import folder
from autograder.export.moodle_sheet import worksheet
from tests.export.conftest import FORMULA, quoted
from tests.export.shelf import PASSED, Shelf

HEADER = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,"
    "Grade can be changed,Last modified (submission),Online text,Last modified (grade),"
    "Feedback comments"
)
DATE = '"Tuesday, 1 December 2026, 11:02 AM"'
ROWS = (
    f'"Participant 7001",Zoë Müller,S1001,zoe@example.edu,Submitted,,10.00,Yes,{DATE},,-,',
    f"Participant 7002,Ana Lee,,Lee.Ana@Example.edu,Submitted,3.00,10.00,Yes,{DATE},,"
    f'{DATE},"-5 for style, <b>see</b>\nme"',
    f'Participant 7003,"Bob ""Bo"" O\'Neil, Jr.",100003,bob@example.edu,Submitted,,10.00,Yes,'
    f"{DATE},=1+1,-,",
    "Participant 7004,\u200fנועה כהן,,noa@example.edu,Submitted,,10.00,Yes,-,,-,",
    "Participant 7005,Ivo Und,und,ivo@example.edu,Submitted,2.00,10.00,Yes,-,,-,",
    "Participant 7007,Min Kim,,kim1@example.edu,Submitted,,10.00,Yes,-,,-,",
    "Participant 7008,Min Kim,,kim2@example.edu,Submitted,,10.00,Yes,-,,-,",
    "Participant 7009,Nora Nothing,,nora@example.edu,No submission,,10.00,Yes,-,,-,",
    f"Participant 7010,{quoted(FORMULA)},,e@example.edu,Submitted,,10.00,Yes,-,,-,",
)
SAMPLE = ("\n".join((HEADER, *ROWS)) + "\n").encode()
GERMAN = (
    "\ufeffID;Vollständiger Name;ID-Nummer;E-Mail-Adresse;Status;Bewertung;Bestwertung;"
    "Bewertung kann geändert werden;Zuletzt geändert (Bewertung);Feedback als Kommentar\r\n"
    "Teilnehmer/in7001;Zoë Müller;S1001;zoe@example.edu;Abgegeben;;10,00;Ja;-;\r\n"
    'Teilnehmer/in7002;"Lee; Ana";;lee.ana@example.edu;Abgegeben;3,00;10,00;Ja;-;"a;b"\r\n'
    "Teilnehmer/in7004;נועה כהן;;n@example.edu;Abgegeben;;10,00;Ja;-;\r\n"
)
OPTIONS = Options(name="worksheet.csv")


def table(content: bytes, separator: str = ",") -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def test_only_grades_change(shelf: Shelf) -> None:
    done = moodle.write(shelf.records("01"), SAMPLE, OPTIONS)
    before, after = table(SAMPLE), table(done.content)
    changed = {
        (row[0].split()[-1], before[0][column]): cell
        for row, old in zip(after, before, strict=True)
        for column, cell in enumerate(row)
        if cell != old[column]
    }
    assert changed == {
        ("7001", "Grade"): "10.00",
        ("7002", "Grade"): "4.00",
        ("7003", "Grade"): "0.00",
        ("7004", "Grade"): "7.50",
        ("7010", "Grade"): "4.00",
        ("7010", "Full name"): f"'{FORMULA}",
        ("7003", "Online text"): "'=1+1",
    }
    assert set(done.remarks) == {
        "Kim, Min: 2 rows could be meant (by Full name).",
        "exc: not in the template.",
        "ghost: not in the template.",
        "und: the points for 01_mini are undetermined; left as it was.",
    }
    assert done.says == "marks of 5 of 9 participants."


def test_pandas_reads_it_too(shelf: Shelf) -> None:
    done = moodle.write(shelf.records("01"), SAMPLE, OPTIONS)
    frame = pd.read_csv(io.BytesIO(done.content))
    assert frame["Grade"].tolist()[:5] == [10, 4, 0, 7.5, 2]
    assert frame["Feedback comments"][1] == "-5 for style, <b>see</b>\nme"
    assert frame["Full name"][2] == 'Bob "Bo" O\'Neil, Jr.'


def test_a_german_worksheet_keeps_commas_semicolons_and_line_ends(shelf: Shelf) -> None:
    done = moodle.write(shelf.records("01"), GERMAN.encode(), OPTIONS)
    wanted = (
        GERMAN.replace(
            "Abgegeben;;10,00;Ja;-;\r\nTeilnehmer/in7002",
            "Abgegeben;10,00;10,00;Ja;-;\r\nTeilnehmer/in7002",
        )
        .replace("3,00", "4,00")
        .replace("n@example.edu;Abgegeben;;", "n@example.edu;Abgegeben;7,50;")
    )
    assert done.content.decode() == wanted
    frame = pd.read_csv(io.BytesIO(done.content), sep=";", decimal=",")
    assert frame["Bewertung"].tolist() == [10, 4, 7.5]


@pytest.mark.parametrize(
    ("header", "rows", "grade"),
    [
        # A language that nobody listed: the cells tell.
        ("Nodi|Ainm|Stádas|Grád|Uasghrád|Athrú", ("Rannpháirtí 1|Ana|x||10.00|Tá",), 3),
        ("Nodi|Ainm|Stádas|Grád|Uasghrád|Athrú", ("P1|A|x|10|10|Tá", "P2|B|x|10|10|Tá"), 3),
        ("識別碼|全名|狀態|成績|最高分|可否", ("參與者1|安娜|x||10.00|是",), 3),
        ("المُعرَّف|الاسم الكامل|الحالة|الدرجة|أعلى|نعم", ("مشارك 1|آنا|x||10.00|نعم",), 3),
        ("Identifiant|Nom complet|Statut|Note|Note maximale", ("Participant1|A|x||10,00",), 3),
        # As Moodle 3 wrote it, without a maximum.
        ("Identifier|Full name|Status|Grade|Grade can be changed", ("Participant 1|A|||Yes",), 3),
        # Blind marking.
        ("Identifier|Status|Grade|Maximum Grade", ("Participant 1|x|-|10.00",), 2),
    ],
)
def test_columns_are_found_whatever_their_titles(
    header: str, rows: tuple[str, ...], grade: int
) -> None:
    sample = "\n".join(line.replace("|", "\t") for line in (header, *rows)).encode()
    found = worksheet(sample, OPTIONS)
    assert (found.identifier, found.grade) == (0, grade)
    assert found.participant(0) == "1"
    assert found.maximum == (None if "can be changed" in header else 10)


@pytest.mark.parametrize(
    ("sample", "columns", "says"),
    [
        ("a,b,c\n1,2,3\n", {}, "no grading worksheet of Moodle"),
        ("", {}, "no grading worksheet of Moodle"),
        ("Id,Name,Mark,Of,Left,Max\nP 1,A,1,10,2,10\n", {}, "holds the grades is not clear"),
        ("Id,Name,Mark\nP 1,A,\n", {}, "holds the grades is not clear"),
        ('Id,Grade,Scale\nP 1,,"bad, good"\n', {}, "graded on a scale"),
        ("Id,Grade,Maximum Grade\nP 1,,10\nP 2,,20\n", {}, "is not one number"),
        ("Id,Grade,Grade\nP 1,,\n", {"grade": "Grade"}, "2 columns of worksheet.csv"),
        ("Id,Grade,Max\nP 1,,10\n", {"grade": "Mark"}, "No columns of worksheet.csv"),
        ("Id,Grade,Max\nP 1,,10\n", {"marks": "Grade"}, "the first is one of identifier"),
        ("Id,Grade,Max\nP 1,,100\n", {}, "The worksheet is out of 100, 01_mini out of 10"),
        ("Id,Grade,Max\nP 1,,10\n", {}, "None of 9 students is in the template (looked at Id)"),
    ],
)
def test_what_is_not_clear_is_one_line(
    shelf: Shelf, sample: str, columns: dict[str, str], says: str
) -> None:
    options = Options(name="worksheet.csv", columns=columns)
    with pytest.raises(ExportError) as caught:
        moodle.write(shelf.records("01"), sample.encode(), options)
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_columns_can_be_said(shelf: Shelf) -> None:
    sample = b"Id,Who,Matr,Mark,Of,Left,Max\nP 1,A,S1001,1,10,2,10\n"
    columns = {"grade": "Left", "maximum": "Max", "id": "matr", "identifier": "Id"}
    done = moodle.write(shelf.records("01"), sample, Options(name="w", columns=columns))
    assert table(done.content)[1] == ["P 1", "A", "S1001", "1", "10", "10.00", "10"]


def test_more_than_moodle_takes_is_told_and_not_written(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    found = Shelf(tmp_path_factory.mktemp("more"))
    found.mark("S1001", PASSED, PASSED)
    found.adjust("S1001", 3, "best of all")
    done = moodle.write(found.records("01"), SAMPLE, OPTIONS)
    assert done.remarks[0].startswith("S1001: 13 is above the maximum of 10, which Moodle would")
    assert table(done.content)[1][5] == ""


def test_a_folder_of_moodles_own_is_its_participant(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    found = Shelf(tmp_path_factory.mktemp("folders"))
    found.mark("Min Kim_7008_assignsubmission_file_", PASSED, PASSED)
    found.mark("Min Kim_7007_assignsubmission_file", PASSED, PASSED)
    found.mark("participant 7009", PASSED, PASSED)
    done = moodle.write(found.records("01"), SAMPLE, OPTIONS)
    grades = {row[0]: row[5] for row in table(done.content)}
    assert [grades[f"Participant {n}"] for n in (7007, 7008, 7009)] == ["10.00"] * 3
    assert done.remarks == ()


def test_comments_say_why_points_are_missing(shelf: Shelf) -> None:
    options = Options(name="worksheet.csv", comments=True)
    done = moodle.write(shelf.records("01"), SAMPLE, options)
    comments = {row[0]: row[11] for row in table(done.content)}
    assert comments["Participant 7001"].startswith("10 of 10 points.<br>When this was handed in")
    late = comments["Participant 7002"]
    assert late.startswith("4 of 10 points.<br>Attempt 2 counts, the last of 2.<br>")
    assert "Being late cost 2 points" in late
    assert comments["Participant 7003"] == (
        "0 of 10 points.<br>When this was handed in is not known, so it is not late.<br>"
        "double doubles: not right yet. Not twice. It triples.<br>"
        "shift adds one: not right yet. Not twice. It triples."
    )
    assert comments["Participant 7005"] == ""
    without = SAMPLE.replace(b"Feedback comments", b"Something")
    with pytest.raises(ExportError, match="no column for comments"):
        moodle.write(shelf.records("01"), without, options)


def test_comments_are_text_and_not_markup(tmp_path_factory: pytest.TempPathFactory) -> None:
    found = Shelf(tmp_path_factory.mktemp("hostile"))
    found.mark("S1001", PASSED, PASSED)
    found.adjust("S1001", -1, "<script>alert(1)</script>\n=1+1 &#44 \u202eowned")
    options = Options(name="worksheet.csv", comments=True)
    (comment,) = (
        row[11]
        for row in table(moodle.write(found.records("01"), SAMPLE, options).content)
        if row[0] == "Participant 7001"
    )
    assert re.sub("<br>", "", comment).count("<") == 0 and "\u202e" not in comment
    assert "&lt;script&gt;" in comment and "&amp;#44" in comment and "\n" not in comment


def moodle_reads(name: str) -> tuple[str, str] | None:
    """(participant, file) as Moodle's importer of feedback zips takes a path apart, before 4.1."""
    parts = name.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) == 5 and info[1].isdigit() and info[2:4] == ["assignsubmission", "file"]:
            return info[1], "/".join([info[4], *parts]).lstrip("/")
    return None


def test_feedback_is_a_folder_per_participant(shelf: Shelf) -> None:
    done = moodle_feedback.write(shelf.records("01", quotes=True), SAMPLE, OPTIONS)
    with zipfile.ZipFile(io.BytesIO(done.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        bob = archive.read(next(name for name in names if "7003" in name)).decode()
    assert {moodle_reads(name) for name in names} == {
        (str(number), "01_mini.html") for number in (7001, 7002, 7003, 7004, 7005, 7010)
    }
    assert "Zoë Müller_7001_assignsubmission_file_/01_mini.html" in names
    assert "Bob Bo ONeil, Jr._7003_assignsubmission_file_/01_mini.html" in names
    assert "It triples." in bob
    again = moodle_feedback.write(shelf.records("01", quotes=True), SAMPLE, OPTIONS)
    assert again.content == done.content


@pytest.mark.parametrize(
    "name",
    ["a_1_b_c_d", "../../x", "..", "", "a\\b", "C:x", "\x00", "\u202ex", "x" * 1000, "\ud800"],
)
def test_no_name_leads_elsewhere_or_hides_the_number(name: str) -> None:
    cells = io.StringIO()
    csv.writer(cells).writerows(
        [["Identifier", "Full name", "Grade"], ["Participant 42", name, ""]]
    )
    found = worksheet(cells.getvalue().encode("utf-8", "replace"), OPTIONS)
    path = f"{folder(found, 0)}/01_mini.html"
    assert moodle_reads(path) == ("42", "01_mini.html")
    assert path.count("/") == 1 and not path.startswith((".", "/")) and len(path) < 220
