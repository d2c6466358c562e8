"""What all tests share: fixed random state, hypothesis without chance, and the toy course."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from autograder.course import Exercise, load_exercise
from autograder.sandbox import Sandbox, SandboxError, open_sandbox

# The second one holds programs that make hostile files; one is called conftest.py.
collect_ignore = ["toy_course", "attacks"]
TOY_COURSE = Path(__file__).parent / "toy_course"

settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")


@pytest.fixture(autouse=True)
def fixed_random_state() -> None:
    """The same numbers in every run and in any order of the tests."""
    random.seed(1)
    np.random.seed(1)
    if "torch" in sys.modules:  # what is not loaded yet starts with a seed of its own choice
        sys.modules["torch"].manual_seed(1)


@pytest.fixture(scope="session")
def toy() -> Exercise:
    """The one exercise of the toy course."""
    return load_exercise(TOY_COURSE, "01_toy")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for all tests that need real jails: a start costs seconds."""
    try:
        opened = open_sandbox("auto", hidden=[TOY_COURSE])
    except SandboxError as error:
        pytest.skip(f"no sandbox can be had here: {error}")
    with opened:
        yield opened
