"""A course of one small exercise, for tests that change its checks and grade many copies of it."""

from __future__ import annotations

from pathlib import Path

from autograder.course import Course, load_course
from autograder.intake import digest
from autograder.results import Submission

TOML = """
title = "Mini"
module = "mini"
functions = ["double", "shift"]
[limits]
seconds = 5
[[hidden]]
name = "check_double"
title = "double doubles"
points = 6
[[hidden]]
name = "check_shift"
title = "shift adds one"
points = 4
"""
CHECKS = '''
from autograder.checks import points, same

STRICT = 1e-6
COUNT = 3


@points(6)
def check_double(submission, reference, rng):
    """double doubles"""
    x = rng("x").normal(size=4)
    same(submission.double(x), reference.double(x), "Not twice.", rtol=0, atol=STRICT)


@points(4)
def check_shift(submission, reference, rng):
    """shift adds one"""
    x = rng("x").normal(size=COUNT)
    same(submission.shift(x), reference.shift(x), "Not one more.")
'''
RIGHT = "def double(x):\n    return 2 * x\n\n\ndef shift(x):\n    return x + 1\n"
NEARLY = RIGHT.replace("2 * x", "2 * x + 0.001")
TRIPLES = RIGHT.replace("2 * x", "3 * x")
STUB = (
    'def double(x):\n    raise NotImplementedError("Write it.")\n\n\n'
    'def shift(x):\n    raise NotImplementedError("Write it.")\n'
)
MISTAKE = f'"""It triples."""\nLOSES = {{"check_double"}}\n{TRIPLES}'


def write_course(root: Path) -> Course:
    """Write the course into the folder `root`."""
    student, teacher = root / "assignments" / "01_mini", root / "reference_solutions" / "01_mini"
    for folder, files in (
        (student, {"exercise.toml": TOML, "README.md": "Mini.\n", "mini.py": STUB}),
        (teacher, {"mini.py": RIGHT, "hidden_checks.py": CHECKS}),
        (teacher / "mistakes", {"triples.py": MISTAKE}),
    ):
        folder.mkdir(parents=True)
        for name, content in files.items():
            (folder / name).write_text(content, "utf-8")
    return load_course(root)


def change_checks(course: Course, old: str, new: str) -> None:
    """Edit the hidden checks."""
    path = course.exercises[0].hidden_checks
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def hand_in(course: Course, student: str, code: str = RIGHT) -> Submission:
    """What a student hands in; the name is in the code, so that no two are equal."""
    files = {"mini.py": f"{code}# {student!a}\n".encode()}
    return Submission(student, course.exercises[0], files, digest(files))
