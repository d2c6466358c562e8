"""The exercises with even numbers stand. A file of their own: two processes share the minutes."""

from __future__ import annotations

import pytest

from autograder.course import Exercise
from tests.proven import EVEN, stands


@pytest.mark.parametrize("exercise", EVEN, ids=lambda e: e.slug)
def test_the_checks_tell_right_from_wrong(exercise: Exercise) -> None:
    stands(exercise)
