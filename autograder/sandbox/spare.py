"""Trusted room: a uid that nobody uses, for a grader started as root. Never imports inside."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

from autograder.sandbox.interface import SandboxError

# Above what Debian, Ubuntu and systemd give to people, systemd-homed and nspawn; below
# systemd's dynamic users (61184).
RANGE = range(61_000, 61_184)


class Spare:
    """A spare uid, held until closed, so that two graders never share one."""

    def __init__(self, uid: int, claim: socket.socket) -> None:
        self.uid = uid
        self._claim = claim

    def close(self) -> None:
        """Give the uid back."""
        self._claim.close()


def spare_uid() -> Spare:
    """Find and hold a uid without an account and without a process.

    Raises SandboxError when there is none. The claim is the name of an abstract socket: it goes
    with the process that holds it, so there is no lock file to clean up.
    """
    import pwd  # not on Windows, where nobody is root

    busy = _owners_of_processes()
    for uid in RANGE:
        with suppress(KeyError):
            pwd.getpwuid(uid)
            continue
        if uid in busy:
            continue
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            claim.bind(f"\0autograder-spare-{uid}")
        except OSError:
            claim.close()
            continue
        return Spare(uid, claim)
    raise SandboxError(
        f"the grader runs as root and every spare uid from {RANGE.start} to {RANGE.stop - 1} is "
        "taken: run it as an ordinary user"
    )


def _owners_of_processes() -> set[int]:
    owners = set()
    for name in os.listdir("/proc"):
        if name.isdigit():
            with suppress(OSError):
                owners.add(os.stat(f"/proc/{name}").st_uid)
    return owners
