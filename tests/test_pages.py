"""Every command of README and docs is typed by a test, or stands here with the reason why not."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from autograder.cli.app import app
from autograder.sandbox import Sandbox
from tests.mini_course import RIGHT, TRIPLES, write_course
from tests.typed import PAGES, ROOT, Shell, Step, alike, commands, steps

NOT_TYPED = {
    "sudo apt-get ": "needs root and the network; .ci/run installs the same on a bare machine",
    "git clone ": "needs the network, and an address",
    "python -m pip install ": "needs the network",
    "make ": "sets an environment up through the network; `make proof` takes hours",
    ". .venv/bin/activate": "the environment that `make demo` made",
    "autograder watch": "does not end by itself: tests/test_watch.py types it on a terminal",
    "autograder verify 02 --seeds 20 --mutate": "minutes; tests/proven.py has fewer seeds",
    "autograder grade submissions/ --out results/ --device": "needs a GPU; tests/gpu plays one",
    "autograder verify 12 --seeds 3 --device cuda": "the same",
    "autograder doctor --attack": "minutes; tests/test_attacks.py lets some of them loose",
    "dask ": "hosts of another network; tests/test_cluster.py starts the same on loopback",
    "autograder grade submissions/ --out results/ --cluster": "the same",
    "pytest reference_solutions/": "tests/test_hidden_plugin.py",
}
ELSEWHERE = {
    "integrations.md": "tests/test_integrations_page.py",
    "privacy.md": "tests/test_privacy_page.py",
    "authoring.md": "tests/test_authoring.py",
}
DOCS = ROOT / "docs"
AROUND_A_CLASS = ("policy.md", "feedback.md", "report.md")
HERE = {"README.md", "students.md", "first-exercise.md", "first-class.md", *AROUND_A_CLASS}
OTHERS = {line for page in ELSEWHERE for line in commands(DOCS / page)}


def is_typed(command: str) -> bool:
    return not command.startswith(tuple(NOT_TYPED)) and command not in OTHERS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_command_is_left_out(page: Path) -> None:
    left = [command for command in commands(page) if is_typed(command)]
    assert page.name in ELSEWHERE or page.name in HERE or left == []


def test_the_reasons_are_of_commands_that_are_there() -> None:
    shown = [command for page in PAGES for command in commands(page)]
    assert [start for start in NOT_TYPED if not any(c.startswith(start) for c in shown)] == []
    assert all((ROOT / test).is_file() for test in ELSEWHERE.values())


def spoken(page: Path) -> list[str]:
    """All that begins with `autograder `: in blocks, and in code within the text."""
    inline = re.findall(r"`(autograder [^`]+)`", page.read_text("utf-8").replace("\n", " "))
    return [line for line in [*commands(page), *inline] if line.startswith("autograder ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_that_a_page_names_exist(page: Path) -> None:
    for line in spoken(page):
        command: Any = get_command(app)
        known = {"--help"}
        for word in shlex.split(line.partition(" #")[0].replace("…", ""))[1:]:
            known |= {name for p in command.params for name in [*p.opts, *p.secondary_opts]}
            if word.startswith("-"):
                assert word.partition("=")[0] in known, line
            else:
                command = getattr(command, "commands", {}).get(word, command)
        assert command.params or "COMMAND" in line, f"{line}: no such command"


def course_of_the_readme(folder: Path) -> Path:
    """The mini course, its exercise named as in the README."""
    course = write_course(folder / "course")
    for tree in (course.root / "assignments", course.root / "reference_solutions"):
        (tree / "01_mini").rename(tree / "02_gradient_ascent")
        for path in (tree / "02_gradient_ascent").glob("*.*"):
            text = path.read_text("utf-8").replace('module = "mini"', 'module = "gradient_ascent"')
            path.with_name(path.name.replace("mini", "gradient_ascent")).write_text(text, "utf-8")
    shutil.copy(ROOT / "assignments" / "pytest.ini", course.root / "assignments")
    checks = "def test_double(submission):\n    assert submission.double(2) == 4\n"
    own = course.root / "assignments" / "02_gradient_ascent"
    (own / "test_gradient_ascent.py").write_text(checks, "utf-8")
    return course.root


def test_what_an_instructor_reads(tmp_path: Path, sandbox: Sandbox) -> None:
    """README and the pages around a class, in their order, on a class of two."""
    shell = Shell(tmp_path, course=course_of_the_readme(tmp_path))
    for student, code in (("ann", TRIPLES), ("ada", RIGHT)):
        own = tmp_path / "submissions" / student
        own.mkdir(parents=True)
        (own / "gradient_ascent.py").write_text(code, "utf-8")
    (tmp_path / "gradient_ascent.py").write_text(RIGHT, "utf-8")
    mine = [c for c in commands(ROOT / "README.md", "## Instructors") if is_typed(c)]
    for name in AROUND_A_CLASS:
        mine += [c for c in commands(DOCS / name) if is_typed(c)]
    said = {c.partition("  ")[0]: shell.type(c) for c in mine}
    assert len(said) >= 19
    assert "ann" in said["autograder purge results/ ann"]
    assert "now 9/10" in said[commands(DOCS / "policy.md")[0]]


def test_what_a_student_reads(tmp_path: Path) -> None:
    """The tutorial from its beginning to its end, then README and students.md in that course."""
    shell = Shell(tmp_path)
    checks = 0
    for step in steps(DOCS / "first-exercise.md"):
        if not is_typed(step.text):
            continue
        if step.text == "autograder check 01":
            checks += 1
            if checks == 2:  # "Mend it, and check again": the page does not say how
                own = shell.here / "assignments/01_starting_value/starting_value.py"
                own.write_text(own.read_text("utf-8").replace("2 * x", "2 * np.pi * x"), "utf-8")
        shell.follow(step, code=int(step.text.startswith("autograder check")))
    assert checks == 2
    rest = [c for c in commands(ROOT / "README.md") if is_typed(c)]
    assert rest[:2] == ["autograder init my-course", "cd my-course"]
    for command in [*rest[2:4], *commands(DOCS / "students.md")]:
        assert "02" in shell.type(command), command
    assert (shell.here / "handed-in" / "ann.zip").is_file()


def test_a_first_class(tmp_path: Path, sandbox: Sandbox) -> None:
    """The tutorial from its beginning to its end, in something like a fresh clone."""
    clone = tmp_path / "clone"
    for name in ("autograder", "assignments", "reference_solutions", "tests/demo_class"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
    (clone / "datasets").symlink_to(ROOT / "datasets")
    shell = Shell(tmp_path, engine=clone)
    shell.here = clone
    for step in steps(DOCS / "first-class.md"):
        if is_typed(step.text):
            shell.follow(step, code=3 if "?/10" in step.shown else 0)
    assert (clone / "results" / "report" / "index.html").is_file()
    page = (clone / "results" / "feedback" / "chen" / "02_gradient_ascent.md").read_text("utf-8")
    assert "what often lies behind it" in page


@pytest.mark.parametrize(
    ("shown", "said", "fits"),
    [
        ("a\n", "a\n", True),
        ("a\n", "a \n\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("…\nc\n", "a\nb\nc\n", True),
        ("…\nb\n", "a\nb\nc\n", False),
        ("a … c\n", "a b c\n", True),
        ("a … c\n", "a b\nc\n", False),
        ("1.5\n", "1x5\n", False),
    ],
)
def test_what_is_shown_must_be_what_is_said(shown: str, said: str, fits: bool) -> None:
    assert alike(shown, said) is fits


def test_a_console_block_is_commands_with_what_they_print(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```console\n$ cd x\n$ ls\na\nb\n```\n\n**`a.py`**\n\n```python\nx = 1\n```\n\n"
        "```\ncd y\n```\n\n```\n┌──► a drawing\n```\n",
        "utf-8",
    )
    assert steps(page) == [
        Step("cd x"),
        Step("ls", "a\nb\n"),
        Step("x = 1\n", file="a.py"),
        Step("cd y"),
    ]
