"""How a test talks to the runner of obey.py, and opens sandboxes that hold it."""

from __future__ import annotations

import json
import os
import socket
import struct
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.sandbox import Jail, Sandbox
from autograder.sandbox.opening import open_with
from autograder.sandbox.warm import WarmSandbox

OBEY = Path(__file__).with_name("obey.py")
PATIENCE = 60.0


class Raised(Exception):
    """What the code raised in the jail: args are the type's name and errno."""


def open_obeying(
    isolation: str = "auto",
    start: str = "cold",
    *,
    hidden: Sequence[Path] = (),
    shown: Sequence[Path] = (),
    preload: tuple[str, ...] = (),
) -> Sandbox:
    """A sandbox whose jails run obey.py; nothing heavy is imported unless preload names it."""
    return open_with(
        isolation,
        start=start,
        hidden=hidden,
        shown=[OBEY, *shown],
        entry=str(OBEY),
        preload=preload,
    )


def tell(jail: Jail, code: str) -> None:
    """Send code, do not wait for the answer."""
    data = textwrap.dedent(code).encode()
    jail.sock.sendall(struct.pack("I", len(data)) + data)


def ask(jail: Jail, code: str) -> Any:
    """Execute code in the jail and return its `result`. Raises Raised, EOFError."""
    tell(jail, code)
    jail.sock.settimeout(PATIENCE)
    answer = json.loads(_take(jail.sock, struct.unpack("I", _take(jail.sock, 4))[0]))
    if "raised" in answer:
        raise Raised(answer["raised"], answer["errno"])
    return answer["result"]


def descriptors(box: Sandbox) -> int:
    """How many descriptors this process has when `box` is at rest."""
    if isinstance(box, WarmSandbox) and box._next is not None:
        box._next[1].result()  # the next jail is made ahead, and has its own
    return len(os.listdir("/proc/self/fd"))


def until_dead(jail: Jail) -> None:
    """Wait until the runner's end of the wire is closed: by its death, in these tests."""
    jail.sock.settimeout(PATIENCE)
    while True:
        try:
            if not jail.sock.recv(1 << 16):
                return
        except ConnectionResetError:
            return


def _take(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        chunk = sock.recv(count - len(data))
        if not chunk:
            raise EOFError
        data += chunk
    return data
