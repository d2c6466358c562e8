"""Head and tail of a stream, whatever comes in whatever pieces."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox import spare
from autograder.sandbox.interface import SandboxError
from autograder.sandbox.output import Capture


@given(st.lists(st.binary(max_size=40), max_size=20), st.integers(2, 64))
def test_what_fits_is_kept_whole_and_of_the_rest_both_ends(pieces: list[bytes], most: int) -> None:
    capture = Capture(most)
    for piece in pieces:
        capture.feed(piece)
    data = b"".join(pieces)
    text = capture.text()
    room = most // 2
    if len(data) <= 2 * room:
        assert text == data.decode("utf-8", "replace")
    else:
        assert text.startswith(data[:room].decode("utf-8", "replace"))
        assert text.endswith(data[-room:].decode("utf-8", "replace"))
        assert f"{len(data) - 2 * room} bytes left out" in text


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")
def test_two_graders_never_share_a_spare_uid() -> None:
    one, two = spare.spare_uid(), spare.spare_uid()
    assert one.uid != two.uid
    assert {one.uid, two.uid} <= set(spare.RANGE)
    one.close()
    three = spare.spare_uid()
    assert three.uid != two.uid
    for held in (two, three):
        held.close()


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")
def test_without_a_spare_uid_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spare, "_owners_of_processes", lambda: set(spare.RANGE))
    with pytest.raises(SandboxError, match="ordinary user"):
        spare.spare_uid()
