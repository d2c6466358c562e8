"""Trusted room: opens the best sandbox that this machine allows. Never imports inside."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from autograder.sandbox import gpu
from autograder.sandbox.cold import ColdSandbox
from autograder.sandbox.command import Plan
from autograder.sandbox.gpu import Card
from autograder.sandbox.interface import Letter, Limits, Sandbox, SandboxError
from autograder.sandbox.levels import LEVELS, in_container
from autograder.sandbox.portable import PortableSandbox
from autograder.sandbox.sharing import Shared
from autograder.sandbox.spare import spare_uid
from autograder.sandbox.view import PACKAGE, View, readable, view
from autograder.sandbox.warm import WarmSandbox

Opened = TypeVar("Opened")

ENTRY = "autograder.inside.main"
# What students use, and the runner with all its parts: imported before the limits begin to count.
PRELOAD = (
    *("numpy", "torch", "pandas", "sklearn.linear_model", "sympy"),
    *sorted(f"autograder.inside.{path.stem}" for path in (PACKAGE / "inside").glob("[a-z]*.py")),
)
CHOICES: dict[str, tuple[Letter, ...]] = {
    "A": ("A",),
    "B": ("B",),
    "C": ("C",),
    "D": ("D",),
    "E": ("E",),
    "none": ("E",),
}
STARTS = ("cold", "warm")


def open_sandbox(
    isolation: str = "auto",
    *,
    hidden: Sequence[Path] = (),
    start: str = "warm",
    device: str = "cpu",
    gpu_share: int = 1,
) -> Sandbox:
    """Open the sandbox of one grading run.

    isolation: "auto" (the best level that works here, found by trying; never E), a level's
    letter, or "none" (level E). hidden: folders that no jail may see, even where they lie under
    something that it needs. start: "warm" (a copy of one prepared process per jail) or "cold"
    (a fresh Python per jail: for exams and for finding faults). device: "cpu", or "cuda" or
    "cuda:N" for jails with that GPU, of which `gpu_share` may live at a time on this machine.
    Raises SandboxError, in one line that says what to do, and ValueError for an unknown word.
    """
    card = None if device == "cpu" else gpu.find(device, gpu_share)
    return open_with(isolation, hidden=hidden, start=start, card=card)


def open_with(
    isolation: str = "auto",
    *,
    hidden: Sequence[Path] = (),
    start: str = "warm",
    shown: Sequence[Path] = (),
    entry: str = ENTRY,
    preload: tuple[str, ...] = PRELOAD,
    card: Card | None = None,
) -> Sandbox:
    """As open_sandbox, with another runner: entry is its module or script, shown is bound too."""
    if start not in STARTS:
        raise ValueError(f"start is one of {', '.join(STARTS)}, not {start!r}")
    if card is not None:
        drivers = [Path(card.library)] if card.library else []
        shown = [*shown, *drivers, *(path for path in gpu.SYSTEM if path.exists())]
    seen = view(hidden, shown)

    def open_at(letter: Letter) -> Sandbox:
        plan = plan_for(letter, seen, entry, preload, card)
        if _portable(plan):
            return PortableSandbox(plan)
        if start == "warm" and card is None:
            return _tried(plan, WarmSandbox)
        if start == "warm":  # whether a copy can start CUDA is not to be foretold
            with suppress(SandboxError):
                return _working(_tried(plan, WarmSandbox))
        return _working(_tried(plan, ColdSandbox)) if card else _tried(plan, ColdSandbox)

    return _best(isolation, open_at)


def share(isolation: str = "auto", *, hidden: Sequence[Path] = ()) -> Shared | None:
    """Start a warm process for all workers of this machine; None where each needs its own.

    isolation and hidden as for `open_sandbox`. Raises SandboxError and ValueError as that does.
    """
    seen = view(hidden)

    def open_at(letter: Letter) -> Shared | None:
        plan = plan_for(letter, seen, ENTRY, PRELOAD)
        return None if _portable(plan) else _tried(plan, Shared)

    return _best(isolation, open_at)


def _best(isolation: str, open_at: Callable[[Letter], Opened]) -> Opened:
    """What opens at the best level that `isolation` allows."""
    choices = CHOICES | {"auto": _automatic()}
    if isolation not in choices:
        raise ValueError(f"isolation is one of {', '.join(choices)}, not {isolation!r}")
    refusals = []
    for letter in choices[isolation]:
        try:
            return open_at(letter)
        except SandboxError as error:
            refusals.append(f"level {letter}: {error}")
    raise SandboxError(
        f"no isolation is possible here ({'; '.join(refusals)}). Run `autograder doctor`, or grade "
        "code that you trust with --isolation none"
    )


def _automatic() -> tuple[Letter, ...]:
    if sys.platform == "linux":
        return ("A", "B" if in_container() else "C")
    return ("D",) if sys.platform == "darwin" else ()


def plan_for(
    letter: Letter, seen: View, entry: str, preload: tuple[str, ...], card: Card | None = None
) -> Plan:
    """The plan of a level, for a grader that is not root."""
    wrapped = letter == "A"
    read: tuple[str, ...] = ("/",)  # in a jail with mounts of its own nothing else is there
    listed: tuple[str, ...] = ()
    if letter in "BC":
        read, listed = readable(seen)
    level = LEVELS[letter]
    if card is not None:
        level = replace(level, says=f"{level.says} {gpu.SAYS}")
    return Plan(
        level=level,
        view=seen,
        entry=entry,
        preload=preload,
        bubblewrap=wrapped,
        filtered=letter in "ABC",
        read=read,
        listed=listed,
        spare=None,
        card=card,
    )


def _portable(plan: Plan) -> bool:
    """Whether jails of this plan are plain processes. Raises SandboxError for root."""
    if sys.platform == "linux" and plan.level.letter != "D":
        return False
    if os.name == "posix" and os.geteuid() == 0:
        raise SandboxError("a jail never runs as root: grade as an ordinary user")
    return True


def _working(sandbox: Sandbox) -> Sandbox:
    """The sandbox, after a jail of it has got its GPU ready. Raises SandboxError."""
    try:
        sandbox.start(Limits()).finish()
    except SandboxError:
        sandbox.close()
        raise
    return sandbox


def _tried(plan: Plan, kind: Callable[[Plan, Callable[[], None]], Opened]) -> Opened:
    """What `kind` makes of the plan, after an empty jail has shown that the level works."""
    spare = spare_uid() if os.geteuid() == 0 else None
    plan = replace(plan, spare=spare.uid if spare else None)
    with ExitStack() as undo:
        if spare is not None:
            undo.callback(spare.close)
        with ColdSandbox(replace(plan, entry="", preload=())) as probe:
            ended = probe.start(Limits()).finish()
        if ended.code not in (0, signal.SIGKILL):
            raise SandboxError(f"an empty jail ended with {ended.cause} {ended.code}")
        return kind(plan, undo.pop_all().close)
