"""Instructor room: the attacks as they lie on disk. Reads their headers, imports none of them.

An attack is one file ATTACKS/<family>/<name>.py, a whole submission with this header:

    the first line of its docstring says what would count as success
    EXERCISE = "02"            number of the exercise that it is handed in for
    OUTCOMES = {"failed"}      the outcomes that its checks may have
    FLOOR = 0                  points that it may earn
    CONTROL = "forged: how"    what the control must show, a word of CONTROLS, and how
    GRADER = "numpy"           which way of the naive grader the control takes (optional)
    FOLDER = True              the file writes the students' folders into its argument (optional)

In the file @MARK@, @CLAIM@, @TARGET@, @DROP@, @PORT@ and @KEY@ are filled in by the harness.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import CourseError
from autograder.outcomes import Outcome

CONTROLS = frozenset({"forged", "killed", "poisoned", "evidence", "flood", "memory", "injected"})
PIPELINE = "pipeline"
"""The way of the naive grader that goes from folders to reports."""
NAIVE = "naive"
"""The folder of the control, beside those of the families."""


@dataclass(frozen=True)
class Attack:
    """One attack. `control` is a word of CONTROLS, `how` the sentence behind it."""

    family: str
    name: str
    path: Path
    goal: str
    exercise: str
    outcomes: frozenset[str]
    floor: int
    control: str
    how: str
    grader: str
    folder: bool

    @property
    def title(self) -> str:
        return f"{self.family}/{self.name}"


def home() -> Path:
    """Where the attacks lie: in a clone. They are not shipped, some hold half of a solution."""
    folder = Path(__file__).resolve().parents[2] / "tests" / "attacks"
    if folder.is_dir():
        return folder
    raise CourseError("The attack suite is not installed here: run it from a clone.")


def load(names: Collection[str] = (), folder: Path | None = None) -> tuple[Attack, ...]:
    """All attacks, or those of the given families and titles, sorted by title.

    Raises `CourseError` that names a file whose header is not sound, or an unknown name.
    """
    files = sorted((folder or home()).glob("*/*.py"))
    attacks = tuple(_read(path) for path in files if path.parent.name != NAIVE)
    known = {name for attack in attacks for name in (attack.family, attack.title)}
    for name in names:
        if name not in known:
            raise CourseError(f"There is no attack {name}.")
    return tuple(a for a in attacks if not names or a.family in names or a.title in names)


def _read(path: Path) -> Attack:
    try:
        tree = ast.parse(path.read_bytes(), str(path))
        header = {
            node.targets[0].id: ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id in _TYPES
        }
        for name, kind in _TYPES.items():
            if type(header.setdefault(name, _DEFAULTS.get(name))) is not kind:
                raise ValueError(f"{name} should be a {kind.__name__}")
        return _attack(path, ast.get_docstring(tree) or "", header)
    except (ValueError, SyntaxError) as error:
        raise CourseError(f"{path}: {error}.") from None


_TYPES = {
    "EXERCISE": str,
    "OUTCOMES": set,
    "FLOOR": int,
    "CONTROL": str,
    "GRADER": str,
    "FOLDER": bool,
}
_DEFAULTS = {"GRADER": "", "FOLDER": False}


def _attack(path: Path, docstring: str, header: dict[str, Any]) -> Attack:
    control, _, how = header["CONTROL"].partition(":")
    if not docstring:
        raise ValueError("it has no docstring")
    if control not in CONTROLS:
        raise ValueError(f"CONTROL begins with one of {', '.join(sorted(CONTROLS))}")
    unknown = header["OUTCOMES"] - {outcome.value for outcome in Outcome}
    if unknown:
        raise ValueError(f"OUTCOMES has the unknown words {sorted(unknown)}")
    return Attack(
        family=path.parent.name,
        name=path.stem,
        path=path,
        goal=docstring.split("\n")[0].strip(),
        exercise=header["EXERCISE"],
        outcomes=frozenset(header["OUTCOMES"]),
        floor=header["FLOOR"],
        control=control,
        how=how.strip(),
        grader=header["GRADER"],
        folder=header["FOLDER"],
    )
