"""What a jail can do: no network, no processes, no privileges, little disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.sandbox import Jail, Limits, Sandbox, SandboxError

from .asking import Raised, ask


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "import socket; socket.socket(socket.AF_UNIX)",
    ],
)
def test_the_network_is_refused(jail: Jail, code: str) -> None:
    with pytest.raises(Raised, match="PermissionError"):
        ask(jail, code)


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.fork()",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import os; os.execv('/bin/sh', ['sh'])",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.setsid()",
        "import os; os.kill(os.getppid(), 9)",
        "import os; os.kill(-1, 9)",
        "import os; os.kill(0, 9)",
    ],
)
def test_processes_are_refused(jail: Jail, code: str) -> None:
    with pytest.raises(Raised) as refused:
        ask(jail, code)
    assert refused.value.args[0] in {"PermissionError", "FileNotFoundError"}
    assert ask(jail, "result = 1") == 1


@pytest.mark.parametrize(
    "call",
    [
        "libc.unshare(0x10000000)",
        "libc.mount(b'none', b'/job', b'tmpfs', 0, None)",
        "libc.ptrace(0, 0, 0, 0)",
        "libc.prctl(1, 0, 0, 0, 0)",  # PR_SET_PDEATHSIG
        "libc.prctl(4, 1, 0, 0, 0)",  # PR_SET_DUMPABLE
        "libc.syscall(425, 8, 0)",  # io_uring_setup
        "libc.syscall(321 if x86 else 280, 0, 0, 0)",  # bpf
        "libc.memfd_create(b'x', 0)",
        "libc.shmget(0, 4096, 0o1600)",
        "libc.keyctl(0, 0) if hasattr(libc, 'keyctl') else libc.syscall(250 if x86 else 219, 0)",
        "libc.ioctl(0, 0x5412, b'x')",  # TIOCSTI
        "libc.setuid(0)",
        "libc.fcntl(0, 8, 1)",  # F_SETOWN
        "libc.prlimit(1, 0, None, None)",
        "libc.chroot(b'/job')",
    ],
)
def test_kernel_calls_are_refused(jail: Jail, call: str) -> None:
    code = f"""
    import ctypes, platform
    x86 = platform.machine() == "x86_64"
    libc = ctypes.CDLL(None, use_errno=True)
    result = [{call}, ctypes.get_errno()]
    """
    returned, errno = ask(jail, code)
    assert returned == -1
    assert errno in {1, 13, 25, 38}


def test_threads_may_be_started_but_not_without_end(jail: Jail) -> None:
    code = """
    import threading
    gate = threading.Event()
    count = 0
    try:
        for _ in range(500):
            threading.Thread(target=gate.wait, daemon=True).start()
            count += 1
    except RuntimeError:
        pass
    gate.set()
    result = count
    """
    assert 4 <= ask(jail, code) < 500


def test_the_disk_is_capped(full: Sandbox) -> None:
    jail = full.start(Limits(disk_mb=4))
    for folder in (".", "/dev/shm"):
        code = f"""
        for number in range(4):
            with open("{folder}/" + str(number), "wb") as file:
                file.write(bytes(3 << 20))
        """
        with pytest.raises(Raised) as full_disk:
            ask(jail, code)
        assert full_disk.value.args == ("OSError", 28)  # ENOSPC
    jail.finish()


def test_a_large_file_is_refused(jail: Jail) -> None:
    with pytest.raises(Raised) as refused:
        ask(jail, "import os; os.truncate(os.open('x', 65), 1 << 30)")
    assert refused.value.args == ("OSError", 27)  # EFBIG; Python ignores SIGXFSZ


@pytest.mark.parametrize("folder", ["/", "/usr", "/dev", "/etc", "/var"])
def test_the_system_is_read_only(jail: Jail, folder: str) -> None:
    with pytest.raises(Raised, match=r"OSError|PermissionError|FileNotFoundError"):
        ask(jail, f"open('{folder}/planted', 'w')")


def test_nobody_is_root(sandbox: Sandbox) -> None:
    jail = sandbox.start(Limits())
    assert 0 not in ask(jail, "import os; result = [*os.getresuid(), *os.getresgid()]")
    pid = jail._running.pid  # type: ignore[attr-defined]
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    for who in ("Uid", "Gid"):
        assert "0" not in status[who].split()  # as the kernel sees it from here
    if os.geteuid() != 0:
        assert set(status["Uid"].split()) == {str(os.geteuid())}
    assert {int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {0}
    assert status["NoNewPrivs"].strip() == "1"
    assert status["Seccomp"].strip() == "2"
    jail.finish()


def test_what_students_use_works(full: Sandbox) -> None:
    jail = full.start(Limits(disk_mb=16))
    code = """
    import shutil, tempfile, threading, pathlib, socket
    pathlib.Path("a").write_text("x")
    shutil.copy2("a", "b")
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
    with tempfile.TemporaryDirectory() as folder:
        pass
    one, two = socket.socketpair()
    one.send(b"x")
    result = [pathlib.Path("b").read_text(), two.recv(1).decode()]
    """
    assert ask(jail, code) == ["x", "x"]
    jail.finish()


def test_processes_on_request(full: Sandbox) -> None:
    jail = full.start(Limits(processes=True))
    code = """
    import multiprocessing
    with multiprocessing.get_context("fork").Pool(2) as pool:
        result = pool.map(abs, [-1, -2, -3])
    """
    assert ask(jail, code) == [1, 2, 3]
    with pytest.raises(Raised, match="PermissionError"):
        ask(jail, "import socket; socket.socket(socket.AF_INET)")
    jail.finish()


def test_a_level_without_namespaces_refuses_to_hold_processes(sandbox: Sandbox) -> None:
    if sandbox.level.letter == "A":
        sandbox.start(Limits(processes=True)).finish()
        return
    with pytest.raises(SandboxError, match="needs level A"):
        sandbox.start(Limits(processes=True))
    sandbox.start(Limits()).finish()
