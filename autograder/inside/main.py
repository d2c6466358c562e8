"""Inside the sandbox: the process that serves one submission. Nothing here is trusted.

The way in (`sandbox/enter.py`, `sandbox/zygote.py`) has imported this module, warmed up and closed
the walls; then it calls `run`. The READY frame goes out before a byte of the student's arrives.
"""

from __future__ import annotations

import os
import socket
import sys

from autograder.inside import device
from autograder.inside.runner import Runner
from autograder.wire import BOUNDS, Frame, Kind, read_frame, write_frame


def start(name: str, fraction: float) -> None:
    """Start the device of a jail that has one: costs a second that is no student's."""
    device.start(name, fraction)


def run(wire: int) -> None:
    """Say READY and serve on the inherited stream socket `wire` until the grader closes it."""
    sock = socket.socket(fileno=wire)
    try:
        write_frame(sock, Frame(Kind.READY, bytes(8), b""))
        serve(sock)
    except (EOFError, OSError):
        os._exit(0)


def serve(sock: socket.socket) -> None:
    """Answer requests. Another READY of the grader starts a fresh state."""
    nonces: list[bytes] = []

    def ask(payload: bytes) -> bytes:
        write_frame(sock, Frame(Kind.CALLBACK, nonces[-1], payload))
        while True:
            frame = read_frame(sock, BOUNDS)
            if frame.kind is Kind.ANSWER:
                return frame.payload
            answer(frame)  # the grader's function calls the student's

    def answer(frame: Frame) -> None:
        nonces.append(frame.nonce)
        reply = runner.serve(frame.payload)
        nonces.pop()
        write_frame(sock, Frame(Kind.REPLY, frame.nonce, reply))

    runner = Runner(ask)
    while True:
        frame = read_frame(sock, BOUNDS)
        if frame.kind is Kind.READY:
            runner = Runner(ask)
        else:
            answer(frame)


if __name__ == "__main__":
    run(int(sys.argv[1]))
