"""`hint`, `status` and `submit` as a student types them, and every command's help."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import typer.main
from rich.console import Console
from typer.core import TyperGroup
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.cli.examples import EXAMPLES
from autograder.cli.student import Bar, next_hint
from autograder.course import Course, CourseError, Exercise, load_course
from autograder.intake import collect
from autograder.outcomes import Outcome
from autograder.own_files import fingerprint, is_begun
from autograder.progress import FILE, Known, State, keep, load, remember, standing
from autograder.selfcheck import PublicCheck, SelfCheck
from autograder.submitting import MAX_NAME, found, student_id, write
from tests.test_selfcheck import RIGHT, STUB, write_course

ROOT = Path(__file__).resolve().parent.parent
CELLS = [{"cell_type": "code", "metadata": {}, "source": RIGHT, "outputs": []}]
NOTEBOOK = {"cells": CELLS, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Two exercises with two hints each, in the current folder."""
    monkeypatch.chdir(tmp_path)
    for slug, module in (("01_double", "double"), ("02_twice", "twice")):
        folder = write_course(tmp_path, slug) / "assignments" / slug
        text = (folder / "exercise.toml").read_text("utf-8")
        text = text.replace('module = "double"', f'module = "{module}"')
        text = f'functions = ["double", "apply"]\nhints = ["Think.", "Multiply."]\n{text}'
        (folder / "exercise.toml").write_text(text, "utf-8")
        for name in ("{}.py", "test_{}.py"):
            (folder / name.format("double")).rename(folder / name.format(module))
    return load_course(tmp_path)


def typed(*words: object, code: int = 0) -> str:
    """What a command prints; on standard error where it fails."""
    result = CliRunner().invoke(app, [str(word) for word in words], terminal_width=100)
    if isinstance(result.exception, CourseError):  # `autograder.cli.main` makes it one line
        assert code == 2 and "\n" not in str(result.exception)
        return str(result.exception)
    assert result.exit_code == code, result.output
    return result.output


def ended(passed: int, of: int) -> SelfCheck:
    outcomes = [Outcome.PASSED] * passed + [Outcome.FAILED] * (of - passed)
    checks = tuple(PublicCheck(f"test_{n}", "", outcome) for n, outcome in enumerate(outcomes))
    return SelfCheck("01_double", "double", 2, 10, checks)


# -- hints


def test_one_hint_at_a_time(course: Course) -> None:
    assert typed("hint", "01", "--again") == (
        "No hint was shown yet. The first one: autograder hint 01\n"
    )
    assert typed("hint", "01") == "Hint 1 of 2: Think.\n"
    assert typed("hint", "double") == "Hint 2 of 2: Multiply.\n"
    for _ in range(2):
        assert typed("hint", "01").startswith("There are no more hints.")
    assert typed("hint", "01", "--again") == "Hint 1 of 2: Think.\nHint 2 of 2: Multiply.\n"
    assert json.loads(typed("hint", "02", "--json")) == {
        **{"exercise": "02_twice", "hints": ["Think."], "of": 2},
    }
    assert "no exercise '03'" in typed("hint", "03", code=2)
    bare = replace(course.exercises[0], hints=())
    assert next_hint(bare) == ()


def test_what_is_remembered_may_be_broken_or_gone(course: Course) -> None:
    first = course.exercises[0]
    file = course.root / FILE
    assert keep(first, Known(hints=1)) and load(course.root)[first.slug].hints == 1
    whole = file.read_text("ascii")
    for text in (
        *("", "[]", "null", '{"version": 1}', '{"version": 1, "exercises": []}', "[" * 10**5),
        whole.replace('"version": 1', '"version": 2'),
        whole.replace('"hints": 1', '"hints": -1'),
        whole.replace('"hints": 1', '"hints": "\\u001b[2J"'),
        whole.replace('"hints"', '"else"'),
    ):
        assert text != whole
        file.write_text(text, "utf-8")
        assert load(course.root) == {}
    file.unlink()
    file.mkdir()  # nothing can be written there: hints are shown all the same
    assert not keep(first, Known(hints=1))
    assert typed("hint", "01") == "Hint 1 of 2: Think.\n"
    assert sorted(p.name for p in file.parent.iterdir()) == [file.name]


# -- status


def test_a_state_holds_for_the_files_that_were_checked(course: Course) -> None:
    first = course.exercises[0]

    def state() -> State:
        return standing(first, load(course.root)).state

    assert state() is State.NOT_BEGUN
    first.stub.write_text(RIGHT, "utf-8")
    assert state() is State.NOT_CHECKED
    assert remember(first, fingerprint(first), ended(1, 2))
    assert state() is State.OPEN
    assert remember(first, fingerprint(first), ended(2, 2))
    assert state() is State.SOLVED
    first.public_checks.write_text("# another check\n", "utf-8")
    assert state() is State.CHANGED
    before = fingerprint(first)
    (first.folder / "helper.py").write_text("", "utf-8")
    assert not remember(first, before, ended(2, 2))  # saved while the checks ran
    first.stub.write_text(STUB, "utf-8")
    assert state() is State.NOT_BEGUN
    first.stub.unlink()
    assert fingerprint(first) is None and state() is State.NOT_BEGUN


def test_status_runs_nothing_and_says_what_it_is_not(course: Course) -> None:
    first = course.exercises[0]
    first.stub.write_text(f"raise SystemExit('run')\n{RIGHT}", "utf-8")
    remember(first, fingerprint(first), ended(1, 2))
    shown = typed("status")
    assert "1 of 2 public checks" in shown and "not begun" in shown and "0 of 2 solved" in shown
    assert "Public checks are not the mark" in shown and "\x1b" not in shown
    states = json.loads(typed("status", "--json"))
    assert [(s["exercise"], s["state"], s["passed"], s["public"]) for s in states] == [
        ("01_double", "open", 1, 2),
        ("02_twice", "not_begun", 0, 0),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("colors", [None, "standard", "truecolor"])
def test_a_bar_is_read_without_colors(colors: str | None, encoding: str) -> None:
    whole, rest = "━·" if encoding == "utf-8" else "#-"
    for done, total, length in ((0, 0, 0), (0, 6, 0), (1, 6, 2), (5, 6, 10), (6, 6, 13)):
        file = io.TextIOWrapper(io.BytesIO(), encoding)
        terminal = colors is not None
        Console(file=file, color_system=colors, force_terminal=terminal).print(Bar(done, total))
        file.seek(0)
        shown = re.sub(r"\x1b\[[\d;]*m", "", file.read()).strip()
        assert shown == whole * length + rest * (13 - length)


def test_fresh_runs_what_is_begun(course: Course) -> None:
    course.exercises[1].stub.write_text(RIGHT, "utf-8")
    shown = typed("status", "--fresh")
    assert "solved: 2 of 2" in shown and "1 of 2 solved" in shown
    assert set(load(course.root)) == {"02_twice"}


@pytest.mark.parametrize("exercise", load_course(ROOT).exercises, ids=lambda e: e.slug)
def test_stubs_are_not_begun_and_solutions_are(exercise: Exercise) -> None:
    assert not is_begun(exercise.stub.read_bytes(), exercise.functions)
    assert is_begun(exercise.reference.read_bytes(), exercise.functions)


@pytest.mark.parametrize(
    "code",
    [
        *(RIGHT, "", "def double(x:", "\0", "double = apply = None", "(" * 10**5),
        STUB.replace("def double(x):", "def double(x):\n    y = x"),
        STUB.replace("def double", "def other"),
    ],
)
def test_anything_else_was_worked_on(code: str) -> None:
    assert is_begun(code.encode(), ["double", "apply"])


# -- notebooks


def write_notebook(exercise: Exercise, *sources: str) -> Path:
    """A notebook with these code cells, beside a Python file that is as it was given."""
    path = exercise.stub.with_suffix(".ipynb")
    cells = [CELLS[0] | {"source": source} for source in sources]
    path.write_text(json.dumps(NOTEBOOK | {"cells": cells}), "utf-8")
    return path


def test_a_notebook_is_checked_as_it_is_handed_in(course: Course) -> None:
    first = course.exercises[0]
    assert "0 of 2 solved" in typed("status")
    notebook = write_notebook(first, "%matplotlib inline\nimport math", RIGHT)
    (state, _) = json.loads(typed("status", "--json"))
    assert state["state"] == "not_checked"
    said = typed("check", "01")
    assert "Next: hand in double.ipynb." in said and "was not looked at" not in said
    assert "solved: 2 of 2" in typed("status")
    assert "01_double/double.ipynb" in typed("submit", "01")
    document = json.loads(notebook.read_bytes())
    document["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "4"}]
    notebook.write_text(json.dumps(document), "utf-8")
    assert "solved: 2 of 2" in typed("status")  # what it shows is no code
    write_notebook(first, RIGHT + "\n# another line")
    assert "changed; was 2 of 2" in typed("status")
    first.stub.write_text(STUB.replace("raise", "return 1\n    raise", 1), "utf-8")
    said = typed("check", "01", code=1)
    assert "double.ipynb was not looked at: something is written in double.py" in said


def test_an_error_in_a_notebook_is_told_by_its_cell(course: Course) -> None:
    """With the line that stands there, in the check and in what `submit` says."""
    broken = "def helper(x):\n    return math.no(x)\n\ndef apply(f): return f(3)"
    write_notebook(
        course.exercises[0], "import math\n\ndef double(x):\n    return helper(x)", broken
    )
    (found,) = json.loads(typed("check", "01", "--json", code=1))
    raised = found["checks"][0]
    assert raised["outcome"] == "raised" and found["file"] == "double.ipynb"
    assert raised["says"].endswith("(double.ipynb, cell 2, line 2)")
    assert 'File "double.ipynb, cell 1", line 4, in double\n    return helper(x)' in raised["error"]
    assert 'File "double.ipynb, cell 2", line 2, in helper\n    return math.no' in raised["error"]
    write_notebook(course.exercises[0], RIGHT, "1 / 0")
    said = typed("submit", "01", code=2)
    assert "ZeroDivisionError: division by zero (double.ipynb, cell 2, line 1)" in said


@pytest.mark.parametrize("content", ["{", "[]", '{"nbformat": 4, "cells": []}'])
def test_a_notebook_that_cannot_be_read_is_one_sentence(course: Course, content: str) -> None:
    course.exercises[0].stub.with_suffix(".ipynb").write_text(content, "utf-8")
    before = json.loads(typed("status", "--json"))[0]["state"]
    said = typed("check", "01", code=1)
    assert before == "not_checked" and "double.ipynb" in said and "Traceback" not in said


# -- submit


@pytest.mark.parametrize("student", ["", "ann", "Ünal Ö", "s12_345", "a@b.example", "x" * MAX_NAME])
@pytest.mark.parametrize("as_zip", [False, True])
def test_what_is_written_is_what_is_graded(
    course: Course, tmp_path: Path, student: str, as_zip: bool
) -> None:
    """Through the real intake, with a helper, a notebook, and bytes that are no UTF-8."""
    first, second = course.exercises
    first.stub.write_bytes(f"# Größe\r\n{RIGHT}".encode("latin-1"))
    (first.folder / "helper.py").write_text("TWO = 2\n", "utf-8")
    (first.folder / "my notes (1).py").write_text("no module\n", "utf-8")
    second.stub.with_suffix(".ipynb").write_text(json.dumps(NOTEBOOK), "utf-8")
    to = tmp_path / "handed-in"
    receipt = write([found(course, e) for e in course.exercises], to, student, as_zip)
    assert (to / f"{student}.zip").exists() is (as_zip and bool(student))
    paths = [Path(receipt.to)] if as_zip and not student else [to]
    taken = collect(paths, course, course.exercises).submissions
    assert [s.exercise.slug for s in taken] == ["01_double", "02_twice"]
    assert not [s.problem for s in taken if s.problem]
    if student:
        assert {s.student for s in taken} == {student}
    assert taken[0].files == {
        "double.py": first.stub.read_bytes(),
        "helper.py": b"TWO = 2\n",
    }
    assert b"return 2 * x" in taken[1].files["twice.py"]
    assert [item.file for item in receipt.files] == ["double.py", "helper.py", "twice.ipynb"]
    for item in receipt.files:
        handed_in = (course.root / "assignments" / item.exercise / item.file).read_bytes()
        assert item.sha256 == hashlib.sha256(handed_in).hexdigest()
    if as_zip:
        assert receipt.sha256 == hashlib.sha256(Path(receipt.to).read_bytes()).hexdigest()


def test_a_receipt_names_the_digest_that_results_name(course: Course, tmp_path: Path) -> None:
    course.exercises[0].stub.write_text(RIGHT, "utf-8")
    said = typed("submit", "01", "--to", tmp_path / "to", "--json")
    (item,) = json.loads(said)["files"]
    (taken,) = collect([tmp_path / "to"], course, course.exercises).submissions
    assert item["sha256"] == taken.sha256 and item["size"] == len(RIGHT)
    assert json.loads((tmp_path / "to" / "01_double.receipt.json").read_bytes()) == json.loads(said)
    said = typed("submit", "01", "--to", tmp_path / "to")
    assert taken.sha256 in said and "nothing was sent anywhere" in said


def test_a_stub_is_handed_in_with_a_warning(course: Course) -> None:
    assert "double.py is as it was given" in typed("submit", "01")
    assert (course.root / "handed-in" / "01_double" / "double.py").is_file()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("def double(x:", "cannot be loaded: SyntaxError"),
        ("raise ValueError('\\x1b[2Jno\\n')", "cannot be loaded: ValueError: no (double.py, line"),
        ("raise SystemExit(0)", "cannot be loaded: SystemExit"),
        ("def double(x): return 2 * x", "does not define apply."),
        ("import os; os._exit(0)", "ends Python when it is loaded (exit code 0)."),
        ("while True: pass", "still loading after 5 seconds."),
    ],
)
def test_what_cannot_be_graded_is_told_and_not_written(
    course: Course, code: str, says: str
) -> None:
    course.exercises[0].stub.write_text(code, "utf-8")
    seconds = 5 if "while" in code else 300
    said = typed("submit", "01", "--seconds", seconds, code=2)
    assert says in said and "--anyway" in said and "\x1b" not in said
    assert not (course.root / "handed-in").exists()


def test_a_notebook_is_looked_at_as_it_is_graded(course: Course) -> None:
    """Without its magics; and beside a Python file that is begun it stays here."""
    first = course.exercises[0]
    notebook = first.stub.with_suffix(".ipynb")
    magic = CELLS[0] | {"source": "%matplotlib inline\n" + RIGHT}
    notebook.write_text(json.dumps(NOTEBOOK | {"cells": [magic]}), "utf-8")
    said = typed("submit", "01")
    assert "Cell 1, line 1 was left out, it is for Jupyter" in said
    assert "01_double/double.ipynb" in said
    half = CELLS[0] | {"source": "def double(x): return 2 * x"}
    notebook.write_text(json.dumps(NOTEBOOK | {"cells": [half]}), "utf-8")
    assert "double.py does not define apply." in typed("submit", "01", code=2)
    first.stub.write_text(RIGHT, "utf-8")
    said = typed("submit", "01", "--to", "elsewhere")
    assert "double.ipynb stays here: double.py is handed in." in said


def test_anyway(course: Course) -> None:
    course.exercises[0].stub.write_text("def double(x:", "utf-8")
    assert "SyntaxError" in typed("submit", "01", "--anyway")
    assert (course.root / "handed-in" / "01_double" / "double.py").is_file()


@pytest.mark.parametrize(
    "name",
    [
        *("../ann", "a/b", "a\\b", ".", "..", " ", "ann.", " ann", "con", "NUL.txt", "a:b"),
        *("a\nb", "\x1b[2J", "x" * (MAX_NAME + 1), ".ann", "__ann", "a\u202eb", "a*"),
    ],
)
def test_a_student_id_is_a_name_on_every_system(name: str) -> None:
    with pytest.raises(CourseError) as told:
        student_id(name)
    assert "\n" not in str(told.value) and "\x1b" not in str(told.value)


def test_what_lies_in_the_way_is_one_line(course: Course, tmp_path: Path) -> None:
    first = course.exercises[0]
    first.stub.write_text(RIGHT, "utf-8")
    file = tmp_path / "file"
    file.write_bytes(b"")
    assert "cannot be written" in typed("submit", "01", "--to", file, code=2)
    older = tmp_path / "to" / "01_double" / "double.ipynb"
    older.parent.mkdir(parents=True)
    older.write_text("{}", "utf-8")
    assert "would be handed in too" in typed("submit", "01", "--to", tmp_path / "to", code=2)
    (first.folder / "twice.py").write_text("", "utf-8")
    assert "the name of another exercise" in found(course, first).notes[0]
    first.stub.write_bytes(b"#" * (1 << 20) + b"#")
    assert "larger than 1 MB" in typed("submit", "01", code=2)
    first.stub.write_text(STUB, "utf-8")
    first.stub.with_suffix(".ipynb").write_text("{", "utf-8")
    assert "double.ipynb" in typed("submit", "01", code=2)


# -- help


def commands() -> dict[str, list[str]]:
    """Command -> the options that it knows."""
    top = typer.main.get_command(app)
    assert isinstance(top, TyperGroup)
    found = {}
    for name, command in top.commands.items():
        inner = command.commands if isinstance(command, TyperGroup) else {"": command}
        for second, leaf in inner.items():
            options = [o for p in leaf.params for o in (*p.opts, *p.secondary_opts)]
            found[f"{name} {second}".strip()] = options
    return found


def test_every_command_has_an_example_that_it_understands() -> None:
    options = commands()
    assert set(EXAMPLES) == set(options)
    for command, examples in EXAMPLES.items():
        for example in examples:
            words = shlex.split(example)
            if words[1] == "--course":  # the one option that stands before the command
                del words[1:3]
            assert " ".join(words).startswith(f"autograder {command}")
            flags = [word.split("=")[0] for word in words if word.startswith("--")]
            assert set(flags) <= set(options[command]), example
            shown = typed(*command.split(), "--help")
            assert "".join(example.split()) in "".join(shown.split())


@pytest.mark.parametrize(("variable", "colored"), [("NO_COLOR", False), ("FORCE_COLOR", True)])
def test_colors_can_be_turned_off(
    variable: str, colored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "1")
    monkeypatch.setenv("TERM", "xterm")
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "status", "--help"],
        capture_output=True,
        check=True,
    )
    assert (b"\x1b[3" in done.stdout or b"\x1b[1;3" in done.stdout) is colored
    assert Console().no_color is not colored


def test_a_shell_is_offered_exercises(course: Course) -> None:
    from autograder.cli.options import known

    assert known("0") == ["01_double", "02_twice"]
    assert known("02") == ["02_twice"]
