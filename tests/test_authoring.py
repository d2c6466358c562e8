"""`autograder new`, and docs/authoring.md: a test does what the page says, word for word."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.authoring import new
from autograder.bundle import CANARY
from autograder.cli.app import app
from autograder.course import CourseError, load_course
from autograder.mistakes import load_mistakes
from autograder.sandbox import Sandbox
from autograder.verify import verify
from tests.mini_course import write_course

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "authoring.md").read_text("utf-8")
STEPS = re.findall(r"(?:\*\*`(\S+)`\*\*\n\n)?```(\w*)\n(.*?)```\n", PAGE, re.S)


def test_a_new_exercise_is_proven_as_it_is(tmp_path: Path, sandbox: Sandbox) -> None:
    files = new(tmp_path / "course", "07_moving_average")
    assert len(files) == 11 and all(path.is_file() for path in files)
    (exercise,) = load_course(tmp_path / "course").exercises
    assert (exercise.title, exercise.module) == ("Moving average", "moving_average")
    assert exercise.possible == 10 and len(load_mistakes(exercise)) == 2
    kinds = {"none", "first_argument", "all_arguments", "always_equal"}
    proof = verify(exercise, 2, sandbox, kinds=kinds, mutate=True)
    assert proof.failures == ()
    assert proof.accepted == 2 and len(proof.naming.rightly) == 2
    assert proof.mutants is not None and proof.mutants.survivors == ()


def test_what_a_student_gets_is_marked_as_such(tmp_path: Path) -> None:
    for path in new(tmp_path, "01_thing"):
        mine = "reference_solutions" in path.parts
        assert (CANARY in path.read_bytes().split(b"\n")[0]) == mine, path
        assert b"{" + b"{" not in path.read_bytes(), path
    settings = (tmp_path / "assignments" / "pytest.ini").read_bytes()
    assert settings == (ROOT / "assignments" / "pytest.ini").read_bytes()


def test_a_second_exercise_stands_beside_the_first(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    new(tmp_path, "02_thing")
    assert load_course(tmp_path).slugs == (*course.slugs, "02_thing")
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("slug", "says"),
    [
        ("thing", "is no NN_slug"),
        ("2_thing", "is no NN_slug"),
        ("02_Thing", "is no NN_slug"),
        ("02-thing", "is no NN_slug"),
        ("../02_thing", "is no NN_slug"),
        ("02_thing/x", "is no NN_slug"),
        ("02_thing\n", "is no NN_slug"),
        ("02_\u202ething", r"'02_\\u202ething' is no NN_slug"),
        ("02_", "is no NN_slug"),
        ("02_2d_ascent", "cannot be the name of a Python file"),
        ("02_lambda", "cannot be the name of a Python file"),
        ("02__x", "cannot be the name of a Python file"),
        ("02_random", "would hide the module random"),
        ("02_torch", "would hide the module torch"),
        ("02_hidden_checks", "would hide the module hidden_checks"),
        ("01_thing", "The number 01 is taken by 01_mini"),
        ("02_mini", "The name mini is taken by 01_mini"),
        ("01_mini", "is there already"),
    ],
)
def test_a_bad_slug_is_one_line_and_writes_nothing(tmp_path: Path, slug: str, says: str) -> None:
    write_course(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(CourseError, match=says) as caught:
        new(tmp_path, slug)
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


def test_half_an_exercise_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "reference_solutions" / "01_thing").mkdir(parents=True)
    with pytest.raises(CourseError, match="is there already"):
        new(tmp_path, "01_thing")
    assert not (tmp_path / "assignments").exists()


def test_a_course_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "assignments").mkdir()
    (tmp_path / "reference_solutions").write_text("a file", "utf-8")
    with pytest.raises(CourseError, match="cannot be written"):
        new(tmp_path, "01_thing")
    assert list((tmp_path / "assignments").iterdir()) == []


def test_the_command_says_what_comes_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app(["--course", str(tmp_path), "new", "01_thing"], standalone_mode=False)
    said = capsys.readouterr().out
    assert f"autograder --course {tmp_path} verify 01" in said and "docs/authoring.md" in said
    app(["--course", str(tmp_path), "new", "02_other", "--json"], standalone_mode=False)
    assert len(json.loads(capsys.readouterr().out)) == 11


def test_the_page_leads_from_nothing_to_proven(tmp_path: Path, sandbox: Sandbox) -> None:
    """Its files are written, and its commands run in a shell, in their order."""
    assert sandbox.level.letter, "asked for, so that this is skipped where nothing isolates"
    tmp_path.chmod(0o755)
    command = tmp_path / "bin" / "autograder"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m autograder "$@"\n', "utf-8")
    command.chmod(0o755)
    environment = {"PATH": f"{command.parent}:/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    environment |= {"OMP_NUM_THREADS": "1", "HOME": str(tmp_path), "COLUMNS": "200"}
    written, said = [], ""
    for name, language, text in STEPS:
        if name:
            assert language in {"python", "toml", "markdown"}
            path = tmp_path / "my-course" / name
            assert path.parent.is_dir(), f"{name} lies where nothing was made"
            path.write_text(text, "utf-8")
            written.append(name)
        elif not language:
            done = subprocess.run(
                ["sh", "-e", "-c", text],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, text + done.stdout + done.stderr
            said += done.stdout
    assert len(written) == 10 and "not proven" not in said
    (exercise,) = load_course(tmp_path / "my-course").exercises
    assert {m.name for m in load_mistakes(exercise)} == {"overflow", "down_the_columns"}
    with zipfile.ZipFile(tmp_path / "course.zip") as bundle:
        assert "assignments/01_softmax/softmax.py" in bundle.namelist()
    assert "23/23" in said and "survives: " not in said, said  # as the page says
    shutil.rmtree(tmp_path / "my-course")


def test_the_page_fits_on_one_page_of_commands() -> None:
    shown = [text for name, language, text in STEPS if not name and not language]
    assert [text.split()[0] for text in shown] == ["autograder", "rm", "autograder", "autograder"]
