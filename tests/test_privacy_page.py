"""docs/privacy.md: each of its commands does what the page says, and nothing is sent anywhere."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import sqlite3
import subprocess
import zipfile
from pathlib import Path

import pytest

import autograder.executors
from autograder import pseudonyms
from tests.canned import PRINTED, Canned
from tests.desk import Desk
from tests.mini_course import RIGHT, TRIPLES

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "privacy.md").read_text("utf-8")
COMMANDS = [
    line for block in re.findall(r"```\n(.*?)```", PAGE, re.S) for line in block.splitlines()
]


def test_the_page_shows_the_commands_that_it_is_about() -> None:
    shown = {tuple(shlex.split(line)[:2]) for line in COMMANDS}
    assert {name for name, *_ in shown} == {"autograder", "sqlite3"}
    assert {("autograder", "purge"), ("autograder", "student-export")} <= shown


def test_every_command_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In their order, in one folder, on results/ that holds ana and bob."""
    monkeypatch.setattr(autograder.executors, "processes", lambda *asked: Canned())
    monkeypatch.chdir(tmp_path)
    desk = Desk(tmp_path, capsys)
    desk.hand_in("ana", RIGHT)
    desk.hand_in("bob", TRIPLES)
    (tmp_path / "class").rename("submissions")
    desk.run("grade", "submissions/", "--out", "results/")
    said = []
    for line in COMMANDS:
        if "PSEUDONYM" in line:
            who = pseudonyms.read(Path("who.csv"))
            line = line.replace("PSEUDONYM", min(who))
        program, *words = shlex.split(line)
        if program == "autograder":
            said.append(desk.run(*words))
        elif shutil.which(program):
            subprocess.run([program, *words], check=True)
        else:  # the same statement without the program
            raw = sqlite3.connect(words[0])
            raw.execute(words[1])
            raw.close()
    assert sum("Nothing is removed yet" in text for text in said) == 1
    assert sum("Removed" in text for text in said) == 2
    assert zipfile.ZipFile("ana.zip").testzip() is None
    for table in (Path("results/grades.csv"), Path("results/results.json")):
        assert "ana" not in table.read_text("utf-8") and "bob" in table.read_text("utf-8")
    assert len(pseudonyms.read(Path("who.csv"))) == 1
    raw = sqlite3.connect("copy.db")
    assert raw.execute("SELECT student FROM submission").fetchall() == [("bob",)]
    raw.close()


def test_options_and_commands_that_the_page_names_exist() -> None:
    from typer.main import get_command

    from autograder.cli.app import app

    commands = get_command(app).commands  # type: ignore[attr-defined]
    options = {o for c in commands.values() for p in c.params for o in p.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE)) <= options
    named = set(re.findall(r"`(?:autograder )?([a-z][a-z-]+)`", PAGE))
    assert {"purge", "student-export", "rejudge", "replay", "adjust", "history"} <= named
    assert named <= set(commands), named - set(commands)


def test_no_part_of_the_program_opens_a_connection_by_itself() -> None:
    """But for the cluster, whose address the caller gives, and the attacks, which must try."""
    clients = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "ftplib", "smtplib"}
    guilty = []
    for path in (ROOT / "autograder").rglob("*.py"):
        name = path.relative_to(ROOT / "autograder").as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            imported = set()
            if isinstance(node, ast.Import):
                imported = {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported = {node.module or ""}
            if imported & clients:
                guilty.append(name)
            calls = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if calls.endswith(("socket.create_connection", ".connect_ex")):
                guilty.append(name)
    assert [name for name in guilty if not name.startswith("attacks/")] == []


def test_what_is_printed_shows_ids_and_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(autograder.executors, "processes", lambda *asked: Canned())
    desk = Desk(tmp_path, capsys)
    secret = "a confession in a comment"
    desk.hand_in("ana", f"{TRIPLES}# {secret}\n")
    desk.grade("-v")
    assert "ana  01_mini  4/10" in desk.said
    desk.adjust("ana", "typo in the task")
    for command in (("history",), ("rejudge",), ("purge", "ana", "--yes")):
        desk.run(command[0], desk.out, *command[1:])
    assert secret not in desk.said and PRINTED not in desk.said
    assert str(tmp_path / "class") not in desk.said
