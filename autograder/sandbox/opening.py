"""Trusted room: opens the best sandbox that this machine allows. Never imports inside."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.sandbox.cold import ColdSandbox
from autograder.sandbox.command import Plan
from autograder.sandbox.interface import Letter, Limits, Sandbox, SandboxError
from autograder.sandbox.levels import LEVELS
from autograder.sandbox.spare import spare_uid
from autograder.sandbox.view import view

ENTRY = "autograder.inside.main"
PRELOAD = ("numpy", "torch", "pandas", "sympy", ENTRY)
CHOICES: dict[str, tuple[Letter, ...]] = {"auto": ("A",), "none": ("E",), "A": ("A",), "E": ("E",)}


def open_sandbox(
    isolation: str = "auto", *, hidden: Sequence[Path] = (), start: str = "cold"
) -> Sandbox:
    """Open the sandbox of one grading run.

    isolation: "auto" (the best level that works here, found by trying; never E), a level's
    letter, or "none" (level E). hidden: folders that no jail may see, even where they lie under
    something that it needs. start: "cold".
    Raises SandboxError, in one line that says what to do, and ValueError for an unknown word.
    """
    if start != "cold":
        raise ValueError(f"start is 'cold', not {start!r}")
    return open_with(isolation, hidden=hidden)


def open_with(
    isolation: str,
    *,
    hidden: Sequence[Path] = (),
    shown: Sequence[Path] = (),
    entry: str = ENTRY,
    preload: tuple[str, ...] = PRELOAD,
) -> Sandbox:
    """As open_sandbox, with another runner: entry is its module or script, shown is bound too."""
    if isolation not in CHOICES:
        raise ValueError(f"isolation is one of {', '.join(CHOICES)}, not {isolation!r}")
    seen = view(hidden, shown)
    refusals = []
    for letter in CHOICES[isolation]:
        try:
            return _try(letter, Plan(LEVELS[letter], seen, entry, preload, letter == "A", None))
        except SandboxError as error:
            refusals.append(f"level {letter}: {error}")
    raise SandboxError(
        f"no isolation is possible here ({'; '.join(refusals)}). Run `autograder doctor`, or grade "
        "code that you trust with --isolation none"
    )


def _try(letter: Letter, plan: Plan) -> Sandbox:
    """The sandbox, after an empty jail has shown that the level works."""
    spare = spare_uid() if os.geteuid() == 0 else None
    plan = replace(plan, spare=spare.uid if spare else None)
    sandbox = ColdSandbox(plan, release=spare.close if spare else None)
    try:
        probe = ColdSandbox(replace(plan, entry="", preload=()))
        with probe:
            ended = probe.start(Limits()).finish()
        if ended.cause not in ("exited", "killed") or ended.code not in (0, 9):
            raise SandboxError(f"an empty jail ended with {ended.cause} {ended.code}")
    except BaseException:
        sandbox.close()
        raise
    return sandbox
