"""Instructor room: what `new` prints around a new exercise."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console

from autograder import authoring


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
