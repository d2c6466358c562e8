"""A course of one small exercise, written into a folder: tests change one file of it."""

from __future__ import annotations

from pathlib import Path

from autograder.course import Exercise, load_exercise

SLUG = "01_mini"
FILES = {
    f"assignments/{SLUG}/exercise.toml": """
title = "Mini"
module = "mini"
functions = ["larger", "total"]
[limits]
seconds = 1
[[hidden]]
name = "check_larger"
title = "larger gives the larger one"
points = 1
[[hidden]]
name = "check_total"
title = "total adds up"
points = 1
""",
    f"assignments/{SLUG}/mini.py": '''
def larger(a: float, b: float) -> float:
    """The larger one."""
    raise NotImplementedError("larger")


def total(n: int) -> float:
    """1 + … + n."""
    raise NotImplementedError("total")


def given(x: float) -> float:
    """Finished, for everybody."""
    return x + 1
''',
    f"reference_solutions/{SLUG}/mini.py": '''
"""The reference."""


def larger(a, b):
    return a if a > b else b


def total(n):
    result = 0
    while n != 0:
        result += n
        n -= 1
    return result


def given(x):
    return x + 1
''',
    f"reference_solutions/{SLUG}/hidden_checks.py": '''
from autograder.checks import points, same


@points(1)
def check_larger(submission, rng):
    """larger gives the larger one"""
    low = float(rng("low").uniform(1, 2))
    same(submission.larger(low, low + 1), low + 1, "Not the larger one.")
    same(submission.larger(low + 1, low), low + 1, "Not the larger one.")


@points(1)
def check_total(submission, rng):
    """total adds up"""
    n = int(rng("n").integers(3, 20))
    same(submission.total(n), n * (n + 1) / 2, "Not the sum.")
''',
    f"reference_solutions/{SLUG}/accepted/built_in.py": """
def larger(a, b):
    return max(a, b)

def total(n):
    return sum(range(n + 1))
""",
    f"reference_solutions/{SLUG}/mistakes/smaller.py": '''
"""You give the smaller one."""
LOSES = ("check_larger",)

def larger(a, b):
    return min(a, b)

def total(n):
    return n * (n + 1) // 2
''',
    f"reference_solutions/{SLUG}/mistakes/last_one_missing.py": '''
"""You leave the last one out."""
LOSES = ("check_total",)

def larger(a, b):
    return max(a, b)

def total(n):
    return sum(range(n))
''',
}


def write_mini(root: Path, **changed: str) -> Exercise:
    """The exercise in `root`; `changed` are files of the instructor's folder, name -> content."""
    files = dict(FILES)
    for name, text in changed.items():
        files[f"reference_solutions/{SLUG}/{name}"] = text
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return load_exercise(root, SLUG)
