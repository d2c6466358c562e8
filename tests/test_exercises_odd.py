"""The exercises with odd numbers stand. A file of their own: two processes share the minutes."""

from __future__ import annotations

import pytest

from autograder.course import Exercise
from tests.proven import ODD, stands


@pytest.mark.parametrize("exercise", ODD, ids=lambda e: e.slug)
def test_the_checks_tell_right_from_wrong(exercise: Exercise) -> None:
    stands(exercise)
