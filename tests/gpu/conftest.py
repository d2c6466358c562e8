"""Tests marked `gpu` run where there is one. It is looked for in a process of its own: the tests
start processes, and CUDA must not be started before them."""

from __future__ import annotations

import pytest

from autograder.sandbox import SandboxError, gpu


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    marked = [item for item in items if item.get_closest_marker("gpu")]
    if not marked:
        return
    try:
        gpu.find("cuda")
    except SandboxError as error:
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=str(error)))
