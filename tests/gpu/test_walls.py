"""A jail with a GPU, without one: what is open for a driver, and that all else stays closed.

The walls are real; the card's device file is another harmless one, and CUDA is not started.
"""

from __future__ import annotations

import errno
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.sandbox import Jail, Limits, Sandbox, SandboxError, gpu, prepare, seccomp
from autograder.sandbox.bars import Bars
from autograder.sandbox.command import environment
from autograder.sandbox.gpu import Card
from autograder.sandbox.jail import bars
from autograder.sandbox.landlock import abi
from autograder.sandbox.opening import open_with, plan_for
from autograder.sandbox.syscalls import NUMBERS
from autograder.sandbox.view import view
from tests.sandbox.asking import OBEY, Raised, ask
from tests.sandbox.test_filter import ALLOW, ERRNO, MACHINES, verdict

CARD = Card("a card", f"GPU-test-{os.getpid()}", ("/dev/tty",))
VISIBLE = "CUDA_VISIBLE_DEVICES"
SMALL = Limits(memory_mb=128, disk_mb=4, cpu_seconds=20)


@pytest.fixture(scope="module", params=["A-cold", "A-warm", "C-cold", "C-warm"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    letter, start = request.param.split("-")
    if letter == "A" and shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed: apt-get install bubblewrap")
    if not abi():
        pytest.skip("this kernel has no Landlock")
    try:
        opened = open_with(
            letter, start=start, shown=[OBEY], entry=str(OBEY), preload=(), card=CARD
        )
    except SandboxError as error:
        if letter == "A" and "bwrap" in str(error):
            pytest.skip(f"namespaces are refused here: {error}")
        raise
    with opened:
        yield opened


@pytest.fixture
def jail(sandbox: Sandbox) -> Iterator[Jail]:
    started = sandbox.start(SMALL)
    yield started
    started.finish()


def test_a_driver_can_name_its_threads_in_proc(jail: Jail) -> None:
    code = """
    import os, threading
    def name():
        number = threading.get_native_id()
        with open(f"/proc/self/task/{number}/comm", "w") as comm:
            comm.write("worker")
        with open(f"/proc/self/task/{number}/comm") as comm:
            names.append(comm.read().strip())
    names = []
    thread = threading.Thread(target=name)
    thread.start()
    thread.join()
    result = names, os.readlink("/proc/self") == str(os.getpid())
    """
    assert ask(jail, code) == [["worker"], True]


def test_address_space_is_free_and_processes_stay_few(jail: Jail) -> None:
    code = """
    import mmap, resource
    reserved = mmap.mmap(-1, 1 << 40, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000)
    result = [resource.getrlimit(w)[0] for w in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE)]
    """
    assert ask(jail, code) == [-1, 1024]


def test_memory_is_held_by_watching(sandbox: Sandbox) -> None:
    jail = sandbox.start(SMALL)
    with pytest.raises(EOFError):
        ask(jail, "hold = bytearray(400 << 20)\nwhile True: pass")
    assert jail.finish().cause == "out_of_memory"


def test_others_cannot_be_read_in_proc(jail: Jail) -> None:
    code = f"""
    import os
    found = []
    for pid in ["1", "{os.getpid()}", "{os.getppid()}"]:
        if pid == os.readlink("/proc/self"):
            continue
        for name in ("environ", "maps", "mem", "cmdline"):
            try:
                found.append(open(f"/proc/{{pid}}/{{name}}", "rb").read(1))
            except OSError:
                pass
    result = found
    """
    assert ask(jail, code) == []


def test_nothing_else_is_open(jail: Jail) -> None:
    """Files of others, the network, other processes."""
    for code, numbers in (
        ("open('/proc/sys/kernel/hostname', 'w')", (errno.EACCES, errno.EROFS)),
        ("open('/dev/kmsg')", (errno.EACCES, errno.ENOENT)),
        ("import socket; socket.socket(socket.AF_INET)", (errno.EACCES,)),
        ("import os; os.fork()", (errno.EPERM,)),
        ("import os; os.memfd_create('uncounted')", (errno.ENOSYS,)),
        ("open('/etc/shadow')", (errno.EACCES, errno.ENOENT)),
    ):
        with pytest.raises(Raised) as caught:
            ask(jail, code)
        assert caught.value.args[1] in numbers, code


def test_sockets_of_other_programs_cannot_be_reached(sandbox: Sandbox, jail: Jail) -> None:
    """At level A there are none, and a driver may open its own; elsewhere none can be opened."""
    name = f"\0autograder-other-program-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(name)
        other.listen()
        with pytest.raises(Raised) as caught:
            ask(jail, f"import socket; socket.socket(socket.AF_UNIX).connect({name!r})")
    alone = sandbox.level.letter == "A"
    assert caught.value.args[1] == (errno.ECONNREFUSED if alone else errno.EACCES)


def test_what_isolation_lacks_is_said(sandbox: Sandbox) -> None:
    assert sandbox.level.says.endswith(gpu.SAYS)


def test_one_jail_at_a_time_has_the_card(sandbox: Sandbox) -> None:
    first = sandbox.start(SMALL)
    done: list[Jail] = []
    second = threading.Thread(target=lambda: done.append(sandbox.start(SMALL)))
    second.start()
    assert ask(first, "result = 1") == 1
    assert not done
    first.finish()
    second.join(60)
    assert ask(done[0], "result = 2") == 2
    done[0].finish()


def test_as_many_as_share_it() -> None:
    card = replace(CARD, visible=f"{CARD.visible} shared", share=2)
    with gpu.take_turn(card), gpu.take_turn(card) as second:
        names = [f"\0autograder-gpu-{card.visible}-{n}" for n in range(2)]
        assert second.getsockname() == names[1].encode()
        third = threading.Thread(target=lambda: gpu.take_turn(card).close(), daemon=True)
        third.start()
        second.close()
        third.join(60)
        assert not third.is_alive()
    assert card.lent.fraction == gpu.FRACTION / 2


def test_a_turn_that_cannot_be_taken_is_no_turn_to_wait_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "socket", lambda *words: Refused())
    with pytest.raises(PermissionError):
        gpu.take_turn(CARD)


class Refused:
    def bind(self, name: str) -> None:
        raise PermissionError(errno.EACCES, name)

    def close(self) -> None:
        pass


def test_the_bars_cross_as_text() -> None:
    plan = plan_for("A", view(), "", (), CARD)
    closed = bars(plan, Limits(), "/job", 0)
    assert Bars.from_json(closed.to_json()) == closed
    assert closed.gpu == CARD.lent
    bare = bars(plan_for("A", view(), "", ()), Limits(), "/job", 0)
    assert Bars.from_json(bare.to_json()) == bare and bare.gpu is None


def test_only_jails_with_a_card_hear_of_one() -> None:
    with_card = environment(plan_for("A", view(), "", (), CARD), "/job")
    without = environment(plan_for("A", view(), "", ()), "/job")
    assert with_card["CUBLAS_WORKSPACE_CONFIG"] == ":4096:8"
    assert with_card["CUDA_VISIBLE_DEVICES"] == without["CUDA_VISIBLE_DEVICES"] == ""
    assert "CUBLAS_WORKSPACE_CONFIG" not in without
    library = replace(CARD, library="/opt/driver")
    found = environment(plan_for("A", view(), "", (), library), "/job")
    assert found["LD_LIBRARY_PATH"] == "/opt/driver"


@pytest.mark.parametrize("machine", MACHINES)
def test_the_driver_may_be_asked_and_terminals_may_not(machine: str) -> None:
    closed = seccomp.build(processes=False, pid=1, machine=machine)
    opened = seccomp.build(processes=False, pid=1, machine=machine, gpu=True)
    ioctl = NUMBERS[machine]["ioctl"]
    for question in (0xC020462A, 0xC00846D6, 0x30000001, 0x30000002, 0x4B, 0x19):
        assert verdict(opened, machine, ioctl, 3, question) == ALLOW
        assert verdict(closed, machine, ioctl, 3, question) == ERRNO | 25
    for question in (0x5412, 0x541C, 0x5423, 0x890B):  # TIOCSTI, TIOCLINUX, TIOCSETD, a network's
        assert verdict(opened, machine, ioctl, 3, question) == ERRNO | 25
    assert verdict(opened, machine, ioctl, 3, 0x5401) == ALLOW
    clone, connect = NUMBERS[machine]["clone"], NUMBERS[machine]["socket"]
    assert verdict(opened, machine, clone, 0x1200011) != ALLOW  # still no processes
    talking = seccomp.build(processes=False, pid=1, machine=machine, gpu=True, sockets=True)
    assert verdict(talking, machine, connect, 1) == ALLOW
    assert verdict(opened, machine, connect, 1) != ALLOW
    assert verdict(talking, machine, connect, 2) != ALLOW
    assert struct.calcsize("HBBI") == 8 and len(opened) // 8 < 4096


def test_a_word_is_a_device_or_an_error() -> None:
    assert gpu.word("cuda") == 0 and gpu.word("cuda:3") == 3
    for wrong in ("gpu", "cuda:", "cuda:x", "cuda:-1", ""):
        with pytest.raises(ValueError, match="a device is"):
            gpu.word(wrong)


def test_a_machine_without_a_gpu_says_so_in_one_line() -> None:
    import torch

    if torch.backends.cuda.is_built():
        pytest.skip("this torch may find a GPU")
    with pytest.raises(SandboxError) as caught:
        gpu.find("cuda")
    said = str(caught.value)
    assert said.startswith("cuda cannot be used here: this torch is built for the CPU alone.")
    assert "--device cpu" in said and "\n" not in said


def test_a_warm_process_asks_nothing_of_gpus_before_it_is_copied() -> None:
    """Whoever has counted them once, or taken a gradient, could not start CUDA in a copy."""
    code = """
import torch
asked = []
def watched(name):
    return lambda *words, **more: asked.append(name) or 0
torch.backends.cuda.is_built = lambda: True
for name in ("is_available", "device_count", "current_device", "init", "_lazy_init"):
    setattr(torch.cuda, name, watched(name))
torch.Tensor.backward = watched("backward")
from autograder.sandbox.opening import PRELOAD
from autograder.sandbox.prepare import prepare
prepare(PRELOAD, gradients=False)
assert asked == [], asked
prepare(("torch",), gradients=True)
assert "backward" in asked, asked
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_a_jail_wakes_its_gpu_before_it_is_ready_and_then_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[object] = []
    entry = SimpleNamespace(start=lambda *words: said.append((*words, os.environ[VISIBLE])))
    monkeypatch.setitem(sys.modules, "played_entry", entry)
    monkeypatch.setenv(VISIBLE, "")
    monkeypatch.setattr(prepare, "limit_cpu", lambda seconds: said.append(seconds))
    plain = bars(plan_for("A", view(), "", ()), SMALL, "/job", 0)
    prepare.wake("played_entry", plain)
    assert said == []
    prepare.wake("played_entry", bars(plan_for("A", view(), "", (), CARD), SMALL, "/job", 0))
    assert said == [("cuda", gpu.FRACTION, CARD.visible), SMALL.cpu_seconds]


def test_where_no_copy_can_start_cuda_each_jail_is_a_fresh_process(tmp_path: Path) -> None:
    """The entry refuses to start in a copy, as CUDA may."""
    (tmp_path / "picky_entry.py").write_text(
        "import sys\n"
        "def start(name, fraction):\n"
        "    if 'autograder.sandbox.zygote' in sys.argv[0].replace('/', '.'):\n"
        "        raise RuntimeError('not in a copy')\n"
        "def run(wire):\n"
        "    import socket\n"
        "    socket.socket(fileno=wire).recv(1)\n",
        "utf-8",
    )
    tmp_path.chmod(0o755)
    code = f"""
import sys
from pathlib import Path
from autograder.sandbox import SandboxError, command, spawn
from autograder.sandbox.gpu import Card
from autograder.sandbox.opening import open_with
real = command.environment
def with_entry(plan, scratch):
    found = real(plan, scratch)
    return found | {{"PYTHONPATH": found.get("PYTHONPATH", "") + ":{tmp_path}"}}
command.environment = spawn.environment = with_entry
card = Card("a card", "GPU-picky-{os.getpid()}", ("/dev/tty",))
try:
    box = open_with("A", entry="picky_entry", preload=("picky_entry",),
                    shown=[Path({str(tmp_path)!r})], card=card)
except SandboxError as error:
    sys.exit(f"no jail: {{error}}")
with box:
    print(type(box).__name__)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    if "bwrap" in done.stderr or "bubblewrap" in done.stderr:
        pytest.skip("namespaces are refused here")
    assert done.stdout.strip() == "ColdSandbox", done.stderr
