"""The short form of `autograder verify`: one exercise, in this process, one round.

`make proof` runs the long form: many rounds, all kinds of junk, and the sandbox beside it.
"""

from __future__ import annotations

from autograder.course import Exercise, load_course
from autograder.verify import verify

EXERCISES = load_course().exercises
EVEN = [exercise for exercise in EXERCISES if int(exercise.number) % 2 == 0]
ODD = [exercise for exercise in EXERCISES if int(exercise.number) % 2]
SOME_JUNK = ("none", "nan_array", "empty_tuple", "first_argument", "a_generator", "huge_list")


def stands(exercise: Exercise) -> None:
    """Fail unless the exercise's checks tell right from wrong."""
    proof = verify(exercise, seeds=1, sandbox=None, kinds=SOME_JUNK)
    assert proof.failures == ()
    assert proof.accepted >= 3, "in different styles"
    assert proof.false_fail.count == 0 and proof.false_pass.count == 0
    assert proof.naming.another == () and proof.naming.of_right == ()
    assert proof.junk.count == 0 and proof.junk.total >= len(SOME_JUNK)
