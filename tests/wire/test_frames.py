"""Frames on a stream: whole or not at all, within their bounds, before their deadline."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest

from autograder.wire import BOUNDS, Bounds, Frame, Kind, Malformed, read_frame, write_frame

NONCE = b"12345678"
HEAD = struct.Struct("<IB8s")
Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    here, there = socket.socketpair()
    with here, there:
        yield here, there


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("size", [0, 1, 1000])
def test_a_frame_arrives_as_it_was_sent(pair: Pair, kind: Kind, size: int) -> None:
    frame = Frame(kind, NONCE, bytes(range(256)) * size)
    sender = threading.Thread(target=write_frame, args=(pair[0], frame))
    sender.start()
    assert read_frame(pair[1]) == frame
    sender.join()


def test_a_frame_of_many_chunks(pair: Pair) -> None:
    frame = Frame(Kind.REPLY, NONCE, bytes(5_000_001))
    sender = threading.Thread(target=write_frame, args=(pair[0], frame))
    sender.start()
    assert read_frame(pair[1], deadline=time.monotonic() + 600) == frame
    sender.join()


def test_frames_that_come_together_are_taken_apart(pair: Pair) -> None:
    frames = [Frame(Kind.REPLY, NONCE, bytes([n]) * n) for n in range(5)]
    for frame in frames:
        write_frame(pair[0], frame)
    assert [read_frame(pair[1]) for _ in frames] == frames


def test_a_frame_cut_at_any_byte_is_the_end_of_the_stream() -> None:
    whole = HEAD.pack(3, Kind.REPLY, NONCE) + b"abc"
    for end in range(len(whole)):
        here, there = socket.socketpair()
        with here, there:
            here.sendall(whole[:end])
            here.close()
            with pytest.raises(EOFError):
                read_frame(there)


@pytest.mark.parametrize("length", [BOUNDS.frame_bytes + 1, 2**31, 2**32 - 1])
def test_a_frame_longer_than_allowed_is_refused_by_its_head(pair: Pair, length: int) -> None:
    pair[0].sendall(HEAD.pack(length, Kind.REPLY, NONCE))
    with pytest.raises(Malformed, match="long"):
        read_frame(pair[1])


def test_the_bound_of_a_frame_can_be_set(pair: Pair) -> None:
    write_frame(pair[0], Frame(Kind.REPLY, NONCE, bytes(11)))
    with pytest.raises(Malformed, match="long"):
        read_frame(pair[1], Bounds(frame_bytes=10))


@pytest.mark.parametrize("kind", [0, 6, 99, 255])
def test_a_kind_that_does_not_exist(pair: Pair, kind: int) -> None:
    pair[0].sendall(HEAD.pack(0, kind, NONCE))
    with pytest.raises(Malformed, match="kind"):
        read_frame(pair[1])


def test_a_deadline_in_the_past_is_late_even_if_the_frame_is_there(pair: Pair) -> None:
    write_frame(pair[0], Frame(Kind.REPLY, NONCE, b""))
    with pytest.raises(TimeoutError):
        read_frame(pair[1], deadline=time.monotonic() - 1)


def test_a_deadline_holds_for_the_whole_frame_however_it_drips(pair: Pair) -> None:
    """Every single byte is in time; the frame never is."""

    def drip() -> None:
        with pytest.raises(OSError):
            pair[0].sendall(HEAD.pack(BOUNDS.frame_bytes, Kind.REPLY, NONCE))
            while True:
                pair[0].send(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    with pytest.raises(TimeoutError):
        read_frame(pair[1], deadline=time.monotonic() + 0.05)
    pair[1].close()
    dripping.join()
