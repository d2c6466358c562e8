"""Notebooks as text: what Jupyter saves, without Jupyter."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

Marks = dict[str, Any] | None


def code(source: str, marks: Marks = None, outputs: list[Any] | None = None) -> dict[str, Any]:
    """A code cell; `marks` are nbgrader's."""
    metadata = {} if marks is None else {"nbgrader": {"schema_version": 3} | marks}
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata,
        "outputs": outputs or [],
        "source": source.splitlines(keepends=True),
    }


def text(source: str) -> dict[str, Any]:
    """A cell of text."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def solution(source: str, name: str = "s") -> dict[str, Any]:
    """A solution cell of nbgrader."""
    return code(source, {"grade": False, "locked": False, "solution": True, "grade_id": name})


def locked(source: str, name: str = "l") -> dict[str, Any]:
    """A cell of nbgrader that students cannot change."""
    return code(source, {"grade": False, "locked": True, "solution": False, "grade_id": name})


def graded(source: str, name: str = "t") -> dict[str, Any]:
    """A test cell of nbgrader."""
    marks = {"grade": True, "locked": True, "solution": False, "grade_id": name, "points": 1}
    return code(source, marks)


def notebook(*cells: dict[str, Any], **more: Any) -> bytes:
    """A notebook of format 4."""
    whole = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(whole | more).encode()


def run(source: bytes) -> ModuleType:
    """What a jail does with a module. For the sources that the tests write themselves."""
    module = ModuleType("mini")
    exec(compile(source, "mini.py", "exec"), module.__dict__)
    return module
