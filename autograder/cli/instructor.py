"""Instructor room: what `verify` does around the engine, and prints."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from autograder.cli import proofs as proof_pages
from autograder.course import CourseError, load_course, require_solution
from autograder.sandbox import Sandbox, SandboxError, open_sandbox

UNDETERMINED = 3


def open_or_say(isolation: str, root: Path, start: str = "warm") -> Sandbox:
    """The sandbox of a run over the course in `root`; `CourseError` where none can be had."""
    try:
        return open_sandbox(isolation, hidden=[root], start=start)
    except (SandboxError, ValueError) as error:
        raise CourseError(str(error)) from None


def verify(
    root: Path | None,
    names: Sequence[str],
    seeds: int,
    isolation: str,
    docs: Path | None,
    as_json: bool,
    mutate: bool = False,
) -> None:
    """Prove the exercises; exit code 3 if one is not proven. What is published has its mutants."""
    from autograder.published import publish
    from autograder.verify import verify as prove

    course = load_course(root)
    exercises = course.select(names)
    for exercise in exercises:
        require_solution(exercise)
    console, err = Console(), Console(stderr=True)
    mutate = mutate or docs is not None
    proofs = []
    with open_or_say(isolation, course.root) as sandbox, err.status("") as status:
        for exercise in exercises:
            proofs.append(prove(exercise, seeds, sandbox, status.update, mutate=mutate))
            if docs is not None:  # one by one: a long run that is ended has not been for nothing
                try:
                    publish(docs, course.root, proofs[-1:])
                except ValueError as error:
                    err.print(f"{error}.", style="bold", markup=False)
    if as_json:
        console.print_json(json.dumps([dataclasses.asdict(proof) for proof in proofs]))
    else:
        proof_pages.show(console, proofs)
    if any(proof.failures for proof in proofs):
        raise typer.Exit(UNDETERMINED)
