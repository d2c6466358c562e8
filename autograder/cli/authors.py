"""Instructor room: what `new` and `bundle` print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from autograder import authoring
from autograder import bundle as bundles
from autograder.course import load_course


def new(root: Path | None, slug: str, as_json: bool) -> None:
    """Begin the exercise `slug`, and say what to do next."""
    files = authoring.new(root, slug)
    if as_json:
        print(json.dumps([str(path) for path in files]))
        return
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for path in files:
        console.print(f"{path}")
    course = "" if root is None else f"--course {root} "
    console.print(f"It is proven as it is: autograder {course}verify {slug[:2]} --seeds 5")
    console.print("Make it yours piece by piece, and prove it again: docs/authoring.md.")


def bundle(root: Path | None, names: Sequence[str], file: Path, as_json: bool) -> None:
    """Write the student material as one zip."""
    course = load_course(root)
    exercises = course.select(names)
    bundles.bundle(course, exercises, file)
    if as_json:
        print(json.dumps({"file": str(file), "exercises": [e.slug for e in exercises]}))
        return
    Console(highlight=False, markup=False, soft_wrap=True).print(f"{file} is what students get.")
