"""Student room: what is remembered of a student's progress, in DIR/.autograder/progress.json.

Per exercise: how the public checks ended, the hash of the files that they ended so with, and how
many hints were shown. The file may be deleted at any time; what cannot be read counts as nothing.
It is for the student alone: no mark depends on it.
"""

from __future__ import annotations

import contextlib
import enum
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from autograder import own_files
from autograder.course import PACKAGE, CourseError, Exercise
from autograder.outcomes import Outcome
from autograder.own_files import fingerprint
from autograder.selfcheck import SelfCheck

FILE = ".autograder/progress.json"
VERSION = 1


@dataclass(frozen=True)
class Known:
    """What is remembered of one exercise: `passed` of `public` checks, with files hashed `of`."""

    of: str = ""
    passed: int = 0
    public: int = 0
    solved: bool = False
    hints: int = 0


class State(enum.StrEnum):
    """How far an exercise is, as far as anybody looked."""

    NOT_BEGUN = "not_begun"
    NOT_CHECKED = "not_checked"
    CHANGED = "changed"
    OPEN = "open"
    SOLVED = "solved"


@dataclass(frozen=True)
class Standing:
    """An exercise's state; the counts are of the last check, which may be of older files."""

    exercise: Exercise
    state: State
    passed: int = 0
    public: int = 0


def load(root: Path) -> dict[str, Known]:
    """What is remembered in the course folder `root`, by the exercise's slug."""
    try:
        document = json.loads((root / FILE).read_bytes())
        entries = document["exercises"] if document["version"] == VERSION else {}
        return {slug: _known(entry) for slug, entry in entries.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def keep(exercise: Exercise, known: Known) -> bool:
    """Remember `known` of an exercise; False where nothing can be written.

    Nothing is written into an installed package.
    """
    root = exercise.course
    if root.is_relative_to(PACKAGE):
        return False
    entries = {slug: asdict(entry) for slug, entry in (load(root) | {exercise.slug: known}).items()}
    text = json.dumps({"version": VERSION, "exercises": entries}, indent=1) + "\n"
    path = root / FILE
    draft = path.with_name(f"progress.{secrets.token_hex(8)}.tmp")
    try:
        path.parent.mkdir(exist_ok=True)
        draft.write_text(text, encoding="ascii")
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        return False
    return True


def remember(exercise: Exercise, before: str | None, result: SelfCheck) -> bool:
    """Remember how the public checks ended, given the hash of the files before they began.

    False if nothing could be written, or the files changed meanwhile.
    """
    if before is None or before != fingerprint(exercise):
        return False
    known = load(exercise.course).get(exercise.slug, Known())
    passed = sum(check.outcome is Outcome.PASSED for check in result.checks)
    done = replace(known, of=before, passed=passed, public=len(result.checks), solved=result.passed)
    return keep(exercise, done)


def standing(exercise: Exercise, remembered: Mapping[str, Known]) -> Standing:
    """How far an exercise is, without running anything."""
    known = remembered.get(exercise.slug, Known())
    of = fingerprint(exercise)
    if known.of and known.of == of:
        begun = known.passed or is_begun(exercise)
        state = State.SOLVED if known.solved else State.OPEN if begun else State.NOT_BEGUN
    elif not is_begun(exercise):
        return Standing(exercise, State.NOT_BEGUN)
    else:
        state = State.CHANGED if known.of else State.NOT_CHECKED
    return Standing(exercise, state, known.passed, known.public)


def is_begun(exercise: Exercise) -> bool:
    """Whether anything is written in the exercise's own file, or in the notebook beside it."""
    try:
        own = own_files.code(exercise)[exercise.stub.name]
    except CourseError:  # a notebook that cannot be used was worked on; a file may be gone
        return exercise.stub.is_file()
    return own_files.is_begun(own, exercise.functions)


def _known(entry: dict[str, object]) -> Known:
    """One entry of the file, read strictly. Raises `TypeError`, `ValueError`."""
    known = Known(**entry)  # type: ignore[arg-type]
    counts = known.passed, known.public, known.hints
    if any(type(count) is not int or count < 0 for count in counts):
        raise ValueError("not a count")
    if type(known.of) is not str or type(known.solved) is not bool:
        raise ValueError("not what was written")
    return known
