"""What a grading run writes: whole files, true ids, no formula, no way out of the folder."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from autograder import report
from autograder.course import CourseError
from autograder.feedback.folder import Folder
from autograder.outcomes import Outcome, Where
from autograder.report import ReportError, safe_name
from autograder.results import Isolation, Result, Run, State
from autograder.scoring import CheckResult
from autograder.trial import StudentError

HOSTILE = (
    "<script>alert(1)</script> [bold red]x[/] [/nothing] {{ x }}",
    '=HYPERLINK("http://evil.example")',
    "\x1b[31mred\x1b]0;owned\x07\x08\r\n\t\0\x9b1m",
    "\u202eowned\u2066\u2028 \udfff\ud800 \ufffe",
    "../../../etc/passwd",
    "x" * 1_000_000,
)
SCHEMA = Path(report.__file__).with_name("schema") / "results.schema.json"
CLIMB, NET = "02_climb", "06_net"


def result(student: str, exercise: str = CLIMB, *, points: int = 2, **fields: object) -> Result:
    outcome = Outcome.PASSED if points else Outcome.FAILED
    plain = Result(
        student=student,
        exercise=exercise,
        title="Climbing",
        sha256="ab" * 32,
        state=State.GRADED,
        earned=points,
        possible=2,
        round="autumn",
        isolation=Isolation("A", "isolated", "In a jail."),
        device="cpu",
        seconds=1.23456,
        versions={"torch": "2.13.0"},
        checks=(CheckResult("check_peaks", "peaks is right", outcome, points, 2),),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def undetermined(student: str, exercise: str = CLIMB) -> Result:
    broken = CheckResult("check_peaks", "peaks is right", Outcome.GRADER_ERROR, 0, 2)
    open_score = {"state": State.UNDETERMINED, "earned": None, "causes": ("the box fell",)}
    return replace(result(student, exercise), checks=(broken,), **open_score)  # type: ignore[arg-type]


def hostile(text: str) -> Result:
    """A result with `text` wherever a student can write to."""
    where = (Where(text, 10**5000, text), Where(text, -1, text))
    error = StudentError(text, text, where)
    check = CheckResult("c", "t", Outcome.RAISED, 0, 2, text, text, error, text, text)
    return replace(result(text, points=0), checks=(check,), notes=(text,), output=text)


def run(*results: Result) -> Run:
    return Run("autumn", results)


def read(out: Path) -> dict[str, Any]:
    """`results.json`, which is as the schema says."""
    return valid(json.loads((out / "results.json").read_text("ascii")))


def rows(out: Path) -> list[dict[str, str]]:
    text = (out / "grades.csv").read_bytes().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def valid(document: dict[str, Any] | None) -> dict[str, Any]:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)
    assert document is not None
    return document


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_run_is_written_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    pages = report.write(run(result("ana"), undetermined("bob")), out, {})
    assert pages == (out / "feedback/ana/02_climb.html", out / "feedback/bob/02_climb.html")
    assert everything(out) == [
        *("feedback", "feedback/ana", "feedback/ana/02_climb.html", "feedback/ana/02_climb.md"),
        *("feedback/bob", "feedback/bob/02_climb.html", "feedback/bob/02_climb.md"),
        *("grades.csv", "results.json"),
    ]
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in out.rglob("*"))


def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    report.write(run(result("ana")), tmp_path, {})
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_results_hold_what_the_schema_says(tmp_path: Path) -> None:
    error = StudentError("ValueError", "no", (Where("climb.py", 3, "climb"),))
    check = CheckResult("c", "t", Outcome.RAISED, 0, 2, "says", "why", error, "climb", "None")
    whole = replace(result("ana", points=0), checks=(check,), output="hi\n", notes=("renamed",))
    report.write(run(whole, undetermined("bob")), tmp_path, {})
    first, second = read(tmp_path)["results"]
    assert first == {
        **{"student": "ana", "exercise": CLIMB, "title": "Climbing", "round": "autumn"},
        **{"sha256": "ab" * 32, "state": "graded", "earned": 0, "possible": 2, "device": "cpu"},
        "isolation": {"letter": "A", "name": "isolated", "says": "In a jail."},
        **{"seconds": 1.235, "versions": {"torch": "2.13.0"}, "notes": ["renamed"]},
        **{"output": "hi\n", "causes": [], "feedback": "feedback/ana/02_climb.html"},
        **{"attempt": 1, "submitted": None},
        "attempts": [{"attempt": 1, "round": "autumn", "earned": 0, "possible": 2}],
        "standing": {
            **{"earned": 0, "possible": 2, "late_days": 0, "penalty": 0, "adjusted": 0},
            "extra": False,
        },
        "checks": [
            {
                **{"name": "c", "title": "t", "outcome": "raised", "earned": 0, "possible": 2},
                **{"says": "says", "diagnosis": "why", "called": "climb", "returned": "None"},
                "error": {
                    **{"type": "ValueError", "message": "no"},
                    "where": [{"file": "climb.py", "line": 3, "function": "climb"}],
                },
            }
        ],
    }
    assert (second["state"], second["earned"]) == ("undetermined", None)
    assert second["causes"] == ["the box fell"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entry: entry.pop("round"),
        lambda entry: entry.update(secret=1),
        lambda entry: entry.update(earned=None),
        lambda entry: entry.update(state="undetermined"),
        lambda entry: entry["checks"][0].update(outcome="failed"),
        lambda entry: entry["checks"][0].update(outcome="great"),
    ],
)
def test_the_schema_refuses_what_does_not_fit(spoil: Any) -> None:
    document = {"format": 2, "results": [report.record(result("ana"))]}
    valid(document)
    spoil(document["results"][0])
    with pytest.raises(jsonschema.ValidationError):
        valid(document)


def test_the_own_lines_reach_the_page(tmp_path: Path) -> None:
    error = StudentError("ValueError", "no", (Where("climb.py", 2, "climb"),))
    check = CheckResult("c", "t", Outcome.RAISED, 0, 2, error=error)
    whole = replace(result("ana", points=0), checks=(check,))
    sources = {("ana", CLIMB): {"climb.py": b"def climb():\n    return uphill\n"}}
    (page,) = report.write(run(whole), tmp_path, sources)
    assert "return uphill" in page.read_text("utf-8")
    assert "return uphill" in page.with_suffix(".md").read_text("utf-8")


def test_grades_are_a_table_of_points(tmp_path: Path) -> None:
    whole = run(
        *(result("ana"), result("ana", NET), result("bob", points=0)),
        *(undetermined("eve"), result("eve", NET)),
    )
    report.write(whole, tmp_path, {})
    assert (tmp_path / "grades.csv").read_bytes() == (
        b"student,02_climb,06_net,total,possible,state\r\n"
        b"ana,2,2,4,4,graded\r\n"
        b"bob,0,,0,4,graded\r\n"
        b"eve,,2,,4,undetermined\r\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_student_is_a_formula(tmp_path: Path, start: str) -> None:
    report.write(run(result(f'{start}1+cmd|"x", y')), tmp_path, {})
    (row,) = rows(tmp_path)
    assert row["student"].startswith("'") and row["student"].endswith('1+cmd|"x", y')
    assert read(tmp_path)["results"][0]["student"] == f'{start}1+cmd|"x", y'


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text_stays_data(tmp_path: Path, text: str) -> None:
    out = tmp_path / "out"
    report.write(run(hostile(text)), out, {("x", CLIMB): {}})
    (entry,) = read(out)["results"]
    assert entry["student"] == text  # the true one
    assert entry["checks"][0]["error"]["where"][0]["line"] == 0
    entry.pop("student")
    json.dumps(entry, ensure_ascii=False).encode("utf-8")
    (row,) = rows(out)
    assert row["total"] == "0" and len(row["student"]) < 300
    assert (out / "results.json").stat().st_size < 1_300_000
    assert len(everything(out)) == 6
    assert everything(tmp_path)[0] == "out"
    assert not re.search("[\0-\x08\x0e-\x1f\x9b]", (out / "grades.csv").read_text("utf-8"))


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text_stays_text_in_the_terminal(text: str) -> None:
    console = Console(file=io.StringIO(), width=200, force_terminal=True, color_system=None)
    console.print(report.table([hostile(text)]))
    console.print(report.line(hostile(text)), markup=False)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    left = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert not re.search("[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", left)
    assert "owned" not in text or "owned" in left or "\x1b" in text
    assert "0/2  R" in left and "R stopped with an error" in left


def test_the_table_reads_no_markup() -> None:
    console = Console(file=io.StringIO(), width=200)
    console.print(report.table([result("[red]ana[/red]", "[link=x]y[/link]")]))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "[red]ana[/red]" in shown and "[link=x]y[/link]" in shown


def test_the_terminal_shows_every_student_and_exercise() -> None:
    console = Console(file=io.StringIO(), width=200)
    console.print(report.table([result("ana"), undetermined("bob", NET)]))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "02_climb" in shown and "06_net" in shown
    assert re.search(r"ana\W+2/2  P", shown) and re.search(r"bob\W+\?/2  G", shown)
    assert report.line(result("ana")) == "ana  02_climb  2/2  P"


@pytest.mark.parametrize("name", ["ana", "ana.b_c-1", "s0123456", "zoë", "李小龍", "a" * 80])
def test_plain_ids_are_their_own_folder(name: str) -> None:
    assert safe_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "../x", "a/b", "a\\b", ".hidden", "Ana", "a b", "a\0b", "\ud800", "con"),
        *("NUL.txt", "a.", "a" * 81, "李" * 40, "-0123456789abcdef", "ana-0123456789abcdef"),
        *("e\u0301", "\u212b", "ﬁ", "ß", "a\nb", "C:x", "~", "*", "\u202ex", "x" * 1_000_000),
    ],
    ids=lambda name: ascii(name[:12]),
)
def test_other_ids_get_a_digest(name: str) -> None:
    assert re.fullmatch(r"[\w.-]{1,63}-[0-9a-f]{16}", safe_name(name))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=6), min_size=2, max_size=30, unique=True))
def test_two_students_never_share_a_folder(students: list[str]) -> None:
    more = {s.upper() for s in students} | {s.lower() for s in students} | set(students)
    more |= {safe_name(s) for s in students}  # an id may be another one's folder
    names = [safe_name(student) for student in more]
    assert len({name.casefold() for name in names}) == len(more)
    for name in names:
        assert 0 < len(name.encode("utf-8")) <= 80
        assert re.fullmatch(r"[\w-][\w.-]*", name) and name not in (".", "..")


def test_students_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    names = ["../../up", "/etc", "..", "a/../../b", "CON"]
    report.write(run(*(result(name) for name in names)), tmp_path / "out", {})
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert len(list((tmp_path / "out" / "feedback").iterdir())) == len(names)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/a", "a\0"])
def test_a_folder_takes_single_names_only(tmp_path: Path, name: str) -> None:
    with Folder.open(tmp_path) as folder:
        with pytest.raises(ValueError, match="not the name of one file"):
            folder.write(name, b"")
        with pytest.raises(ValueError, match="not the name of one file"), folder.folder(name):
            raise AssertionError


@pytest.mark.parametrize(
    "link", ["feedback", "feedback/ana", "feedback/ana/02_climb.html", "grades.csv"]
)
def test_no_link_is_followed(tmp_path: Path, link: str) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("precious", "utf-8")
    (out / link).parent.mkdir(parents=True)
    target = elsewhere if "." not in link else elsewhere / "precious"
    (out / link).symlink_to(target)
    report.write(run(result("ana")), out, {})
    assert everything(elsewhere) == ["precious"]
    assert (elsewhere / "precious").read_text("utf-8") == "precious"
    assert not any(path.is_symlink() for path in out.rglob("*"))
    assert "Climbing" in (out / "feedback/ana/02_climb.html").read_text("utf-8")


def test_a_write_that_fails_leaves_the_older_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report.write(run(result("ana", points=0)), tmp_path, {})
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(ReportError, match="No space left on device"):
            report.write(run(result("ana")), tmp_path, {})
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_nothing_seen_under_its_name_is_unfinished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: list[str] = []
    rename = os.replace

    def watch(draft: str, name: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        with os.fdopen(os.open(draft, os.O_RDONLY, dir_fd=src_dir_fd), "rb") as file:
            content = file.read()
        rename(draft, name, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
        if not name.endswith(".tmp"):
            named.append(name)
            assert content.endswith(b"\n")

    monkeypatch.setattr(os, "replace", watch)
    report.write(run(result("ana")), tmp_path, {})
    assert sorted(named) == ["02_climb.html", "02_climb.md", "grades.csv", "results.json"]


@pytest.mark.parametrize("where", ["out", "out/deeper", "out/feedback"])
def test_a_file_in_the_way_is_one_clear_line(tmp_path: Path, where: str) -> None:
    if where == "out/feedback":
        (tmp_path / "out").mkdir()
    (tmp_path / where.replace("/deeper", "")).write_text("mine", "utf-8")
    out = tmp_path / (where if where == "out/deeper" else "out")
    for attempt in (lambda: report.prepare(out), lambda: report.write(run(), out, {})):
        with pytest.raises(CourseError) as caught:
            attempt()
        assert str(out) in str(caught.value) and "\n" not in str(caught.value)
    assert (tmp_path / where.replace("/deeper", "")).read_text("utf-8") == "mine"


def test_a_folder_is_made_ready_before_anything_is_graded(tmp_path: Path) -> None:
    report.prepare(tmp_path / "out")
    assert everything(tmp_path / "out") == ["feedback"]


def test_without_jinja2_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ReportError, match=r"pip install gradeproof\[grade\]"):
        report.prepare(tmp_path / "out")
    assert everything(tmp_path) == []
