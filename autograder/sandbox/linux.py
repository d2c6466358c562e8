"""Both rooms: the few Linux calls that Python lacks, by ctypes. Trusted, but also runs jailed."""

from __future__ import annotations

import ctypes
import os
import struct
from typing import Any

NEWNS = 0x0002_0000
NEWCGROUP = 0x0200_0000
NEWUTS = 0x0400_0000
NEWIPC = 0x0800_0000
NEWUSER = 0x1000_0000
NEWPID = 0x2000_0000
NEWNET = 0x4000_0000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

_CAPABILITY_VERSION_3 = 0x2008_0522

# The trusted side is importable anywhere; none of this is called off Linux.
libc: Any = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
if libc is not None:
    libc.syscall.restype = ctypes.c_long


def checked(result: int, what: str) -> int:
    """Return the call's result, or raise OSError with errno and the call's name."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Leave the namespaces named by flags for new ones."""
    checked(libc.unshare(ctypes.c_int(flags)), f"unshare {flags:#x}")


def setns(fd: int, kind: int) -> None:
    """Enter the namespace behind fd; for pid namespaces this concerns later children only."""
    checked(libc.setns(ctypes.c_int(fd), ctypes.c_int(kind)), "setns")


def mount(
    source: str | None, target: str, kind: str | None, flags: int = 0, options: str | None = None
) -> None:
    """mount(2); the error names the target."""
    checked(
        libc.mount(
            None if source is None else os.fsencode(source),
            os.fsencode(target),
            None if kind is None else kind.encode(),
            ctypes.c_ulong(flags),
            None if options is None else options.encode(),
        ),
        f"mount {target}",
    )


def prctl(option: int, value: int = 0) -> int:
    """prctl(2) with one argument."""
    zero = ctypes.c_ulong(0)
    return checked(
        libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero),
        f"prctl {option}",
    )


def map_identity(uid: int, gid: int) -> None:
    """Map exactly this uid and gid into the user namespace that was just made.

    Raises OSError when a map is refused. Each map must be one write; a buffered file would
    swallow the refusal until it is closed, and the process would go on under the wrong uid.
    """
    for path, text in (
        ("/proc/self/setgroups", "deny"),
        ("/proc/self/uid_map", f"{uid} {uid} 1"),
        ("/proc/self/gid_map", f"{gid} {gid} 1"),
    ):
        fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(fd, text.encode())
        finally:
            os.close(fd)


def drop_capabilities() -> None:
    """Give up every capability, also for whatever is executed later."""
    zero = ctypes.c_ulong(0)
    for number in range(64):
        if libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(number), zero, zero, zero) < 0:
            break  # past the last one, or none held: capset below empties the rest either way
    libc.prctl(PR_CAP_AMBIENT, ctypes.c_ulong(PR_CAP_AMBIENT_CLEAR_ALL), zero, zero, zero)
    header = struct.pack("II", _CAPABILITY_VERSION_3, 0)
    checked(libc.capset(header, bytes(24)), "capset")
