"""Trusted room: what a judgement was made from, as hashes. Equal keys: nothing is graded twice.

answers   what decides how the student's code answers: its bytes, the runner, limits, versions,
          device class, round. While it stands, the tapes of the checks can be judged again.
checks    per check what decides the verdict on those answers: the check with all that it uses
          in its file, the reference, the data, the engine. A changed one costs that check.
told      what decides scores and sentences besides: mistakes, diagnosis, scoring.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from autograder.course import PACKAGE, Exercise
from autograder.datasets import data_root
from autograder.sentences import spoken
from autograder.stamp import fingerprint

_ANSWERING = ("autograder/inside", "autograder/wire")
_JUDGING = (
    *(f"autograder/{name}.py" for name in ("checks", "judge", "trial", "session", "proxy")),
    *(f"autograder/{name}.py" for name in ("outcomes", "rounds", "replay", "remembered")),
    *("autograder/chain.py", "autograder/once.py", "autograder/arbiter.py"),
    *("autograder/loopback.py", "autograder/datasets.py", *_ANSWERING),
)
SAID = ("session", "remote")
"""Sections of the catalog that a judgement keeps; another sentence changes none."""
_TELLING = tuple(f"autograder/{name}.py" for name in ("diagnosis", "mistakes", "scoring"))
_PACKAGES = ("torch", "numpy", "pandas", "scikit-learn", "sympy")


@dataclass(frozen=True)
class Keys:
    """What the grading of one exercise depends on besides the submission. Hex digests."""

    answers: str
    checks: Mapping[str, str]
    told: str

    def of(self, submission: str) -> str:
        """The key of one submission's whole result, given its digest."""
        return _hash(submission, self.answers, self.told, *map(str, self.checks.items()))


def keys(exercise: Exercise, round_name: str, device: str) -> Keys:
    """The keys of `exercise` in a round. Raises `OSError` if one of its files cannot be read."""
    root = PACKAGE.parent
    limits = f"{exercise.module} {exercise.seconds} {exercise.memory_mb}"
    base = _hash(
        fingerprint(root, _JUDGING),
        repr(spoken(*SAID)),
        fingerprint(exercise.solution, [exercise.reference.name]),
        *(fingerprint(data_root(), [name]) for name in exercise.datasets),
    )
    prints = check_prints(exercise.hidden_checks.read_text("utf-8"))
    mistakes = fingerprint(exercise.solution, ["mistakes"])
    return Keys(
        answers=_hash(
            fingerprint(root, _ANSWERING), limits, *_versions(), device_class(device), round_name
        ),
        checks={check: _hash(base, own) for check, own in prints.items()},
        told=_hash(fingerprint(root, _TELLING), mistakes, str(exercise.hidden)),
    )


def device_class(device: str) -> str:
    """`cpu` or `cuda`: which one of several makes no difference to a mark."""
    return device.split(":")[0]


def check_prints(source: str) -> dict[str, str]:
    """Check -> hash of its code and of all that it names in its file, directly or not.

    Comments and layout do not count. Statements without a name (such as an `if` around
    definitions) count for every check.
    """
    named: dict[str, list[ast.stmt]] = {}
    common: list[ast.stmt] = []
    for node in ast.parse(source).body:
        names = _defined(node)
        for name in names:
            named.setdefault(name, []).append(node)
        if not names:
            common.append(node)
    everywhere = {name for node in common for name in _used(node)}
    return {
        check: _closure_print(check, everywhere, named, common)
        for check in named
        if check.startswith("check_")
    }


def _closure_print(
    check: str, everywhere: set[str], named: Mapping[str, list[ast.stmt]], common: list[ast.stmt]
) -> str:
    reached: set[str] = set()
    waiting = {check, *everywhere}
    while waiting:
        name = waiting.pop()
        if name in named and name not in reached:
            reached.add(name)
            waiting |= {used for node in named[name] for used in _used(node)}
    nodes = {id(node): node for name in sorted(reached) for node in named[name]}
    return _hash(*(ast.dump(node) for node in (*common, *nodes.values())))


def _defined(node: ast.stmt) -> list[str]:
    """The names that a statement of a module gives a meaning."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and _stored(n)]
    return []


def _stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _used(node: ast.stmt) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


@cache
def _versions() -> tuple[str, ...]:
    return tuple(
        f"{name} {version}" for name, version in versions().items() if name != "gradeproof"
    )


@cache
def versions() -> dict[str, str]:
    """Package -> version of what a mark depends on. Imports none of them."""
    found = {"python": platform.python_version()}
    for package in ("gradeproof", *_PACKAGES):
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "unknown"
    return found


def _hash(*parts: str) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(f"{len(part)}\0{part}".encode())
    return whole.hexdigest()
