"""What the pages show, and a shell that types it.

Three kinds of blocks are commands: ```console with what is printed below each `$ command`, blocks
without a language in which every line begins with a program, and ```python or ```toml below a bold
path, which is written into that file. In what is printed, `…` stands for anything: for lines where
it stands alone, and for text within a line.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
PROGRAMS = "autograder nbgrader pytest python dask make git sudo cd cp rm sqlite3 .".split()
_BLOCK = re.compile(r"^(?:\*\*`(\S+)`\*\*\n\n)?```([^\n`]*)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Step:
    """A command and what the page shows of its output, or (with `file`) what is to be written."""

    text: str
    shown: str = ""
    file: str = ""


def steps(page: Path, heading: str = "") -> list[Step]:
    """What a reader of the page does, in its order; from the heading on if there is one."""
    found = []
    whole = page.read_text("utf-8")
    for file, language, text in _BLOCK.findall(whole[whole.index(heading) :]):
        if file:
            found.append(Step(text, file=file))
        elif language == "console":
            for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
                command, _, shown = part.partition("\n")
                found.append(Step(command, shown))
        elif not language and _typed(text):
            found += map(Step, text.splitlines())
    return found


def _typed(text: str) -> bool:
    return all(line.partition(" ")[0] in PROGRAMS for line in text.splitlines())


def commands(page: Path, heading: str = "") -> list[str]:
    """The commands alone; from the heading on if there is one."""
    return [step.text for step in steps(page, heading) if not step.file]


class Shell:
    """A folder in which `autograder` is this environment's, with the engine of `engine`."""

    def __init__(self, folder: Path, engine: Path = ROOT, course: Path | None = None) -> None:
        self.folder = self.here = folder
        folder.chmod(0o755)  # pytest's folders are closed, also to the uid that root's jails have
        programs = folder / "bin"
        programs.mkdir()
        options = f"--course {shlex.quote(str(course))}" if course else ""
        program = programs / "autograder"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m autograder {options} "$@"\n')
        program.chmod(0o755)
        self._environment = {
            "PATH": f"{programs}:{Path(sys.executable).parent}:/usr/bin:/bin",
            "PYTHONPATH": str(engine),
            "HOME": str(folder),
            "COLUMNS": "200",
            "LANG": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
            "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
        }

    def type(self, command: str, code: int = 0) -> str:
        """What the command prints. `cd` stays in force."""
        if command.startswith("cd "):
            self.here = self.here / command[3:].strip()
            return ""
        done = subprocess.run(
            ["sh", "-e", "-c", command],
            cwd=self.here,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"{command}\n{done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def follow(self, step: Step, code: int = 0) -> None:
        """Do what the page says, and see what it shows."""
        if step.file:
            self.write(step)
            return
        said = self.type(step.text, code)
        assert not step.shown or alike(step.shown, said), f"{step.text}\nprints:\n{said}"

    def write(self, step: Step) -> None:
        """The file, or, where it is there, the one function of it."""
        path = self.here / step.file
        old = path.read_text("utf-8") if path.exists() else ""
        path.write_text(_replaced(old, step.text) if old else step.text, "utf-8")


def alike(shown: str, said: str) -> bool:
    """Whether all that was said is what is shown; blank lines do not count."""
    pattern = ""
    for line in filter(str.strip, shown.splitlines()):
        words = map(re.escape, line.rstrip().split("…"))
        pattern += r"(?:.*\n)*?" if line.strip() == "…" else f"{'.*'.join(words)}\n"
    lines = [line.rstrip() for line in said.splitlines()]
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines if line)) is not None


def _replaced(module: str, function: str) -> str:
    """`module` with its function of that name replaced by `function`."""
    name = re.match(r"def (\w+)", function)
    assert name, function
    (old,) = (
        node
        for node in ast.parse(module).body
        if isinstance(node, ast.FunctionDef) and node.name == name[1]
    )
    lines = module.splitlines(keepends=True)
    assert old.end_lineno is not None
    return "".join([*lines[: old.lineno - 1], function, *lines[old.end_lineno :]])
