"""Instructor room: what other graders of the same class with the same checks have in common."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from classroom.course import Setup
from classroom.measure import Failed, Used

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


@dataclass(frozen=True)
class Graded:
    """What grading some students used, and student -> the checks that were passed."""

    used: Used
    passed: Mapping[str, frozenset[str]]


class Peer(Protocol):
    """Another grader, set up for one exercise and one class.

    jobs: with how many at a time it can be asked to grade. one_command: whether one command
    grades all of them, or one each.
    """

    jobs: tuple[int, ...]
    one_command: bool

    def grade(self, students: Sequence[str], jobs: int) -> Graded:
        """Grade these students of the class, anew. Raises `Failed`."""


def lay_out(setup: Setup, folder: Path) -> Path:
    """What every peer imports beside the student's code: the checks, the reference, `plain`."""
    folder.mkdir(parents=True)
    for source, name in (
        (setup.exercise.hidden_checks, "hidden_checks.py"),
        (setup.exercise.reference, "reference.py"),
        (HERE / "plain.py", "plain.py"),
    ):
        (folder / name).write_bytes(source.read_bytes())
    return folder


def variables(beside: Path) -> dict[str, str]:
    """The environment in which `autograder` and what `lay_out` wrote are found."""
    return {"PYTHONPATH": f"{ROOT}{os.pathsep}{beside}", "OMP_NUM_THREADS": "1"}


class Environment:
    """A virtual environment of a peer's, with this one's torch and numpy beside it."""

    def __init__(self, folder: Path, requirements: Sequence[str]) -> None:
        """Install `requirements`, unless `folder` holds them already. Raises `Failed`."""
        self._folder = folder
        self.python = folder / "bin" / "python"
        ready = folder / ".ready"
        wanted = " ".join(requirements)
        if not ready.exists() or ready.read_text("utf-8") != wanted:
            venv.create(folder, with_pip=True, clear=True)
            install = [str(self.python), "-m", "pip", "install", "--quiet", *requirements]
            done = subprocess.run(install, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise Failed(f"pip: {done.stderr.strip()[-300:]}")
            ready.write_text(wanted, "utf-8")
        # Searched last: torch and the like are found there, everything else is the peer's own.
        paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
        ours = f"{sysconfig.get_path('purelib')}\n"
        Path(paths["purelib"], "zz_beside.pth").write_text(ours, "utf-8")

    def tool(self, name: str) -> Path:
        """A command of the environment."""
        return self._folder / "bin" / name

    def variables(self, beside: Path, home: Path) -> Mapping[str, str]:
        """The environment in which all that Jupyter writes goes below `home`."""
        home.mkdir(parents=True, exist_ok=True)
        path = f"{self._folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        names = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
        jupyter = dict.fromkeys((*names, "IPYTHONDIR"), str(home))
        return variables(beside) | jupyter | {"PATH": path}


def prepare(command: Sequence[object], cwd: Path, env: Mapping[str, str]) -> None:
    """Run a step that is not measured. Raises `Failed`."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Failed(f"{Path(str(command[0])).name}: {(done.stdout + done.stderr).strip()[-400:]}")


def write_notebook(path: Path, cells: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Write code cells, each a source and metadata, as a notebook for the kernel `python3`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    written: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"cell{number}",
            "execution_count": None,
            "metadata": dict(metadata),
            "outputs": [],
            "source": source,
        }
        for number, (source, metadata) in enumerate(cells)
    ]
    document = {"metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(document | {"cells": written}), "utf-8")


def in_turn(students: Sequence[str], jobs: int, command: str) -> list[str]:
    """A command that runs the shell's `command` for every student ({}), `jobs` at a time."""
    script = f"printf '%s\\n' {' '.join(students)} | xargs -P {jobs} -I {{}} sh -c '{command}'"
    return ["sh", "-c", script]
