"""`autograder report` and `transcript`: what the pages hold, for whom, and where they lie."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

import autograder.executors
from autograder.course import CourseError
from autograder.feedback.names import safe_name
from autograder.site import build
from autograder.site.book import Book, book, disguised
from autograder.site.transcript import MOST_LINES, transcript
from autograder.wire import Ref
from tests.canned import Canned
from tests.desk import Desk
from tests.made_class import HOSTILE, TAPE, TITLES, made_class, piece, tape
from tests.mini_course import RIGHT, TRIPLES


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """Ana is right, Bob is not."""
    monkeypatch.setattr(autograder.executors, "processes", lambda *asked: Canned())
    desk = Desk(tmp_path, capsys)
    desk.hand_in("ana", RIGHT)
    desk.hand_in("bob", TRIPLES)
    desk.grade()
    return desk


def pages(folder: Path) -> dict[str, str]:
    """Path -> text of every page."""
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*.html")}


def write(made: Book, to: Path, told: bool = True) -> dict[str, str]:
    """The pages of a made-up class, with the same transcript for everybody."""
    everything = made.pieces if told else ()
    build.build(made, to, lambda piece: {"check_1": TAPE, "check_2": TAPE}, everything)
    return pages(to)


def links(found: dict[str, str], name: str, folder: Path) -> list[Path]:
    """What a page links to, without anchors, as paths."""
    from urllib.parse import unquote

    here = (folder / name).parent
    targets = re.findall(r'href="([^"#]+)', found[name])
    return [here / unquote(target) for target in targets]


def test_a_class_becomes_pages_that_lead_to_each_other(desk: Desk) -> None:
    said = desk.run("report", desk.out)
    folder = desk.out / "report"
    assert "2 students, 1 exercises: 5 pages, 1 of them transcripts." in said
    found = pages(folder)
    assert sorted(found) == [
        "exercises/01_mini.html",
        "index.html",
        "students/ana.html",
        "students/bob.html",
        "transcripts/bob/01_mini.html",
    ]
    linked = {path.resolve() for name in found for path in links(found, name, folder)}
    assert all(path.is_file() for path in linked)
    assert desk.out / "feedback/bob/01_mini.html" in linked
    assert {folder / name for name in found} == {p for p in linked if folder in p.parents}


def test_the_report_is_for_its_user_alone(desk: Desk) -> None:
    desk.run("report", desk.out)
    for path in [desk.out / "report", *(desk.out / "report").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_same_results_give_the_same_pages(desk: Desk) -> None:
    desk.run("report", desk.out)
    before = pages(desk.out / "report")
    desk.run("report", desk.out)
    assert pages(desk.out / "report") == before
    elsewhere = desk.folder / "else" / "where"
    assert json.loads(desk.run("report", desk.out, "--to", elsewhere, "--json")) == {
        "index": str(elsewhere / "index.html"),
        "students": 2,
        "exercises": 1,
        "pages": 5,
        "transcripts": 1,
    }
    found = pages(elsewhere)
    assert sorted(found) == sorted(before)
    assert all(p.is_file() for p in links(found, "students/bob.html", elsewhere))


@pytest.mark.parametrize(
    ("which", "told"), [("none", []), ("open", []), ("failed", ["bob"]), ("all", ["ana", "bob"])]
)
def test_which_transcripts_are_written(desk: Desk, which: str, told: list[str]) -> None:
    desk.run("report", desk.out, "--transcripts", which)
    transcripts = desk.out / "report" / "transcripts"
    assert sorted(p.name for p in transcripts.glob("*")) == told
    for student in ("ana", "bob"):
        page = (desk.out / f"report/students/{student}.html").read_text("utf-8")
        assert (f"transcripts/{student}/" in page) == (student in told)


def test_other_peoples_files_are_left_alone(desk: Desk) -> None:
    mine = desk.folder / "mine"
    mine.mkdir()
    (mine / "index.html").write_text("a page of mine", "utf-8")
    with pytest.raises(CourseError, match="holds other files"):
        desk.run("report", desk.out, "--to", mine)
    assert [p.name for p in mine.iterdir()] == ["index.html"]
    with pytest.raises(CourseError, match="holds other files"):
        desk.run("report", desk.out, "--to", desk.out)
    with pytest.raises(CourseError, match="--transcripts is one of auto, open, failed, all, none"):
        desk.run("report", desk.out, "--transcripts", "some")
    with pytest.raises(CourseError, match="cannot be written"):
        desk.run("report", desk.out, "--to", desk.out / "results.db" / "x")


def test_who_is_purged_is_in_no_report(desk: Desk) -> None:
    desk.run("report", desk.out, "--transcripts", "all")
    assert "report" in desk.run("purge", desk.out, "bob", "--yes")
    assert not (desk.out / "report").exists()
    desk.run("report", desk.out)
    assert b"bob" not in desk.bytes()


def test_pseudonyms_hide_who_is_who(desk: Desk) -> None:
    desk.adjust("bob", "Bob was ill")
    who, to = desk.folder / "who.csv", desk.folder / "shown"
    desk.run("report", desk.out, "--pseudonyms", who, "--to", to, "--transcripts", "all")
    found = pages(to)
    assert "ana" in who.read_text("utf-8") and "bob" in who.read_text("utf-8")
    whole = "\n".join([*found, *found.values()])
    for text in ("ana", "bob", "Bob was ill", "feedback/", "../out"):
        assert not re.search(rf"\b{text}\b", whole), text
    names = [line.split(",")[0] for line in who.read_text("utf-8").splitlines()[1:]]
    assert all(f"students/{name}.html" in found for name in names)
    assert not any(name.startswith("transcripts") for name in found)
    for inside in (to / "who.csv", desk.out / "who.csv"):
        with pytest.raises(CourseError, match="keep the pseudonyms apart"):
            desk.run("report", desk.out, "--pseudonyms", inside, "--to", to)


def test_an_out_of_pseudonyms_stays_one(desk: Desk) -> None:
    who = desk.folder / "who.csv"
    desk.out = desk.folder / "hidden"
    desk.grade("--pseudonyms", who)
    desk.run("report", desk.out, "--transcripts", "all")
    found = pages(desk.out / "report")
    whole = "\n".join([*found, *found.values()])
    assert not re.search(r"\b(ana|bob)\b", whole)
    assert len([name for name in found if name.startswith("students/p-")]) == 2
    with pytest.raises(CourseError, match="holds pseudonyms already"):
        desk.run("report", desk.out, "--pseudonyms", who)


def test_a_transcript_on_the_terminal_and_as_a_page(desk: Desk) -> None:
    said = desk.run("transcript", desk.out, "bob", "01")
    assert "double doubles: not right yet" in said
    assert "something that cannot be read" in said  # the canned tape is no talk
    (first, second) = json.loads(desk.run("transcript", desk.out, "bob", "01", "--json"))
    assert first["outcome"] == "failed" and second["check"] == "check_shift"
    page = desk.folder / "page.html"
    desk.run("transcript", desk.out, "bob", "01", "--to", page)
    assert "double doubles" in page.read_text("utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    with pytest.raises(CourseError, match=r"Nothing of bop for 01_mini was graded\. Did you mean"):
        desk.run("transcript", desk.out, "bop", "01")


def test_a_tape_reads_as_a_talk() -> None:
    assert [(said.depth, said.who, said.text) for said in transcript(TAPE).lines] == [
        (0, "grader asks", "load mini.py, random state 5"),
        (0, "program replies", "None"),
        (0, "grader asks", "submission.walk(given 0, 2.5, n=3)"),
        (1, "program asks back", "given 0(1.25)"),
        (1, "grader answers", "7"),
        (0, "program replies", "raises ValueError: <script>alert(4)</script>[U+202E]"),
    ]


@pytest.mark.parametrize(
    ("value", "reads"),
    [
        (list(range(12)), "[0, 1, 2, 3, 4, 5, 6, 7, … 4 more]"),
        ({"a": (1, 2.5), 3: None}, "{'a': (1, 2.5), 3: None}"),
        ([[[[1]]]], "[[[a list of 1]]]"),
        ("x" * 500, f"'{'x' * 120}'…"),
        (1 << 400, "a number (int)"),
        (Ref("r", 9, ("Adam", "object")), "object 9 (Adam)"),
    ],
)
def test_values_are_told_in_few_words(value: Any, reads: str) -> None:
    told = transcript(tape(("ask", ["keep", value])))
    assert told.lines[0].text == f"keep({reads})"


def test_arrays_show_their_first_numbers() -> None:
    import numpy as np
    import pandas
    import torch

    box = [np.arange(8.0).reshape(2, 4), torch.ones(3, dtype=torch.float32), np.float32(0.5)]
    (said,) = transcript(tape(("ask", ["keep", box]))).lines
    assert said.text == (
        "keep([array float64 (2, 4) [0, 1, 2, 3, 4, 5, …], tensor float32 (3,) [1, 1, 1], 0.5])"
    )
    table = pandas.DataFrame({"pH": [3.1, 3.2], "<b>": [1, 2]})
    (said,) = transcript(tape(("ask", ["keep", table]))).lines
    assert said.text == "keep(table (2, 2) of ['pH', '<b>'])"


def test_a_long_talk_is_cut_and_its_end_is_shown() -> None:
    long = tape(*[("ask", ["len", n]) for n in range(MOST_LINES + 50)])
    told = transcript(long)
    assert len(told.lines) == MOST_LINES + 1 and told.left_out == 49
    assert told.lines[-1].text == f"len({MOST_LINES + 49})"


def test_an_empty_class_one_student_and_nothing_decided(tmp_path: Path) -> None:
    nobody = write(book([], {}), tmp_path / "nobody")
    assert list(nobody) == ["index.html"] and "Nothing is graded here yet." in nobody["index.html"]
    alone = write(book([piece("ann")], TITLES), tmp_path / "alone")
    assert '<span class="number">1</span> student,' in alone["index.html"]
    whole = book([piece(n, outcomes=("grader_error",) * 2) for n in ("ann", "ben")], TITLES)
    undecided = write(whole, tmp_path / "undecided")
    index = undecided["index.html"]
    assert index.index("Open scores") < index.index("Exercises")
    assert index.count('class="open"') == 2 and 'class="open total"' in index
    assert "KeyError: &lt;b&gt;x&lt;/b&gt;" in index and "<b>x" not in index
    assert "mean –" in index


def test_nothing_hostile_becomes_markup(tmp_path: Path) -> None:
    found = write(made_class(20), tmp_path)
    assert f"students/{safe_name(HOSTILE[0])}.html" in found
    for name, text in found.items():
        tags = set(re.findall(r"<(script|img|svg/|b|i)\b", text))
        assert tags <= ({"script"} if name == "index.html" else set()), name
        assert text.count("<script") == (name == "index.html")
        assert not re.search("[\u202e\x00\x1b]", text), name
        assert "49" not in re.findall(r"<bdi>(.*?)</bdi>", text)


def test_a_disguised_book_links_to_nothing(tmp_path: Path) -> None:
    whole = made_class(12)
    names = {row.student: f"p-{n:02}" for n, row in enumerate(reversed(whole.rows))}
    shown = disguised(whole, names)
    assert [row.student for row in shown.rows] == sorted(names.values())
    assert not any(p.feedback or p.taped or p.mark.causes for p in shown.pieces)
    assert len(shown.pieces) == len(whole.pieces)
    text = "\n".join(write(shown, tmp_path).values())
    assert "student 0" not in text and "alert(1)" not in text


def test_every_command_of_the_docs_runs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/report.md, for ann and exercise 02, who are bob and 01 here."""
    page = (Path(__file__).parent.parent / "docs" / "report.md").read_text("utf-8")
    monkeypatch.chdir(desk.folder)
    (desk.folder / "out").rename("results")
    commands = [
        command
        for block in re.findall(r"```\n(.*?)```", page, re.S)
        for command in block.splitlines()
    ]
    assert len(commands) == 4
    for command in commands:
        program, *words = command.replace("ann 02", "bob 01").replace("/ 02", "/ 01").split()
        assert program == "autograder"
        desk.run(*words)
    assert all(Path(name).is_file() for name in ("ann.html", "pairs.html"))
    assert Path("results/report/index.html").is_file()
