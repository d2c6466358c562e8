"""Student room: what a student wrote in an exercise's folder. Reads and parses, runs nothing."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import linecache
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.course import CourseError, Exercise
from autograder.findings import Refused
from autograder.notebooks import TITLE, module
from autograder.sentences import say
from autograder.visible import line

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def own_files(exercise: Exercise) -> list[Path]:
    """The student's module and the helper modules beside it, which are handed in with it."""
    paths = sorted(exercise.folder.glob("*.py"))
    return [p for p in paths if not p.name.startswith("test_") and p.name != "conftest.py"]


def graded_file(exercise: Exercise) -> Path:
    """What is checked and handed in: the Python file, or the notebook where only that is begun.

    The Python file too if it cannot be read: whoever reads it will say why.
    """
    notebook = exercise.stub.with_suffix(".ipynb")
    with contextlib.suppress(OSError):
        if notebook.is_file() and not is_begun(exercise.stub.read_bytes(), exercise.functions):
            return notebook
    return exercise.stub


def code(exercise: Exercise) -> dict[str, bytes]:
    """What Python runs of it, the exercise's module among it: file name -> bytes.

    Raises `CourseError` with one line if a file cannot be read, or a notebook cannot be used.
    """
    try:
        chosen = graded_file(exercise)
        if chosen == exercise.stub:
            paths = {exercise.stub, *own_files(exercise)}
            return {path.name: path.read_bytes() for path in sorted(paths)}
        return {exercise.stub.name: module(chosen.read_bytes(), exercise).source}
    except OSError as error:
        path = line(str(error.filename or exercise.stub))
        raise CourseError(say("submit.unreadable", path=path, why=error.strerror)) from None
    except Refused as why:
        raise CourseError(say("submit.refused", path=line(str(chosen)), why=why)) from None


def let_quote(origin: str, files: Mapping[str, bytes]) -> None:
    """Let tracebacks quote what was taken from a notebook, and lies in no file of that name."""
    for name, content in files.items():
        if content.startswith(TITLE.encode()):
            lines = content.decode("utf-8").splitlines(keepends=True)
            linecache.cache[origin + name] = len(content), None, lines, origin + name


def fingerprint(exercise: Exercise) -> str | None:
    """Hash of all that decides how the public checks end; None while a file cannot be read.

    Editors that save by renaming leave a moment without a file. What a notebook shows is no code.
    """
    whole = hashlib.sha256()
    try:
        if not exercise.stub.is_file():
            return None
        chosen = graded_file(exercise)
        try:
            files = code(exercise)
        except CourseError:
            files = {chosen.name: chosen.read_bytes()}
        files[exercise.public_checks.name] = exercise.public_checks.read_bytes()
    except OSError:
        return None
    for name, content in files.items():
        whole.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        whole.update(content)
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
