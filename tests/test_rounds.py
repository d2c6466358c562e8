"""Inputs of a round: the same for all who are asked, unknown without the key, drawn again."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from autograder.rounds import KEY_BYTES, KEY_FILE, Round, course_key

KEY = bytes(range(KEY_BYTES))
ROUND = Round("week 1", KEY)
STREAM = ("02_gradient_ascent", "check_a", "points")


def test_the_same_names_draw_the_same_numbers() -> None:
    again = Round("week 1", bytes(range(KEY_BYTES)))
    assert again == ROUND and ROUND.seed(*STREAM) == again.seed(*STREAM)
    first, second = (r.generator(*STREAM).normal(size=5).tolist() for r in (ROUND, again))
    assert first == second


def test_these_numbers_are_drawn_again_by_every_later_version() -> None:
    """A disputed mark of last year must be judged on the inputs of last year."""
    assert ROUND.seed(*STREAM) == 0x5F2D0E4F260D68B3  # openssl says so too


def test_every_part_of_the_name_counts() -> None:
    others = [
        Round("week 2", KEY).seed(*STREAM),
        Round("week 1", KEY[::-1]).seed(*STREAM),
        ROUND.seed("06_x", *STREAM[1:]),
        ROUND.seed(STREAM[0], "check_b", STREAM[2]),
        ROUND.seed(*STREAM[:2], "start"),
        ROUND.seed(STREAM[0], "check_apoints", ""),
    ]
    assert len({ROUND.seed(*STREAM), *others}) == 7
    assert all(0 <= seed < 2**64 for seed in others)


def test_the_key_is_never_shown() -> None:
    assert KEY.hex() not in repr(ROUND) and repr(KEY) not in repr(ROUND)
    assert repr(ROUND) == "Round(name='week 1')"


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = course_key(tmp_path)
    assert len(key) == KEY_BYTES and course_key(tmp_path) == key
    file = tmp_path / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [p.name for p in file.parent.iterdir()] == [KEY_FILE.name]


def test_two_courses_have_two_keys(tmp_path: Path) -> None:
    keys = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        keys.add(course_key(tmp_path / name))
    assert len(keys) == 2


@pytest.mark.parametrize("text", ["", "00" * 31, "zz" * 32, "00" * 33])
def test_a_damaged_key_is_not_replaced_in_silence(tmp_path: Path, text: str) -> None:
    course_key(tmp_path)
    (tmp_path / KEY_FILE).write_text(text, "ascii")
    with pytest.raises(ValueError):
        course_key(tmp_path)
    assert (tmp_path / KEY_FILE).read_text("ascii") == text


def test_a_course_that_is_not_there_has_no_key(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        course_key(tmp_path / "nowhere" / "course")
    assert os.listdir(tmp_path) == []
