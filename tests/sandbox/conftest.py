"""Sandboxes for these tests: every level that this machine can make, cold and warm."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import Jail, Limits, Sandbox, SandboxError
from autograder.sandbox.landlock import abi

from .asking import open_obeying

FULL = [("A", "cold"), ("A", "warm")]
REDUCED = [("C", "cold"), ("C", "warm")]


def opened(level: str, start: str, tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A sandbox that is shown one folder and told to hide another below it."""
    if level == "A" and shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed: apt-get install bubblewrap")
    if level == "C" and not abi():
        pytest.skip("this kernel has no Landlock")
    course = tmp_path_factory.mktemp("course")
    course.chmod(0o755)
    (course / "public.txt").write_text("for everybody")
    (course / "secret").mkdir()
    (course / "secret" / "labels.txt").write_text("1 0 1")
    try:
        return open_obeying(level, start, shown=[course], hidden=[course / "secret"])
    except SandboxError as error:
        if "bwrap" in str(error) and level == "A":
            pytest.skip(f"namespaces are refused here: {error}")
        raise


def _name(case: tuple[str, str]) -> str:
    return "-".join(case)


@pytest.fixture(scope="package", params=FULL + REDUCED, ids=_name)
def sandbox(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sandbox]:
    """Each isolating level, cold and warm."""
    with opened(*request.param, tmp_path_factory) as box:
        yield box


@pytest.fixture(scope="package", params=FULL, ids=_name)
def full(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sandbox]:
    """The full level, cold and warm."""
    with opened(*request.param, tmp_path_factory) as box:
        yield box


@pytest.fixture
def jail(sandbox: Sandbox) -> Iterator[Jail]:
    """One jail with small limits."""
    started = sandbox.start(Limits(memory_mb=128, disk_mb=4, cpu_seconds=20))
    yield started
    started.finish()


@pytest.fixture
def course(sandbox: Sandbox) -> Path:
    """The folder that the jail was shown."""
    plan = sandbox._plan  # type: ignore[attr-defined]
    return next(path for path in plan.view.binds if path.name.startswith("course"))
