"""A gradebook from Canvas and back: what Canvas would read from the file that it gets."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pandas as pd
import pytest

from autograder.export import ExportError, Options, canvas
from tests.export.conftest import FORMULA, quoted
from tests.export.shelf import FAILED, PASSED, Shelf

HEADER = (
    'Student,ID,SIS User ID,SIS Login ID,Section,Notes,"Homework 1: Mini, part 1 (501)",'
    "Slopes by hand (502),Essay (503),Old quiz (504),Assignments Current Score,Current Score,"
    "Final Score (2026)"
)
NAME = f"={quoted(FORMULA)}"
"""Canvas' own guard for names that begin with `=`; a spreadsheet still evaluates it."""
ROWS = (
    ",,,,,,Manual Posting,,,,,,",
    "    Points Possible,,,,,,10.00,5.00,20.00,(read only),(read only),(read only),(read only)",
    '"Müller, Zoë",100001,s1001,zmueller,A,,,,18.50,1.00,92.50,92.50,92.50',
    '"Lee, Ana",100002,S1002,Lee.Ana@Example.edu,"A and B",late; ask,3.00,,,,,,',
    '"O\'Neil, ""Bob"", Jr.",100003,S1003,boneil,A,,,,-1.00,,,,',
    '"\u200fכהן, נועה",100004,S1004,ncohen,A,,,,,,,,',
    '"Und, Ivo",100005,und,iund,A,,2.00,,,,,,',
    '"Exc, Eva",100006,exc,eexc,A,,EX,,,,,,',
    '"Kim, Min",100007,S1007,mkim1,A,,,,,,,,',
    '"Kim, Min",100008,S1008,mkim2,B,,,,,,,,',
    '"Nothing, Nora",100009,S1009,nnothing,A,,,,,,,,',
    f"{quoted(NAME)},100010,{quoted(FORMULA)},+49123,A,=1+1,,,,,,,",
    '"Student, Test",100099,,abc,A,,,,,,,,',
)


def template(*lines: str, newline: str = "\n") -> bytes:
    return (newline.join(lines) + newline).encode()


SAMPLE = template(HEADER, *ROWS)


def table(content: bytes, separator: str = ",") -> list[list[str]]:
    """As Canvas reads it."""
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def options(name: str = "gradebook.csv", **more: object) -> Options:
    columns = {"01_mini": "Homework 1: Mini, part 1 (501)"}
    return Options(**{"name": name, "columns": columns} | more)  # type: ignore[arg-type]


def test_only_the_chosen_cells_change(shelf: Shelf) -> None:
    before, done = table(SAMPLE), canvas.write(shelf.records("01"), SAMPLE, options())
    after = table(done.content)
    changed = {
        (after[row][1], before[0][column]): after[row][column]
        for row in range(len(before))
        for column in range(len(before[0]))
        if after[row][column] != before[row][column]
    }
    homework = before[0][6]
    assert changed == {
        ("100001", homework): "10.00",
        ("100002", homework): "4.00",  # it was 3.00
        ("100003", homework): "0.00",  # handed in, and all wrong
        ("100004", homework): "7.50",
        ("100010", homework): "4.00",
        # No formula is left; the id tells who it is.
        ("100010", "Student"): f'\'="{FORMULA.replace(chr(34), chr(34) * 2)}"',
        ("100010", "SIS User ID"): f"'{FORMULA}",
        ("100010", "Notes"): "'=1+1",
    }
    assert [len(row) for row in after] == [len(row) for row in before]
    assert done.says == "5 marks of 7 students, in Homework 1: Mini, part 1 (501)."


def test_who_gets_no_mark_is_told(shelf: Shelf) -> None:
    done = canvas.write(shelf.records("01"), SAMPLE, options())
    assert set(done.remarks) == {
        "Kim, Min: 2 rows could be meant (by Student).",
        "ghost: not in the template.",
        "und: the points for 01_mini are undetermined; left as it was.",
        "exc is excused (01_mini): left as it was.",
        "Student: what looked like a formula has a ' before it now.",
        "SIS User ID: what looked like a formula has a ' before it now.",
        "Notes: what looked like a formula has a ' before it now.",
    }
    by_id = {row[1]: row for row in table(done.content)}
    assert by_id["100005"][6] == "2.00" and by_id["100006"][6] == "EX"
    assert by_id["100007"][6] == by_id["100008"][6] == by_id["100009"][6] == ""


def test_pandas_reads_it_too(shelf: Shelf) -> None:
    done = canvas.write(shelf.records("01"), SAMPLE, options())
    frame = pd.read_csv(io.BytesIO(done.content), dtype=str, keep_default_na=False)
    assert list(frame.columns) == table(SAMPLE)[0]
    row = frame[frame["ID"] == "100003"].iloc[0]
    assert row["Student"] == 'O\'Neil, "Bob", Jr.' and row["Essay (503)"] == "-1.00"
    assert row["Homework 1: Mini, part 1 (501)"] == "0.00"


def test_two_exercises_at_once_and_titles_that_name_them(shelf: Shelf) -> None:
    done = canvas.write(shelf.records(), SAMPLE, options())
    by_id = {row[1]: row for row in table(done.content)}
    assert (by_id["100001"][6], by_id["100001"][7]) == ("10.00", "5.00")
    assert (by_id["100003"][7], by_id["100002"][7]) == ("0.00", "")


def test_nothing_is_written_twice_otherwise(shelf: Shelf) -> None:
    once = canvas.write(shelf.records("01"), SAMPLE, options())
    twice = canvas.write(shelf.records("01"), once.content, options())
    assert twice.content == once.content


@pytest.mark.parametrize(
    "said", ["501", "homework 1:  mini, PART 1", "Homework 1: Mini, part 1 (501)"]
)
def test_a_column_is_named_by_title_or_id(shelf: Shelf, said: str) -> None:
    done = canvas.write(shelf.records("01"), SAMPLE, options(columns={"01_mini": said}))
    assert "in Homework 1: Mini, part 1 (501)." in done.says


@pytest.mark.parametrize(
    ("titles", "chosen"),
    [
        (("Mini (1)", "Minimal (2)"), "Mini (1)"),
        (("Homework 1 Mini (1)", "Homework 2 (2)"), "Homework 1 Mini (1)"),
        (("Mini (1)", "Mini, bonus (2)"), "Mini (1)"),
        (("01_mini (1)", "x (2)"), "01_mini (1)"),
        (("01 mini resubmitted (1)", "x (2)"), "01 mini resubmitted (1)"),
        (("Mini bonus (1)", "Mini again (2)"), None),
        (("Mini", "x (2)"), None),  # without an id Canvas would make a new assignment
        (("Mini Current Score (2026)", "x (2)"), None),
    ],
)
def test_a_title_names_the_exercise_or_nothing_is_written(
    shelf: Shelf, titles: tuple[str, str], chosen: str | None
) -> None:
    header = f'Student,ID,SIS User ID,Section,"{titles[0]}","{titles[1]}"'
    sample = template(header, "    Points Possible,,,,10,10", '"Müller, Zoë",1,S1001,A,,')
    if chosen is None:
        with pytest.raises(ExportError, match="fit the exercise 01_mini"):
            canvas.write(shelf.records("01"), sample, Options(name="g.csv"))
    else:
        done = canvas.write(shelf.records("01"), sample, Options(name="g.csv"))
        assert done.says.endswith(f"in {chosen}.")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"01_mini": "Homework 7"}, "No assignment columns of gradebook.csv fit 'Homework 7'"),
        ({"01_mini": "Old quiz (504)"}, "No assignment columns"),  # read-only
        ({"01_mini": "Final Score (2026)"}, "No assignment columns"),
        ({"01_mini": "Notes"}, "No assignment columns"),
        ({"01_mini": "502", "02_slopes": "502"}, "01_mini and 02_slopes would fill the same"),
        ({"01_mini": "503"}, "is out of 20, 01_mini out of 10"),
    ],
)
def test_a_column_that_cannot_be_filled_is_one_line(
    shelf: Shelf, columns: dict[str, str], says: str
) -> None:
    records = shelf.records("01") if len(columns) == 1 else shelf.records()
    with pytest.raises(ExportError) as caught:
        canvas.write(records, SAMPLE, options(columns=columns))
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_points_can_be_shares_of_another_maximum(shelf: Shelf) -> None:
    more = options(columns={"01_mini": "503"}, scale=True)
    by_id = {row[1]: row for row in table(canvas.write(shelf.records("01"), SAMPLE, more).content)}
    assert (by_id["100001"][8], by_id["100002"][8], by_id["100004"][8]) == (
        *("20.00", "8.00", "15.00"),
    )


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_semicolons_decimal_commas_and_the_files_form_are_kept(
    shelf: Shelf, bom: bytes, newline: str
) -> None:
    lines = (
        "Student;ID;SIS Login ID;Section;Läxa 1, mini (501);Current Score",
        "    Points Possible;;;;10,0;(läs endast)",
        "Müller, Zoë;1;S1001;A;3,5;35,0",
        '"Å;ström, Bo";2;100003;A;;',
    )
    sample = bom + template(*lines, newline=newline)
    done = canvas.write(shelf.records("01"), sample, Options(name="g.csv"))
    wanted = (*lines[:2], "Müller, Zoë;1;S1001;A;10,00;35,0", '"Å;ström, Bo";2;100003;A;0,00;')
    assert done.content == bom + template(*wanted, newline=newline)


def test_first_and_last_names_in_two_columns(shelf: Shelf) -> None:
    sample = template(
        "LastName,FirstName,ID,SIS Login ID,Section,Mini (1)",
        "    Points Possible,,,,,10.00",
        "כהן,נועה,4,ncohen,A,",
        "Nobody,,5,spirit,A,",
    )
    done = canvas.write(shelf.records("01"), sample, Options(name="g.csv"))
    assert [row[5] for row in table(done.content)] == ["Mini (1)", "10.00", "7.50", ""]


def test_an_id_that_means_two_people_is_nobodys(shelf: Shelf) -> None:
    """100003 is Bob's id in Canvas, and in this school's register Zoë's."""
    sample = SAMPLE.replace(b"100001,s1001", b"100001,100003").replace(b"zmueller", b"s1001")
    done = canvas.write(shelf.records("01"), sample, options())
    assert "100003: 2 rows could be meant (by SIS User ID and ID)." in done.remarks
    by_id = {row[1]: row for row in table(done.content)}
    assert (by_id["100003"][6], by_id["100001"][6]) == ("", "10.00")
    done = canvas.write(shelf.records("01"), sample, options(by="ID"))
    by_id = {row[1]: row for row in table(done.content)}
    assert (by_id["100003"][6], by_id["100001"][6]) == ("0.00", "")


@pytest.mark.parametrize("name", ["ana lee", "Lee, Ana", "LEE,  ana"])
def test_two_students_never_share_a_row(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    found = Shelf(tmp_path_factory.mktemp("two"))
    found.mark("S1002", PASSED, PASSED)
    found.mark(name, FAILED, PASSED)
    found.mark("100003", PASSED, PASSED)
    done = canvas.write(found.records("01"), SAMPLE, options())
    (remark,) = (remark for remark in done.remarks if "one row" in remark)
    assert name in remark and "S1002" in remark
    by_id = {row[1]: row for row in table(done.content)}
    assert (by_id["100002"][6], by_id["100003"][6]) == ("3.00", "10.00")


def test_the_row_of_the_points_is_no_student(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    found = Shelf(tmp_path_factory.mktemp("points"))
    found.mark("Points Possible", FAILED, PASSED)
    found.mark("s1001", PASSED, PASSED)
    done = canvas.write(found.records("01"), SAMPLE, options())
    assert done.remarks[0] == "Points Possible: not in the template."
    assert table(done.content)[2] == table(SAMPLE)[2]


@pytest.mark.parametrize(
    ("sample", "says"),
    [
        (b"", "is no gradebook"),
        (b"a,b\n1,2\n", "is no gradebook"),
        (HEADER.encode() + b"\n", "is no gradebook"),
        (SAMPLE.decode().encode("utf-16"), "not text in UTF-8"),
        (SAMPLE.decode().replace("\u200fכהן, נועה", "x").encode("latin-1"), "not text in UTF-8"),
        (template(HEADER, ROWS[1], *ROWS[-1:]), "None of 9 students is in the template"),
        (template(HEADER + ',"x', *ROWS), "is no gradebook"),
    ],
)
def test_what_is_no_gradebook_is_one_line(shelf: Shelf, sample: bytes, says: str) -> None:
    with pytest.raises(ExportError) as caught:
        canvas.write(shelf.records("01"), sample, options())
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_a_title_that_is_a_formula_still_finds_its_assignment(shelf: Shelf) -> None:
    sample = template(
        "Student,ID,SIS User ID,Section,@home,=Mini (1)",
        "    Points Possible,,,,,10.00",
        '"Müller, Zoë",1,S1001,A,-,',
    )
    after = table(canvas.write(shelf.records("01"), sample, Options(name="g.csv")).content)
    # Canvas reads the id at the end; a column of notes is known by its whole title.
    assert after[0] == ["Student", "ID", "SIS User ID", "Section", "@home", "'=Mini (1)"]
    assert after[2] == ["Müller, Zoë", "1", "S1001", "A", "-", "10.00"]


def test_extra_credit_fits_an_assignment_of_no_points(shelf: Shelf) -> None:
    (record, *_) = (r for r in shelf.records("01") if r.student == "S1001")
    sample = template(
        "Student,ID,SIS User ID,Section,Mini (1)",
        "    Points Possible,,,,0.00",
        '"Müller, Zoë",1,S1001,A,',
    )
    with pytest.raises(ExportError, match="out of 0"):
        canvas.write([record], sample, Options(name="g.csv"))
    extra = replace(record, standing=replace(record.standing, extra=True))
    done = canvas.write([extra], sample, Options(name="g.csv"))
    assert table(done.content)[2][4] == "10.00"
