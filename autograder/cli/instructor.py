"""Instructor room: what `verify` does around the engine, and prints."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import typer
from rich.console import Console

from autograder.cli import card
from autograder.cli import proofs as proof_pages
from autograder.course import CourseError, load_course, require_solution
from autograder.devices import CPU, card_of, device_of, needs_card
from autograder.sandbox import Sandbox, SandboxError, open_sandbox

UNDETERMINED = 3


def open_or_say(
    isolation: str, root: Path, start: str = "warm", device: str = "cpu", gpu_share: int = 1
) -> Sandbox:
    """The sandbox of a run over the course in `root`; `CourseError` where none can be had."""
    try:
        return open_sandbox(
            isolation, hidden=[root], start=start, device=device, gpu_share=gpu_share
        )
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
    device: str = "cpu",
) -> None:
    """Prove the exercises; exit code 3 if one is not proven. What is published has its mutants."""
    from autograder.published import publish
    from autograder.verify import verify as prove

    card.check(device)
    course = load_course(root)
    exercises = course.select(names)
    for exercise in exercises:
        require_solution(exercise)
    console, err = Console(), Console(stderr=True)
    mutate = mutate or docs is not None
    if mutate and device != CPU:
        raise CourseError("Mutants, and what is published, are tried on the CPU: no --device.")
    card.require(exercises, device, quiet=as_json)
    proofs = []
    with ExitStack() as stack:
        sandbox = stack.enter_context(open_or_say(isolation, course.root))
        on_gpu = None
        if needs_card(exercises, device):
            opened = open_or_say(isolation, course.root, device=card_of(device))
            on_gpu = stack.enter_context(opened)
        status = stack.enter_context(err.status(""))
        for exercise in exercises:
            box = None if device_of(exercise, device) == CPU else on_gpu
            at = CPU if box is None else card_of(device)
            proof = prove(
                exercise, seeds, sandbox, status.update, mutate=mutate, device=at, card=box
            )
            proofs.append(proof)
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
