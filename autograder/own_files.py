"""Student room: what a student wrote in an exercise's folder. Reads and parses, runs nothing."""

from __future__ import annotations

import ast
import hashlib
import warnings
from collections.abc import Sequence
from pathlib import Path

from autograder.course import Exercise

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def own_files(exercise: Exercise) -> list[Path]:
    """The student's module and the helper modules beside it, which are handed in with it."""
    paths = sorted(exercise.folder.glob("*.py"))
    return [p for p in paths if not p.name.startswith("test_") and p.name != "conftest.py"]


def fingerprint(exercise: Exercise) -> str | None:
    """Hash of all that decides how the public checks end; None while a file cannot be read.

    Editors that save by renaming leave a moment without a file.
    """
    whole = hashlib.sha256()
    try:
        if not exercise.stub.is_file():
            return None
        for path in (*own_files(exercise), exercise.public_checks):
            content = path.read_bytes()
            whole.update(f"{path.name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
            whole.update(content)
    except OSError:
        return None
    return whole.hexdigest()


def is_begun(source: bytes, functions: Sequence[str]) -> bool:
    """Whether anything is written in one of the graded `functions` of a file.

    A file that is no valid Python was worked on.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the student's own escapes in strings
            body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    graded = [n for n in body if isinstance(n, _Definition) and n.name in functions]
    defined = {node.name for node in graded}
    return defined != set(functions) or not all(map(_is_unwritten, graded))


def _is_unwritten(node: _Definition) -> bool:
    """Whether a function does nothing but to say so, or all methods of a class."""
    if isinstance(node, ast.ClassDef):
        methods = [n for n in node.body if isinstance(n, _Definition)]
        return bool(methods) and all(map(_is_unwritten, methods))
    *before, last = node.body
    if not isinstance(last, ast.Raise) or last.exc is None:
        return False
    if not all(isinstance(statement, ast.Expr) for statement in before):  # docstring, super()
        return False
    raised = last.exc.func if isinstance(last.exc, ast.Call) else last.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
