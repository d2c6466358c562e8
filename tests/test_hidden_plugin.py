"""`pytest reference_solutions/NN_slug --submission FILE`: pytest prints what a batch would say."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mini import SLUG, write_mini

ROOT = Path(__file__).resolve().parent.parent
SLOW = "def larger(a, b):\n    while True:\n        pass\n\ndef total(n):\n    raise KeyError(n)\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with the settings of ours."""
    root = tmp_path_factory.mktemp("course")
    write_mini(root)
    shutil.copy(ROOT / "reference_solutions" / "pytest.ini", root / "reference_solutions")
    (root / "slow.py").write_text(SLOW, "utf-8")
    return root


def run(course: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`pytest` with these words, in the course, as somebody with this project installed."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=course,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


def table(ran: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines of the table under the dots, and the total."""
    lines = [line for line in ran.stdout.splitlines() if line]
    first = next(i for i, line in enumerate(lines) if f"{SLUG}, round" in line)
    return [line.split(":")[0] for line in lines[first + 1 : first + 4]]


HERE = f"reference_solutions/{SLUG}"


@pytest.mark.parametrize("where", [(), ("--loopback",)], ids=["jail", "process"])
def test_the_reference_gets_all_points(course: Path, where: tuple[str, ...]) -> None:
    ran = run(course, HERE, *where)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert table(ran) == [
        "passed        1/1  check_larger",
        "passed        1/1  check_total",
        "2 of 2 points",
    ]


def test_a_mistake_loses_its_check_and_no_value_is_shown(course: Path) -> None:
    ran = run(course, HERE, "--submission", f"{HERE}/mistakes/smaller.py", "--round", "one")
    assert ran.returncode == 1
    assert table(ran) == [
        "failed        0/1  check_larger",
        "passed        1/1  check_total",
        "1 of 2 points",
    ]
    assert "failed: Not the larger one." in ran.stdout
    assert f"{SLUG}, round one" in ran.stdout
    assert "rng(" not in ran.stdout, "the check's own lines"


def test_outcomes_have_their_words(course: Path) -> None:
    ran = run(course, HERE, "--submission", "slow.py")
    assert ran.returncode == 1
    assert table(ran)[0].startswith("timed_out") and table(ran)[1].startswith("raised")
    assert table(ran)[2] == "0 of 2 points"


def test_one_check_can_be_asked_for(course: Path) -> None:
    ran = run(course, f"{HERE}/hidden_checks.py::check_total", "-q")
    assert ran.returncode == 0 and "1 passed" in ran.stdout
    assert "1 of 1 points" in ran.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((HERE, "--submission", "nowhere.py"), "nowhere.py"),
        (("reference_solutions",), "Name one exercise"),
        ((HERE, "--isolation", "Z"), "Z"),
    ],
)
def test_what_cannot_be_done_is_one_line(course: Path, words: tuple[str, ...], says: str) -> None:
    ran = run(course, *words)
    assert ran.returncode == 4, "pytest's own code for wrong usage"
    lines = [line for line in ran.stderr.splitlines() if line.startswith("ERROR")]
    assert len(lines) == 1 and says in lines[0]
    assert "Traceback" not in ran.stdout + ran.stderr
