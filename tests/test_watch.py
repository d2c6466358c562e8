"""`watch`: real saves, real events, real children; keys on a pseudo-terminal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from autograder.progress import load
from tests.terminal import CLEARED, started
from tests.test_selfcheck import RIGHT, STUB, write_course

HALF = RIGHT.replace("function(3)", "function(4)")
LOOP = RIGHT.replace("return 2 * x", "while True: pass")
on_a_terminal = pytest.mark.skipif(os.name != "posix", reason="there is no pseudo-terminal")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Two exercises, both as given, with hints."""
    for slug in ("01_double", "02_double"):
        write_course(tmp_path, slug)
        path = tmp_path / "assignments" / slug / "exercise.toml"
        hints = 'hints = ["Think.", "Multiply.\\u001b[31m"]\n'
        path.write_text(hints + path.read_text("utf-8"), "utf-8")
    return tmp_path


def save(course: Path, code: str, slug: str = "01_double") -> None:
    """As editors do: write beside it, then rename."""
    path = course / "assignments" / slug / "double.py"
    draft = path.with_name("double.py.tmp")
    draft.write_text(code, "utf-8")
    draft.replace(path)


def test_from_the_stub_to_the_end_in_plain_lines(course: Path) -> None:
    """Without a terminal: no key, no color, no cleared screen, no waiting for more."""
    with started(["watch"], course) as watch:
        watch.expect("01 Double: watching assignments")
        watch.expect("0 of 2 public checks pass")
        shown = watch.expect("Write double: one product.")
        assert "double gives twice its argument  not attempted" in shown
        save(course, RIGHT.replace("2 * x", "3 * x"))
        watch.expect("1 of 2 public checks pass")
        shown = watch.expect("double(2) should be 4.")
        assert "called     double(2.0)" in shown and "came back  a number (float): 6.0" in shown
        assert "apply" not in shown  # one at a time
        save(course, HALF)
        assert "called     apply(given)" in watch.expect("apply should pass 3 on.")
        save(course, RIGHT)
        watch.expect("01 Double: solved. Hand it in: autograder submit 01")
        watch.expect("02 Double: watching")
        watch.expect("0 of 2 public checks pass")
        save(course, RIGHT, "02_double")
        watch.expect("All done: every public check passes. Public checks are not the mark")
        assert watch.ended() == 0
    assert "\x1b" not in watch.text and "Enter" not in watch.text
    assert {known.solved for known in load(course).values()} == {True}
    with started(["watch"], course) as again:
        again.expect("All done")
        assert again.ended() == 0
    assert "watching" not in again.text


def test_saves_of_all_kinds_and_only_new_content_counts(course: Path) -> None:
    path = course / "assignments" / "01_double" / "double.py"
    with started(["watch", "01", "--json"], course) as watch:
        watch.expect("\n")
        os.utime(path)
        path.write_text(STUB, "utf-8")  # the same once more
        path.unlink()
        path.write_text("def double(x):\n", "utf-8")  # half of it
        path.write_text(HALF, "utf-8")
        watch.expect("apply should pass 3 on.")
        save(course, RIGHT)
        assert watch.ended() == 0
    records = [json.loads(line) for line in watch.text.splitlines()]
    assert records[0]["checks"][0]["outcome"] == "not_attempted"
    assert [r["passed"] for r in records] == [False] * (len(records) - 1) + [True]
    # A half-written file may be seen, the same content twice in a row never.
    told = [[(c["outcome"], c["says"]) for c in r["checks"]] for r in records]
    assert all(a != b for a, b in pairwise(told))


def test_a_notebook_is_watched_where_the_file_is_as_it_was_given(course: Path) -> None:
    path = course / "assignments" / "01_double" / "double.ipynb"

    def write(source: str, shown: str = "") -> None:
        cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [shown]}
        path.write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]}), "utf-8")

    with started(["watch", "01", "--json"], course) as watch:
        watch.expect("Write double: one product.")
        write(HALF)
        watch.expect("apply should pass 3 on.")
        write(HALF, "a plot")  # the same code
        write(RIGHT)
        assert watch.ended() == 0
    records = [json.loads(line) for line in watch.text.splitlines()]
    assert [r["passed"] for r in records] == [False, False, True]
    assert records[-1]["file"] == "double.ipynb"


def test_an_endless_loop_hangs_nothing(course: Path) -> None:
    """It is stopped at its limit, and at once when the file is saved anew."""
    save(course, LOOP)
    with started(["watch", "01", "--seconds", "8"], course) as watch:
        watch.expect("took too long")
        save(course, LOOP + "# again\n")
        save(course, HALF)
        watch.expect("apply should pass 3 on.")
    with started(["watch", "01", "--seconds", "3000"], course) as watch:
        save(course, LOOP)
        watch.expect("watching")
        save(course, HALF + "# once more\n")
        watch.expect("apply should pass 3 on.")


def test_hostile_strings_move_nothing(course: Path) -> None:
    evil = "raise ValueError('a\\x1b[2Jb [red]c[/] \\u202eexe')"
    code = RIGHT.replace("return 2 * x", f"print('\\x1b]0;title\\x07[bold]'); {evil}")
    save(course, code)
    with started(["watch", "01"], course) as watch:
        shown = watch.expect("printed")
        assert "ValueError: ab [red]c[/] [U+202E]exe" in shown
        watch.expect("[bold]")
    assert "\x1b" not in watch.text and "\u202e" not in watch.text


@on_a_terminal
def test_keys_and_a_screen(course: Path) -> None:
    with started(["watch"], course, terminal=True) as watch:
        watch.expect(CLEARED)
        watch.expect("Enter")
        watch.press("h")
        watch.expect("Hint 1 of 2: Think.")
        watch.press("h")
        watch.expect("Hint 2 of 2: Multiply.")
        watch.press("h")
        watch.expect("There are no more hints.")
        watch.press("n")
        watch.expect("02 Double")
        watch.expect("Enter")
        watch.press("n")
        watch.expect("01 Double")
        watch.expect("Enter")
        save(course, RIGHT, "02_double")  # what is saved is what is looked at
        watch.expect("02 Double: solved")
        watch.expect("01 Double")
        watch.expect("Enter")
        watch.press("\r")
        watch.expect("checking")
        watch.expect("Enter")
        watch.press("q")
        assert watch.ended() == 0
    assert "\x1b[31m" not in watch.text  # the hint's own
    assert load(course)["01_double"].hints == 2


@on_a_terminal
def test_ctrl_c_ends_it_and_the_terminal_is_as_before(course: Path) -> None:
    import pty
    import termios

    own, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    for sent in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen(
            [sys.executable, "-m", "autograder", "watch", "01"],
            cwd=course,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "FORCE_COLOR": "1"},
            # Whoever runs the tests in a shell's background has Ctrl-C ignored, and passes that on.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        assert process.stdout is not None
        seen = b""
        while b"Enter" not in seen:
            got = os.read(process.stdout.fileno(), 1 << 16)
            assert got, seen
            seen += got
        assert termios.tcgetattr(theirs)[3] != before[3]  # no echo, no line by line
        process.send_signal(sent)
        rest = process.communicate(timeout=240)[0]
        assert process.returncode == 0, rest
        assert b"Traceback" not in rest
        assert termios.tcgetattr(theirs) == before
    os.close(own)
    os.close(theirs)


def test_a_killed_watch_leaves_no_loop_behind(course: Path, tmp_path: Path) -> None:
    """The child notices that nobody listens any more: its lock on a file is gone with it."""
    fcntl = pytest.importorskip("fcntl")
    lock, begun = tmp_path / "lock", tmp_path / "begun"
    os.mkfifo(begun)
    code = f"import fcntl\nfile = open({str(lock)!r}, 'w')\nfcntl.flock(file, fcntl.LOCK_EX)\n"
    code += f"with open({str(begun)!r}, 'w') as told:\n    told.write('now')\nwhile True: pass\n"
    save(course, code)
    with started(["watch", "01", "--seconds", "3000"], course) as watch, begun.open() as told:
        assert told.read() == "now"
        watch.process.kill()
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # waits until the loop is over


def test_without_the_extra_it_is_one_line(course: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['watchfiles'] = None\n")
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "watch"],
        cwd=course,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'gradeproof[watch]'" in done.stderr and done.stderr.count("\n") == 1
