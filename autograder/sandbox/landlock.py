"""Both rooms: Landlock, which lets a process give up paths for good. Trusted, but also runs jailed.

Kernel documentation: userspace-api/landlock. What an older kernel does not know is left out.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Iterable

from autograder.sandbox import linux
from autograder.sandbox.syscalls import NUMBERS

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
_ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
# Bits that the kernel knows, by ABI: 1 the first thirteen, 2 refer, 3 truncate, 5 ioctl.
_KNOWN = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NO_DEVICES_MADE = ~(1 << 6 | 1 << 11)  # make_char, make_block

_CREATE_VERSION = 1
_RULE_PATH_BENEATH = 1
_NET = 0b11  # bind and connect of TCP, ABI 4
_SCOPE = 0b11  # abstract sockets and signals, ABI 6


def abi() -> int:
    """The kernel's Landlock version, 0 if there is none."""
    if platform.machine() not in NUMBERS:
        return 0
    return max(_call("landlock_create_ruleset", None, 0, _CREATE_VERSION), 0)


def restrict(
    read: Iterable[str], write: Iterable[str], listed: Iterable[str] = (), *, execute: bool
) -> None:
    """Leave this process only these paths, for good. Raises OSError.

    read and write: files and folders with all below; listed: folders whose names may be read,
    but no file below. No TCP, and no signal or abstract socket to the outside, where the kernel
    can refuse them. execute: programs under `read` may be executed.
    """
    version = abi()
    if not version:
        raise OSError("this kernel has no Landlock")
    known = (1 << _KNOWN[min(version, 5)]) - 1
    attributes = struct.pack("QQQ", known, _NET, _SCOPE)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = linux.checked(
        _call("landlock_create_ruleset", attributes, size, 0), "landlock_create_ruleset"
    )
    reading = READ_FILE | READ_DIR | (EXECUTE if execute else 0)
    try:
        for paths, rights in (
            (read, reading),
            (write, known & _NO_DEVICES_MADE & (~0 if execute else ~EXECUTE)),
            (listed, READ_DIR),
        ):
            for path in paths:
                _allow(ruleset, path, rights & known)
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        linux.checked(_call("landlock_restrict_self", ruleset, 0), "landlock_restrict_self")
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):
            rights &= _ON_FILES
        rule = struct.pack("=Qi", rights, fd)
        linux.checked(
            _call("landlock_add_rule", ruleset, _RULE_PATH_BENEATH, rule, 0), f"landlock {path}"
        )
    finally:
        os.close(fd)


def _call(name: str, *arguments: int | bytes | None) -> int:
    number = NUMBERS[platform.machine()][name]
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return int(linux.libc.syscall(ctypes.c_long(number), *words))
