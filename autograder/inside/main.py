"""Inside the sandbox: the process that serves one submission. Nothing here is trusted.

`python -m autograder.inside.main FD` serves the wire on the inherited stream socket FD. Its
READY frame goes out before a byte of the student's arrives.
"""

from __future__ import annotations

import os
import socket
import sys

from autograder.wire import BOUNDS, Frame, Kind, read_frame, write_frame


def serve(sock: socket.socket) -> None:
    """Answer requests until the grader closes the stream. A new `load` starts a fresh state."""
    from autograder.inside.runner import Runner

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


def warm_up() -> None:
    """Import what students use and take one optimizer step: the first one imports for a second."""
    import pandas  # noqa: F401
    import sympy  # noqa: F401
    import torch

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    layer = torch.nn.Linear(2, 1)
    for optimizer in (torch.optim.SGD, torch.optim.Adam):
        stepper = optimizer(layer.parameters(), lr=0.1)
        layer(torch.zeros(1, 2)).sum().backward()
        stepper.step()


def main() -> None:
    """Warm up, say READY, serve."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    warm_up()
    write_frame(sock, Frame(Kind.READY, bytes(8), b""))
    try:
        serve(sock)
    except (EOFError, OSError):
        os._exit(0)


if __name__ == "__main__":
    main()
