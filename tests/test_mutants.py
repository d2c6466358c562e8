"""Small edits of a reference: which are made, which are not, and which lose a check."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from autograder.candidates import InJail, InProcess, jail_for
from autograder.course import CourseError, Exercise
from autograder.judge import with_checks
from autograder.kills import Kills, Open, kill, read_record
from autograder.mutants import mutants
from autograder.rounds import Round
from autograder.sandbox import Sandbox

from .mini import write_mini

ROUNDS = [Round(name, b"mutants") for name in ("a", "b")]


def edits(body: str) -> list[str]:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return [m.edit for m in mutants(f"import numpy as np\n\ndef f(x, y, axis=0):\n{lines}\n")]


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("return x + 3", ["x + 3 → x - 3", "x + 3 → x", "3 → 4", "3 → 6"]),
        ("return x < y", ["x < y → x <= y", "x < y → x > y"]),
        ("return x and not y", ["x and (not y) → x or not y", "not y → y"]),
        ("return -x", ["-x → x"]),
        ("return 0.5", ["0.5 → 1.5", "0.5 → 1.0", "0.5 → 0.0"]),
        ("return np.sqrt(x)", ["np.sqrt(x) → x"]),
        ("return x.round(y)", ["x.round(y) → y", "x.round(y) → x"]),
        ("return np.argmin(x)", ["np.argmin → np.argmax", "np.argmin(x) → x"]),
        ("return np.dot(x, y)", ["np.dot(x, y) → np.dot(y, x)", "np.dot(x, y) → x"]),
        ("return x.take(axis=axis)", ["x.take(axis=axis) → x.take()", "x.take(axis=axis) → x"]),
        ("return g(reduction='mean')", ["'mean' → 'sum'"]),
        ("return x, y", ["return (x, y) → return (y, x)"]),
        ("return x", ["return x → return y"]),
        ("z = x\nreturn np.abs(z)", ["x → y", "z → x"]),
        ("for i in range(x): pass", ["range(x) → range(x - 1)", "range(x) → range(x + 1)"]),
        ("if x: return 2", ["if x: → if not x:", "if x: → nothing"]),
        ("x.clear()", ["x.clear() → nothing"]),
        ("x += y", ["x += y → x -= y", "x += y → nothing"]),
        ("x = np.abs(x)", ["x = np.abs(x) → nothing"]),
    ],
)
def test_an_edit_is_made(line: str, made: list[str]) -> None:
    assert set(made) <= set(edits(line))


@pytest.mark.parametrize(
    "line",
    [
        '"""Sum of 1 and 2, the mean."""',
        "raise ValueError(f'{x + 1}', 3)",
        "z: 'np.ndarray | None'",
        "import os",
    ],
)
def test_messages_and_annotations_are_left_alone(line: str) -> None:
    assert edits(line) == ["0 → 1"]  # the default of the signature alone


@pytest.mark.parametrize("line", ["x.to(device)", "z = x.to(device)", "x = x.to(device)"])
def test_a_move_to_the_device_stays(line: str) -> None:
    assert not [edit for edit in edits(line) if "device" in edit and "nothing" not in edit]
    assert "x.to(device) → nothing" not in edits(line)


def test_types_and_what_the_stub_gives_are_left_alone() -> None:
    given = "def help(x: int) -> int:\n    '''Given.'''\n    return x + 1\n"
    own = "def help(x):\n    return x + 1\n"
    assert mutants("from typing import Literal\nMode = Literal[1, 2]\n" + own, given) == ()
    assert len(mutants(own, "")) == 4  # x - 1, x, x + 0, x + 2


def test_equal_edits_of_equal_lines_have_names_of_their_own() -> None:
    assert edits("x = y - 1\nx = y - 1").count("y - 1 → y + 1") == 1
    assert "y - 1 → y + 1 (2)" in edits("x = y - 1\nx = y - 1")


def test_every_mutant_is_another_program_and_all_come_in_the_same_order(toy: Exercise) -> None:
    source = toy.reference.read_text("utf-8")
    made = mutants(source)
    assert made == mutants(source) and len(made) > 80
    programs = {ast.dump(ast.parse(mutant.source)) for mutant in made}
    assert len(programs) == len(made)
    assert ast.dump(ast.parse(source)) not in programs
    lines = source.splitlines()
    assert all(lines[mutant.line - 1].strip() == mutant.text for mutant in made)


RECORD = """
[[mutant]]
line = "return a if a > b else b"
edit = "a > b → a >= b"
reason = "Where both are equal, either is the larger one."
"""


def killed(exercise: Exercise, open_one: Open | None = None) -> Kills:
    return with_checks(
        exercise, lambda judge: kill(judge, ROUNDS, open_one or (lambda s: InProcess(s)))
    )


ONLY_LARGER = {
    "mini.py": "def larger(a, b):\n    return a if a > b else b\n\ndef total(n):\n"
    "    return sum(range(n + 1))\n"
}


def test_a_mutant_that_loses_nothing_survives(tmp_path: Path) -> None:
    kills = killed(write_mini(tmp_path, **ONLY_LARGER))
    assert [str(survivor) for survivor in kills.survivors] == ["mini.py:2: a > b → a >= b"]
    assert kills.killed == kills.total - 1 > 5 and kills.possible == kills.total
    assert kills.share < 1 and kills.stale == kills.broken == ()


def test_a_recorded_mutant_is_equivalent_and_does_not_count(tmp_path: Path) -> None:
    kills = killed(write_mini(tmp_path, **ONLY_LARGER, **{"equivalent.toml": RECORD}))
    assert kills.survivors == () and kills.share == 1.0
    assert [survivor.reason for survivor in kills.equivalent] == [
        "Where both are equal, either is the larger one."
    ]
    assert kills.possible == kills.total - 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("a >= b", "a < b", "loses check_larger"),
        ("return a if", "return b if", "there is no such mutant"),
    ],
)
def test_a_record_that_is_not_true_is_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    record = {"equivalent.toml": RECORD.replace(old, new)}
    kills = killed(write_mini(tmp_path, **ONLY_LARGER, **record))
    assert len(kills.stale) == 1 and says in kills.stale[0]
    assert len(kills.survivors) == 1 and kills.equivalent == ()


@pytest.mark.parametrize("text", ["[[mutant]]\nline = 'x'", RECORD * 2, "mutant = 3", "?"])
def test_a_record_that_cannot_be_read_is_the_instructors_fault(tmp_path: Path, text: str) -> None:
    with pytest.raises(CourseError, match=r"equivalent\.toml is not right"):
        read_record(write_mini(tmp_path, **{"equivalent.toml": text}))


def test_a_check_that_breaks_kills_nothing(tmp_path: Path) -> None:
    broken = "from autograder.checks import points\n"
    for name in ("larger", "total"):
        broken += f"\n@points(1)\ndef check_{name}(submission):\n    'Odd'\n    1 / 0\n"
    kills = killed(write_mini(tmp_path, **ONLY_LARGER, **{"hidden_checks.py": broken}))
    assert kills.killed == 0 and len(kills.broken) == kills.total
    assert "ZeroDivisionError" in kills.broken[0]


def test_a_mutant_that_runs_for_ever_is_killed(tmp_path: Path, sandbox: Sandbox) -> None:
    endless = "def larger(a, b):\n    return max(a, b)\n\ndef total(n):\n    result = 0\n"
    endless += "    while n != 0:\n        result += n\n        n -= 1\n    return result\n"
    exercise = write_mini(tmp_path, **{"mini.py": endless})
    kills = killed(exercise, lambda source: InJail(source, jail_for(exercise, sandbox)))
    assert [s.edit for s in kills.survivors] == ["max(a, b) → max(b, a)"]
    assert kills.killed == kills.total - 1 and kills.broken == ()
