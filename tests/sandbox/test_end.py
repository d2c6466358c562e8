"""How a jail ends, and what is left of it: nothing."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.sandbox import Jail, Limits, Sandbox
from autograder.sandbox.warm import WarmSandbox
from autograder.sandbox.watch import tree

from .asking import PATIENCE, Raised, ask, descriptors, tell, until_dead

MB = 1 << 20
HERE = Path(__file__).resolve().parent


def pid_of(jail: Jail) -> int:
    return int(jail._running.pid)  # type: ignore[attr-defined]


def test_memory_is_capped_and_the_error_can_be_taught(jail: Jail) -> None:
    with pytest.raises(Raised, match="MemoryError"):
        ask(jail, "bytearray(400 << 20)")
    with pytest.raises(Raised, match=r"MemoryError|OSError"):
        ask(jail, "import mmap; mmap.mmap(-1, 400 << 20)")
    assert ask(jail, "result = len(bytearray(8 << 20))") == 8 * MB


def test_many_processes_together_are_out_of_memory(full: Sandbox) -> None:
    jail = full.start(Limits(memory_mb=100, processes=True))
    tell(
        jail,
        """
        import os, signal
        for _ in range(4):
            if os.fork() == 0:
                held = bytearray(os.urandom(1 << 20)) * 60
                signal.pause()
        signal.pause()
        """,
    )
    until_dead(jail)
    ended = jail.finish()
    assert (ended.cause, ended.code) == ("out_of_memory", 9)
    assert ended.peak_mb > 100


def test_endless_computing_meets_the_cpu_limit(sandbox: Sandbox) -> None:
    jail = sandbox.start(Limits(cpu_seconds=1))
    tell(jail, "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass")
    until_dead(jail)
    ended = jail.finish()
    assert ended.cause == "cpu_limit"
    assert ended.cpu_seconds >= 1


def test_many_processes_together_meet_the_cpu_limit(full: Sandbox) -> None:
    jail = full.start(Limits(cpu_seconds=1, processes=True))
    tell(
        jail,
        """
        import os, resource, signal
        for _ in range(2):
            if os.fork() == 0:
                while resource.getrusage(resource.RUSAGE_SELF).ru_utime < 0.9:
                    pass
                signal.pause()
        signal.pause()
        """,
    )
    until_dead(jail)
    assert jail.finish().cause == "cpu_limit"


def test_an_endless_loop_is_killed(sandbox: Sandbox) -> None:
    jail = sandbox.start(Limits())
    tell(
        jail,
        """
        import signal
        for number in range(1, 32):
            if number not in (9, 19):
                signal.signal(number, signal.SIG_IGN)
        while True: pass
        """,
    )
    jail.kill()
    until_dead(jail)
    assert jail.finish().cause == "killed"


@pytest.mark.parametrize("code", [0, 1, 77])
def test_an_exit_of_its_own_keeps_its_status(sandbox: Sandbox, code: int) -> None:
    jail = sandbox.start(Limits())
    tell(jail, f"import os; os._exit({code})")
    until_dead(jail)
    ended = jail.finish()
    assert (ended.cause, ended.code) == ("exited", code)


def test_a_crash_is_a_signal(sandbox: Sandbox) -> None:
    jail = sandbox.start(Limits())
    tell(jail, "import ctypes; ctypes.string_at(0)")
    until_dead(jail)
    ended = jail.finish()
    assert (ended.cause, ended.code) == ("signalled", 11)


def test_nothing_survives(full: Sandbox) -> None:
    jail = full.start(Limits(processes=True))
    ask(
        jail,
        """
        import os, signal
        ready, there = os.pipe()
        for _ in range(3):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    os.write(there, b"x")
                    signal.pause()
                os._exit(0)
        for _ in range(3):
            os.wait()
            os.read(ready, 1)
        """,
    )
    family = list(tree(pid_of(jail)))
    assert len(family) == 4
    jail.finish()
    assert [pid for pid in family if os.path.exists(f"/proc/{pid}")] == []


def test_a_flood_of_output_blocks_nobody(sandbox: Sandbox) -> None:
    jail = sandbox.start(Limits(output_kb=2))
    code = """
    import os, sys
    print("first line")
    for _ in range(200):
        sys.stdout.write("x" * 50_000 + "\\n")
    print("last line")
    os.write(2, b"\\xff" * 10_000_000)
    result = "done"
    """
    assert ask(jail, code) == "done"
    ended = jail.finish()
    for text in (ended.stdout, ended.stderr):
        assert len(text) <= 2048 + 100
        assert "bytes left out" in text
    assert ended.stdout.startswith("first line\n")
    assert ended.stdout.endswith("last line\n")


def test_a_jail_dies_with_its_grader(sandbox: Sandbox, request: pytest.FixtureRequest) -> None:
    # Where jails have a folder of the host, a killed grader leaves it behind.
    left = tempfile.mkdtemp()
    request.addfinalizer(lambda: shutil.rmtree(left))
    os.chmod(left, 0o711)
    start = "warm" if isinstance(sandbox, WarmSandbox) else "cold"
    grader = subprocess.Popen(
        [sys.executable, str(HERE / "orphan.py"), sandbox.level.letter, start],
        stdout=subprocess.PIPE,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(HERE.parents[1]), "TMPDIR": left},
    )
    assert grader.stdout is not None
    pidfd = os.pidfd_open(int(grader.stdout.readline()))
    grader.kill()
    grader.wait()
    grader.stdout.close()
    gone, _, _ = select.select([pidfd], [], [], PATIENCE)
    os.close(pidfd)
    assert gone


def test_finish_may_be_called_again_and_kill_after_it(sandbox: Sandbox) -> None:
    jail = sandbox.start(Limits())
    ended = jail.finish()
    jail.kill()
    assert jail.finish() is ended
    assert jail.sock.fileno() == -1


def test_the_account_starts_when_the_runner_is_ready(sandbox: Sandbox) -> None:
    jail = sandbox.start(Limits(memory_mb=256))
    ask(jail, "held = bytearray(b'x' * (50 << 20)); import builtins; builtins.kept = held")
    ask(jail, "sum(range(3_000_000))")
    ended = jail.finish()
    assert 40 <= ended.peak_mb <= 256
    assert ended.cpu_seconds > 0
    assert ended.wall_seconds > 0


def test_no_descriptor_of_ours_is_left(sandbox: Sandbox) -> None:
    sandbox.start(Limits()).finish()
    before = descriptors(sandbox)
    for _ in range(3):
        sandbox.start(Limits()).finish()
        assert descriptors(sandbox) == before
