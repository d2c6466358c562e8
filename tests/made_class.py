"""A made-up class as the class report reads it, without a store: whatever a test likes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from autograder.outcomes import Outcome
from autograder.policy import Standing
from autograder.results import Isolation
from autograder.scoring import CheckResult
from autograder.session import Entry as Frame
from autograder.session import Tape
from autograder.site.book import Book, Piece, book
from autograder.store import Entry
from autograder.store.marks import Mark, Ran
from autograder.wire import Ref, pack

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "\u202egnp.eman",
    "=HYPERLINK(1)",
    '"><svg/onload=alert(2)>',
    "a\nb\x00c\x1b[31m",
    "𝔘𝔫𝔦" + "\u0301" * 40,
    "عَلِي",
    "{{ 7*7 }}",
)
TITLES = {"01_first": "First steps", "02_second": "Second </title><script>alert(3)</script>"}
ISOLATION = Isolation("A", "namespaces", "Namespaces of its own.")


def piece(
    student: str,
    exercise: str = "01_first",
    outcomes: Sequence[str] = ("passed", "failed"),
    diagnosis: str = "",
    taped: bool = True,
    **standing: Any,
) -> Piece:
    """Checks worth 1, 2, … points; `standing` overrules what follows from them."""
    checks = tuple(
        Ran(
            CheckResult(
                name=f"check_{number}",
                title=f"Check number {number}",
                outcome=Outcome(outcome),
                earned=number if outcome == "passed" else 0,
                possible=number,
                diagnosis=diagnosis if outcome == "failed" else "",
            ),
            seconds=0.01 * number,
            taped=taped,
        )
        for number, outcome in enumerate(outcomes, 1)
    )
    open_score = "grader_error" in outcomes
    earned = None if open_score else sum(ran.check.earned for ran in checks)
    possible = sum(ran.check.possible for ran in checks)
    worth: dict[str, Any] = {
        "earned": earned,
        "possible": possible,
        "counted": 1,
        "late_days": 0,
        "penalty": 0.0,
        "adjusted": 0.0,
        "extra": False,
        "lines": (),
    }
    return Piece(
        student=student,
        exercise=exercise,
        entry=Entry(1, student, exercise, 1, "round 1", "0" * 64, 0.0),
        attempts=1,
        standing=Standing(**worth | standing),
        mark=Mark(
            number=1,
            earned=earned,
            possible=possible,
            made=1.7e9,
            seconds=0.5,
            device="cpu",
            isolation=ISOLATION,
            versions={"torch": "2.0"},
            causes=("check_1: KeyError: <b>x</b>",) if open_score else (),
            checks=checks,
        ),
        feedback="../feedback/x.html",
    )


def made_class(students: int, seed: int = 3) -> Book:
    """A class of two exercises with four checks each; some hand in only one of them."""
    draw = random.Random(seed)
    pieces = []
    for number in range(students):
        name = HOSTILE[number] if number < len(HOSTILE) else f"student {number:03}"
        skill = draw.gauss(0, 1)
        for slug in TITLES:
            if draw.random() < 0.9:
                outcomes = [
                    "passed" if skill + draw.gauss(0, 1) > hard else "failed"
                    for hard in (-1.5, -0.5, 0.0, 1.0)
                ]
                if number % 7 == 3:
                    outcomes[0] = "grader_error"
                late = {"late_days": 2, "penalty": 1.0} if number % 5 == 2 else {}
                said = f"You did <i>{slug}</i> wrongly." if draw.random() < 0.7 else ""
                pieces.append(piece(name, slug, outcomes, said, **late))
    return book(pieces, TITLES)


def frame(value: Any) -> bytes:
    """A frame that holds `value`; a `Ref` in it stands for an object."""
    return pack(value, lambda ref: ref)


def tape(*said: tuple[str, Any]) -> Tape:
    """(way, value) pairs as a tape."""
    return tuple(Frame(way, frame(value)) for way, value in said)  # type: ignore[arg-type]


TAPE = tape(
    ("ask", ["load", "mini", {"mini.py": b"x"}, "", 5]),
    ("reply", ["ok", None]),
    ("ask", ["get", Ref("r", 0, ("module",)), "walk"]),
    ("reply", ["ok", Ref("r", 1, ("function",))]),
    ("ask", ["call", Ref("r", 1), (Ref("g", 0, ("function",)), 2.5), {"n": 3}]),
    ("callback", [0, "call", (1.25,), {}]),
    ("answer", ["ok", 7]),
    ("reply", ["err", ["ValueError", "Exception"], "<script>alert(4)</script>\u202e", []]),
)
