"""Both rooms: the system call filter, as classic BPF. Trusted, but also runs jailed.

The filter looks at numbers and plain arguments only; it cannot follow pointers, so whatever
depends on a path is Landlock's and the mounts' work.
"""

from __future__ import annotations

import ctypes
import platform
import struct
from collections.abc import Iterable

from autograder.sandbox import linux
from autograder.sandbox.policy import (
    ALLOWED,
    EACCES,
    EPERM,
    REFUSED,
    WITH_GPU,
    WITH_PROCESSES,
    WITH_SOCKETS,
)
from autograder.sandbox.syscalls import NUMBERS

ARCHITECTURES = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_AND = 0x54
_ALLOW, _ERRNO, _KILL = 0x7FFF_0000, 0x0005_0000, 0x8000_0000
_NUMBER, _ARCH, _FIRST, _SECOND = 0, 4, 16, 24  # offsets in struct seccomp_data, low words
_X32 = 0x4000_0000
_ENOSYS, _ENOTTY = 38, 25

_CLONE_THREAD = 0x0001_0000
# New namespaces, and CLONE_NEWTIME, which shares its bit with the signal's number.
_CLONE_NAMESPACES = 0x7E02_0000 | 0x80
_AF_UNIX = 1
_TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# What an NVIDIA driver answers, as (mask, value): letter F for the card, plain numbers for the
# unified memory and the two with which it begins. None is a question to a terminal.
_DRIVER_QUESTIONS = ((0xFF00, 0x4600), (0xFFFF_FF00, 0), (0xFFFF_FF00, 0x3000_0000))
# F_SETOWN, F_SETSIG, F_SETOWN_EX: the kernel would send any signal to any process of the account.
_FCNTL_SIGNALS = (8, 10, 15)
_PRCTL_HARMLESS = (3, 15, 16, 21, 23, 0x5356_4D41)  # names of threads and of memory; getters

_SECCOMP_SET_MODE_FILTER = 1
_SECCOMP_FILTER_FLAG_TSYNC = 1

Instruction = tuple[int, int, int, int]


def supported() -> bool:
    """Whether there is a table for this machine."""
    return platform.machine() in NUMBERS


def build(
    *,
    processes: bool,
    pid: int | None,
    machine: str | None = None,
    gpu: bool = False,
    sockets: bool = False,
) -> bytes:
    """The filter of a jail. pid: the only process that may be sent signals; None for any.

    gpu: its driver may be talked to. sockets: Unix sockets may be opened; with processes they may.

    Anything on no list gets ENOSYS; a call of another architecture kills the process (SIGSYS).
    """
    machine = machine or platform.machine()
    number = NUMBERS[machine]
    allowed = ALLOWED
    if processes:
        allowed |= WITH_PROCESSES
    if gpu:
        allowed |= WITH_GPU
    if sockets:
        allowed |= WITH_SOCKETS
    refused = {name: errno for name, errno in REFUSED.items() if name not in allowed}
    by_argument = {
        "clone": _clone(processes),
        "fcntl": _all_but(_SECOND, _FCNTL_SIGNALS, EPERM),
        "ioctl": [
            *(_masked(_SECOND, _DRIVER_QUESTIONS) if gpu else ()),
            *_only(_SECOND, _TERMINAL_QUESTIONS, _ENOTTY),
        ],
        "prctl": _only(_FIRST, _PRCTL_HARMLESS, EPERM),
        # Of itself only: the limits of any process of the same account could be set otherwise.
        "prlimit64": _only(_FIRST, (0,), EPERM),
        "socket": _only(_FIRST, (_AF_UNIX,) if processes or sockets else (), EACCES),
        "socketpair": _only(_FIRST, (_AF_UNIX,), EACCES),
    }
    if pid is not None:
        by_argument |= {name: _only(_FIRST, (pid,), EPERM) for name in ("kill", "tgkill")}
        refused |= {"tkill": EPERM, "pidfd_open": EPERM}
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        program += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    for name, body in by_argument.items():
        program += [(_EQUAL, 0, len(body), number[name]), *body]
    for name, errno in sorted(refused.items()):
        if name in number and name not in by_argument:
            program += [(_EQUAL, 0, 1, number[name]), (_RETURN, 0, 0, _ERRNO | errno)]
    program += _listed(sorted(number[n] for n in allowed - set(by_argument) if n in number))
    return b"".join(struct.pack("HBBI", *instruction) for instruction in program)


def refuse(names: Iterable[str], errno: int = EPERM, *, clone_namespaces: bool = True) -> bytes:
    """A filter that refuses some calls and allows all others: how a container's profile looks."""
    number = NUMBERS[platform.machine()]
    program: list[Instruction] = [(_LOAD, 0, 0, _NUMBER)]
    for name in names:
        if name in number:
            program += [(_EQUAL, 0, 1, number[name]), (_RETURN, 0, 0, _ERRNO | errno)]
    if clone_namespaces:
        body = [(_LOAD, 0, 0, _FIRST), *_if_any(0x7E02_0000, _ERRNO | errno, _ALLOW)]
        program += [(_EQUAL, 0, 1, number["clone3"]), (_RETURN, 0, 0, _ERRNO | _ENOSYS)]
        program += [(_EQUAL, 0, len(body), number["clone"]), *body]
    program.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *instruction) for instruction in program)


def load(program: bytes) -> None:
    """Put the filter on every thread of this process, for good. Raises OSError."""

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    buffer = ctypes.create_string_buffer(program, len(program))
    head = Program(len(program) // 8, ctypes.addressof(buffer))
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.checked(
        linux.libc.syscall(
            ctypes.c_long(NUMBERS[platform.machine()]["seccomp"]),
            ctypes.c_long(_SECCOMP_SET_MODE_FILTER),
            ctypes.c_long(_SECCOMP_FILTER_FLAG_TSYNC),
            ctypes.byref(head),
        ),
        "seccomp",
    )


def _clone(processes: bool) -> list[Instruction]:
    """Threads always, forks where processes are allowed, new namespaces never.

    clone3 hides its flags behind a pointer, so it gets ENOSYS and glibc falls back to clone.
    """
    if processes:
        return [(_LOAD, 0, 0, _FIRST), *_if_any(_CLONE_NAMESPACES, _ERRNO | EPERM, _ALLOW)]
    return [
        (_LOAD, 0, 0, _FIRST),
        (_ANY_BIT, 0, 1, _CLONE_NAMESPACES),
        (_RETURN, 0, 0, _ERRNO | EPERM),
        *_if_any(_CLONE_THREAD, _ALLOW, _ERRNO | EPERM),
    ]


def _if_any(bits: int, then: int, otherwise: int) -> list[Instruction]:
    return [(_ANY_BIT, 0, 1, bits), (_RETURN, 0, 0, then), (_RETURN, 0, 0, otherwise)]


def _only(offset: int, values: tuple[int, ...], errno: int) -> list[Instruction]:
    """Allow if the argument is one of values."""
    body: list[Instruction] = [(_LOAD, 0, 0, offset)]
    for value in values:
        body += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    return [*body, (_RETURN, 0, 0, _ERRNO | errno)]


def _masked(offset: int, patterns: tuple[tuple[int, int], ...]) -> list[Instruction]:
    """Allow if the argument, under a mask, has the mask's value; otherwise go on."""
    body: list[Instruction] = []
    for mask, value in patterns:
        body += [(_LOAD, 0, 0, offset), (_AND, 0, 0, mask)]
        body += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    return body


def _all_but(offset: int, values: tuple[int, ...], errno: int) -> list[Instruction]:
    """Allow unless the argument is one of values."""
    body: list[Instruction] = [(_LOAD, 0, 0, offset)]
    for value in values:
        body += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ERRNO | errno)]
    return [*body, (_RETURN, 0, 0, _ALLOW)]


def _listed(numbers: list[int]) -> list[Instruction]:
    """Allow these numbers, ENOSYS for the rest. Two bounds per run of neighbors."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    body: list[Instruction] = []
    for first, last in runs:
        body += [(_AT_LEAST, 0, 2, first), (_AT_LEAST, 1, 0, last + 1), (_RETURN, 0, 0, _ALLOW)]
    return [*body, (_RETURN, 0, 0, _ERRNO | _ENOSYS)]
