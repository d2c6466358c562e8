"""Both rooms: frames on a stream socket, length first, each with the number of its request.

    u32 length of the payload | u8 kind | 8 bytes nonce | payload

The grader draws a fresh nonce for every request and accepts only frames that carry it, so
frames that a submission wrote ahead of time are nobody's answer.
"""

from __future__ import annotations

import enum
import socket
import struct
import time
from dataclasses import dataclass

from autograder.wire.bounds import BOUNDS, Bounds, Malformed

_HEAD = struct.Struct("<IB8s")
_CHUNK = 1 << 20
NONCE_BYTES = 8


class Kind(enum.IntEnum):
    """What a frame is. READY and the answers come from the runner, the rest from the grader."""

    READY = 1
    REQUEST = 2
    REPLY = 3
    CALLBACK = 4
    ANSWER = 5


@dataclass(frozen=True)
class Frame:
    """One frame: `nonce` is that of the request which it belongs to."""

    kind: Kind
    nonce: bytes
    payload: bytes


def write_frame(sock: socket.socket, frame: Frame) -> None:
    """Send one frame; the socket's time-out holds for the whole of it."""
    head = _HEAD.pack(len(frame.payload), frame.kind, frame.nonce)
    if len(frame.payload) < _CHUNK:
        sock.sendall(head + frame.payload)
    else:
        sock.sendall(head)
        sock.sendall(frame.payload)


def read_frame(
    sock: socket.socket, bounds: Bounds = BOUNDS, deadline: float | None = None
) -> Frame:
    """Receive one frame. Memory grows with the bytes that arrive, not with the length claimed.

    `deadline` (of `time.monotonic`) holds for the whole frame, however slowly its bytes drip.
    Raises `EOFError` at the end of the stream, `Malformed`, and the socket's `TimeoutError`.
    """
    length, kind, nonce = _HEAD.unpack(_take(sock, _HEAD.size, deadline))
    if length > bounds.frame_bytes:
        raise Malformed("the frame is too long")
    if kind not in Kind._value2member_map_:
        raise Malformed("a frame of an unknown kind")
    return Frame(Kind(kind), nonce, _take(sock, length, deadline))


def _take(sock: socket.socket, count: int, deadline: float | None) -> bytes:
    taken = bytearray()
    while len(taken) < count:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            sock.settimeout(left)
        chunk = sock.recv(min(count - len(taken), _CHUNK))
        if not chunk:
            raise EOFError("the stream ended")
        taken += chunk
    return bytes(taken)
