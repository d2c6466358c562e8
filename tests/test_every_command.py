"""What holds for every command that there is: help, JSON, colors, exit codes, completion.

The commands are walked, so that a new one is tried without a line here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course import CourseError

NEEDS_NO_COURSE = {"doctor"}


def leaves(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, inner in getattr(command, "commands", {}).items():
        yield from leaves(inner, (*words, name))
    if not hasattr(command, "commands"):
        yield words, command


COMMANDS = dict(leaves(typer.main.get_command(app)))
every_command = pytest.mark.parametrize("words", COMMANDS, ids=" ".join)


def least(words: tuple[str, ...]) -> list[str]:
    """The command with nothing but the arguments that it cannot do without."""
    typed = list(words)
    for param in COMMANDS[words].params:
        if param.required:
            typed += ["1"] if param.param_type_name == "argument" else [param.opts[0], "1"]
    return typed


def run(*words: object) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words], terminal_width=100)


@every_command
def test_help_says_what_it_does_and_what_every_option_means(words: tuple[str, ...]) -> None:
    command = COMMANDS[words]
    assert command.help and command.help.strip().endswith(".")
    said = run(*words, "--help")
    assert said.exit_code == 0 and "For example:" in said.output
    for param in command.params:
        named = param.param_type_name == "argument" and param.metavar in ("STUDENT", "EXERCISE")
        assert getattr(param, "help", None) or named, param.name


@every_command
def test_data_for_programs(words: tuple[str, ...]) -> None:
    assert any("--json" in param.opts for param in COMMANDS[words].params)


@every_command
def test_an_unknown_option_is_the_callers_fault(words: tuple[str, ...]) -> None:
    said = run(*least(words), "--nonsense")
    assert said.exit_code == 2 and "--nonsense" in said.output


@every_command
def test_a_wrong_course_is_one_line(words: tuple[str, ...], tmp_path: Path) -> None:
    """And nothing is written. `autograder.cli.main` makes a `CourseError` exit code 2."""
    if words[0] in NEEDS_NO_COURSE:
        pytest.skip("needs no course")
    said = run("--course", tmp_path, *least(words))
    assert isinstance(said.exception, CourseError), said.output
    text = str(said.exception)
    assert text.count("\n") == 0 and text.endswith((".", "DIR")), text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["status", "nonsense"])
def test_what_the_caller_got_wrong_ends_with_two(command: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "--course", str(tmp_path), command],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and done.stdout == "" and "Traceback" not in done.stderr


WALK = """
import io, sys
from contextlib import redirect_stdout
from autograder.cli.app import app
told = io.StringIO()
for words in {words}:
    with redirect_stdout(told):
        app([*words, "--help"], standalone_mode=False)
sys.stdout.write(told.getvalue())
"""


@pytest.mark.parametrize(
    ("setting", "colored"),
    [({}, False), ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False), ({"FORCE_COLOR": "1"}, True)],
    ids=["piped", "NO_COLOR", "FORCE_COLOR"],
)
def test_no_help_is_colored_where_colors_are_off(
    monkeypatch: pytest.MonkeyPatch, setting: dict[str, str], colored: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**setting, "TERM": "xterm-256color"}.items():
        monkeypatch.setenv(name, value)
    code = WALK.format(words=[list(words) for words in COMMANDS])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.count("Usage:") == len(COMMANDS)
    assert ("\x1b[3" in done.stdout or "\x1b[1;3" in done.stdout) is colored


def test_the_options_for_completion_are_there() -> None:
    said = run("--help").output
    assert "--install-completion" in said and "--show-completion" in said


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("autograder su", ["submit"]),
        ("autograder check 02", ["02_"]),
        ("autograder submit --any", ["--anyway"]),
        ("autograder github ", ["workflow"]),
    ],
)
def test_a_shell_is_offered_commands_options_and_exercises(
    monkeypatch: pytest.MonkeyPatch, typed: str, offered: list[str]
) -> None:
    monkeypatch.setenv("_AUTOGRADER_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" ")) - 1))
    done = subprocess.run(
        [sys.executable, "-c", "from autograder.cli.app import app; app(prog_name='autograder')"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [any(line.startswith(o) for line in done.stdout.splitlines()) for o in offered] == [True]


def test_what_commands_write_for_programs_is_json(tmp_path: Path) -> None:
    """Those that only write files; the others' data are read where the commands are tried."""
    for words, written in (
        (("init", tmp_path / "a"), "folder"),
        (("bundle", "--to", tmp_path / "b.zip"), "file"),
        (("github", "workflow", "02", "--to", tmp_path / "c.yml"), "file"),
        (("notebook", "build", "02", "--to", tmp_path / "d"), "folder"),
        (("gradescope", "build", "02", "--to", tmp_path / "e.zip"), "file"),
    ):
        record = json.loads(run(*words, "--json").stdout)
        assert Path(record[written]).exists() and record["exercises"]
