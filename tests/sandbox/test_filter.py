"""The system call filter, run by a small BPF machine: both architectures, every number."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import seccomp
from autograder.sandbox.policy import ALLOWED, BY_ARGUMENT, REFUSED, WITH_PROCESSES
from autograder.sandbox.syscalls import NUMBERS

ROOT = Path(__file__).resolve().parents[2]
ALLOW, KILL, ERRNO = 0x7FFF_0000, 0x8000_0000, 0x0005_0000
ENOSYS = ERRNO | 38
MACHINES = sorted(NUMBERS)


def verdict(program: bytes, machine: str, number: int, *arguments: int) -> int:
    """What the kernel would answer to this call."""
    six = (*arguments, *[0] * (6 - len(arguments)))
    data = struct.pack("iIQ6Q", number, seccomp.ARCHITECTURES[machine], 0, *six)
    code = [struct.unpack_from("HBBI", program, at) for at in range(0, len(program), 8)]
    at = register = 0
    while True:
        operation, yes, no, value = code[at]
        at += 1
        if operation == 0x20:
            register = struct.unpack_from("I", data, value)[0]
        elif operation == 0x54:
            register &= value
        elif operation == 0x06:
            return value
        else:
            truth = {
                0x15: register == value,
                0x35: register >= value,
                0x45: bool(register & value),
            }[operation]
            at += yes if truth else no


@pytest.mark.parametrize("machine", MACHINES)
def test_exactly_the_listed_calls_are_allowed(machine: str) -> None:
    program = seccomp.build(processes=False, pid=1, machine=machine)
    names = {number: name for name, number in NUMBERS[machine].items()}
    for number in range(600):
        name = names.get(number)
        if name in BY_ARGUMENT - {"clone3"}:
            continue
        expected = ENOSYS
        if name in ALLOWED:
            expected = ALLOW
        elif name in REFUSED:
            expected = ERRNO | REFUSED[name]
        assert verdict(program, machine, number) == expected, (number, name)


@pytest.mark.parametrize("machine", MACHINES)
def test_with_processes_only_those_calls_come_on_top(machine: str) -> None:
    small = seccomp.build(processes=False, pid=1, machine=machine)
    large = seccomp.build(processes=True, pid=None, machine=machine)
    more = {
        number
        for number in range(600)
        if verdict(small, machine, number) != ALLOW and verdict(large, machine, number) == ALLOW
    }
    names = {number: name for name, number in NUMBERS[machine].items()}
    assert {names[number] for number in more} <= WITH_PROCESSES | {"clone"}


@pytest.mark.parametrize("machine", MACHINES)
def test_arguments_decide(machine: str) -> None:
    threads = seccomp.build(processes=False, pid=7, machine=machine)
    forks = seccomp.build(processes=True, pid=None, machine=machine)
    number = NUMBERS[machine]
    thread, fork, new_user = 0x3D0F00, 0x1200011, 0x1000_0000
    assert verdict(threads, machine, number["clone"], thread) == ALLOW
    assert verdict(threads, machine, number["clone"], fork) == ERRNO | 1
    assert verdict(threads, machine, number["clone"], thread | new_user) == ERRNO | 1
    assert verdict(forks, machine, number["clone"], fork) == ALLOW
    assert verdict(forks, machine, number["clone"], fork | new_user) == ERRNO | 1
    assert verdict(threads, machine, number["kill"], 7) == ALLOW
    for other in (0, 1, 8, 2**32 - 1):
        assert verdict(threads, machine, number["kill"], other) == ERRNO | 1
    assert verdict(threads, machine, number["socket"], 1) == ERRNO | 13
    assert verdict(forks, machine, number["socket"], 1) == ALLOW
    assert verdict(forks, machine, number["socket"], 2) == ERRNO | 13
    for program in (threads, forks):
        assert verdict(program, machine, number["socketpair"], 1) == ALLOW
        assert verdict(program, machine, number["socketpair"], 30) == ERRNO | 13  # TIPC
        assert verdict(program, machine, number["prlimit64"], 0) == ALLOW
        assert verdict(program, machine, number["prlimit64"], 1) == ERRNO | 1
        assert verdict(program, machine, number["fcntl"], 3, 1) == ALLOW
        assert verdict(program, machine, number["fcntl"], 3, 8) == ERRNO | 1  # F_SETOWN
    assert verdict(threads, machine, number["ioctl"], 0, 0x5401) == ALLOW
    assert verdict(threads, machine, number["ioctl"], 0, 0x5412) == ERRNO | 25


@pytest.mark.parametrize("machine", MACHINES)
def test_another_architecture_is_killed(machine: str) -> None:
    program = seccomp.build(processes=False, pid=1, machine=machine)
    other = next(name for name in MACHINES if name != machine)
    assert verdict(program, other, 0) == KILL
    if machine == "x86_64":
        assert verdict(program, machine, 0x4000_0000) == KILL  # x32


def test_the_tables_are_those_of_the_headers() -> None:
    headers = ["/usr/include/x86_64-linux-gnu", "/usr/aarch64-linux-gnu/include"]
    if shutil.which("gcc") is None or not all(Path(path).exists() for path in headers):
        pytest.skip("needs gcc, linux-libc-dev and linux-libc-dev-arm64-cross")
    tool = ROOT / "tools" / "syscall_tables.py"
    done = subprocess.run([sys.executable, str(tool), "--check"], check=False)
    assert done.returncode == 0
