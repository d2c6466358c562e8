"""The notebooks that are made of exercises: complete for the instructor, without secrets after."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.bundle import CANARY
from autograder.cli.app import app
from autograder.course import CourseError, Exercise, load_course
from autograder.nbgrader_course import build, notebook
from autograder.notebooks import module
from autograder.regions import given, solutions
from tests.mini_course import write_course
from tests.notebooks.nbgrader import ROOT, documented
from tests.notebooks.written import run

EXERCISES = load_course(ROOT).exercises
SLUGS = [exercise.slug for exercise in EXERCISES]
KERNEL = Path(__file__).with_name("kernel.py")


def released(content: bytes) -> bytes:
    """What nbgrader's ClearSolutions makes of a notebook."""
    document = json.loads(content)
    for cell in document["cells"]:
        text = "".join(cell["source"])
        region = r"(?ms)^( *)### BEGIN SOLUTION$.*?### END SOLUTION$"
        cell["source"] = re.sub(region, r"\1raise NotImplementedError('Write this one.')", text)
    return json.dumps(document).encode()


def execute(folder: Path, exercise: Exercise, content: bytes, **env: str) -> dict[str, str]:
    """Cell id -> what it raised, after all cells were run beside the public checks."""
    (folder / f"{exercise.module}.ipynb").write_bytes(content)
    (folder / exercise.public_checks.name).write_bytes(exercise.public_checks.read_bytes())
    done = subprocess.run(
        [sys.executable, str(KERNEL), f"{exercise.module}.ipynb"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | env,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("exercise", EXERCISES, ids=SLUGS)
def test_the_source_notebook_is_the_reference(exercise: Exercise) -> None:
    content = notebook(exercise)
    taken = module(content, exercise)
    assert taken.notes == () and CANARY in taken.source
    done = run(taken.source)
    for name in exercise.functions:
        assert getattr(done, name).__module__ == "mini"
    assert "hidden_check" not in taken.source.decode()


@pytest.mark.parametrize("exercise", EXERCISES, ids=SLUGS)
def test_the_release_notebook_is_the_stub(exercise: Exercise) -> None:
    content = released(notebook(exercise))
    assert CANARY not in content and b"BEGIN SOLUTION" not in content
    document = json.loads(content)
    marks = [cell["metadata"]["nbgrader"] for cell in document["cells"]]
    points = {m["grade_id"]: m["points"] for m in marks if m["grade"]}
    assert points == {f"hidden-{check.name}": check.points for check in exercise.hidden}
    assert (
        len({m["grade_id"] for m in marks})
        == len(marks)
        == len({c["id"] for c in document["cells"]})
    )
    done, stub = run(module(content, exercise).source), run(exercise.stub.read_bytes())
    public = {name for name in vars(stub) if not name.startswith("__")}
    assert public <= {name for name in vars(done) if not name.startswith("__")}
    for name in exercise.functions:
        assert getattr(done, name).__doc__ == getattr(stub, name).__doc__


def test_all_cells_of_a_source_notebook_pass(tmp_path: Path) -> None:
    exercise = EXERCISES[0]
    ended = execute(tmp_path, exercise, notebook(exercise))
    assert ended == dict.fromkeys(ended, "") and "hidden-check_heights" in ended


def test_a_release_notebook_says_what_is_open(tmp_path: Path) -> None:
    exercise = EXERCISES[0]
    document = json.loads(released(notebook(exercise)))
    cells = {cell["id"]: cell for cell in document["cells"]}
    cells["solution-f"]["source"] = "def f(x):\n    return np.cos(2 * np.pi * x) + x * x"
    cells["solution-df"]["source"] = "def df(x):\n    return 1 / (x - x)"
    cells["solution-escape"]["source"] = "def escape(a, b, c, d):\n    return 3"
    ended = execute(tmp_path, exercise, json.dumps(document).encode())
    assert not ended["public-test_f"]
    assert "not attempted: Write this one." in ended["public-test_multi_start"]
    assert "ZeroDivisionError" in ended["public-test_df"]
    assert "return 1 / (x - x)" in ended["public-test_df"]
    assert "A descent from 0 stays on the top" in ended["public-test_escape"]
    assert "autograder" not in "".join(ended.values())
    assert ended["hidden-check_heights"].startswith("Not yet: run the public checks again (test_df")


def test_nbgraders_own_autograding_gives_no_points(tmp_path: Path) -> None:
    exercise = EXERCISES[0]
    ended = execute(tmp_path, exercise, notebook(exercise), NBGRADER_EXECUTION="autograde")
    open_cells = {name for name, says in ended.items() if says}
    assert open_cells == {f"hidden-{check.name}" for check in exercise.hidden}


def test_what_the_docs_say_can_be_typed_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (command,) = documented("autograder notebook ")
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        done = CliRunner().invoke(app, ["--course", str(ROOT), *shlex.split(command)[1:]])
        assert done.exit_code == 0, done.output
    for exercise in EXERCISES[:2]:
        source = tmp_path / "course101" / "source" / exercise.slug
        assert (source / f"{exercise.module}.ipynb").read_bytes() == notebook(exercise)


def test_building_keeps_what_is_there(tmp_path: Path) -> None:
    assert build(load_course(ROOT), EXERCISES[:1], tmp_path) == ()
    path = tmp_path / "source" / EXERCISES[0].slug / f"{EXERCISES[0].module}.ipynb"
    path.write_text("mine")
    kept = build(load_course(ROOT), EXERCISES[:1], tmp_path)
    assert len(kept) == 3 and path.read_text() == "mine"


STUB = '''"""Title."""

import math

Number = float
"""A number.

Any."""


class Net(Base):
    """A net."""

    size = 3

    def __init__(self):
        super().__init__()
        raise NotImplementedError("Write it.")

    def forward(self, x):
        raise NotImplementedError


@decorated
def f(x, *, y=1):
    raise NotImplementedError("Write f.")
'''
REFERENCE = '''# canary
"""Reference."""

import math
import os

SIZE = 2


class Net(Base):
    def __init__(self):
        super().__init__()

        # Three.
        self.size = SIZE

    def forward(self, x):
        # Twice.
        return _twice(x)

    def more(self):
        return 1


def _twice(x):
    return 2 * x


def f(x, *, y=1):
    """Doc."""
    return x
'''


def test_stub_and_reference_are_put_together() -> None:
    names = ("Net", "f")
    assert given(STUB, names) == "import math\n\nNumber = float\n# A number.\n#\n# Any."
    cells = solutions(STUB, REFERENCE, names, "# canary")
    assert cells["f"] == (
        "@decorated\ndef f(x, *, y=1):\n    # Write f.\n    ### BEGIN SOLUTION\n    return x\n"
        "    ### END SOLUTION"
    )
    net = cells["Net"]
    assert net.index("super()") < net.index("# Write it.") < net.index("BEGIN") < net.index("Three")
    assert net.count("super()") == 1
    end = net.rindex("### END")
    for part in ("# Twice.", "def more", "def _twice", "import os", "SIZE = 2", "# canary"):
        assert net.index("# Twice.") <= net.index(part) < end
    (cell,) = json.loads(released(json.dumps({"cells": [{"source": net}]}).encode()))["cells"]
    compile(cell["source"], "cell", "exec")


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        (REFERENCE.replace("def f(x", "def f(z"), "f has other arguments"),
        (REFERENCE.replace("def f(", "def g("), "no f"),
        (REFERENCE.replace("def forward", "def backward"), "other methods"),
        (REFERENCE.replace("class Net(Base):", "def Net():\n  class _N:"), "is a class"),
    ],
)
def test_what_does_not_fit_together_is_said(reference: str, why: str) -> None:
    with pytest.raises(CourseError, match=why):
        solutions(STUB, reference, ("Net", "f"), "")


def test_a_course_without_public_checks(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="every student needs it"):
        build(write_course(tmp_path), write_course(tmp_path / "b").exercises, tmp_path / "nb")
