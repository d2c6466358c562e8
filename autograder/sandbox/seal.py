"""Inside the sandbox: the last door. Runs before any byte of a student, and locks behind itself."""

from __future__ import annotations

import math
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Sequence

from autograder.sandbox import landlock, linux, seccomp
from autograder.sandbox.bars import Bars

MB = 1 << 20
PAGE = os.sysconf("SC_PAGESIZE")
THREADS = 64
DEVICES_READ = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def seal(bars: Bars, keep: Sequence[int]) -> None:
    """Close everything but the standard streams and the descriptors to keep. Raises OSError."""
    if sys.platform != "linux":
        _seal_elsewhere(bars, keep)
        return
    size, data = _baseline()
    if bars.namespaces:
        _private_mounts(bars)
    else:  # no pid namespace takes it along when its parent dies
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    os.chdir(bars.scratch)
    tempfile.tempdir = None  # may have been cached while preloading
    _close_all_but(keep)
    if bars.filtered:
        landlock.restrict(
            (*bars.read, *DEVICES_READ),
            (bars.scratch, "/dev/null", *(("/dev/shm",) if bars.namespaces else ())),
            bars.listed,
            execute=bars.processes,
        )
    _rlimits(bars, size, data)
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.drop_capabilities()
    if bars.filtered:
        own = None if bars.processes else os.getpid()
        seccomp.load(seccomp.build(processes=bars.processes, pid=own))


def threads() -> int:
    """How many threads this process has, 1 where nobody tells."""
    if sys.platform != "linux":
        return 1
    return len(os.listdir("/proc/self/task"))


def _seal_elsewhere(bars: Bars, keep: Sequence[int]) -> None:
    """What any POSIX system can do. macOS accepts limits on memory and does not enforce them."""
    os.chdir(bars.scratch)
    tempfile.tempdir = None
    _close_all_but(keep)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (bars.disk_mb * MB, bars.disk_mb * MB))
    resource.setrlimit(resource.RLIMIT_CPU, (bars.cpu_seconds, bars.cpu_seconds + 1))


def _baseline() -> tuple[int, int]:
    """Address space and data of this process, in bytes."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        pages = [int(word) for word in statm.read().split()]
    return pages[0] * PAGE, pages[5] * PAGE


def _private_mounts(bars: Bars) -> None:
    uid, gid = os.getuid(), os.getgid()
    linux.prctl(linux.PR_SET_DUMPABLE, 1)  # an undumpable process may not write its own maps
    linux.unshare(bars.namespaces)
    linux.map_identity(uid, gid)
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
    flags = linux.MS_NOSUID | linux.MS_NODEV
    room = f"size={bars.disk_mb}m,nr_inodes=4096,mode=700"
    linux.mount("tmpfs", bars.scratch, "tmpfs", flags, room)
    linux.mount("tmpfs", "/dev/shm", "tmpfs", flags, room)
    # Covered, not mounted anew: a new /proc is refused to a nested user namespace.
    empty = "size=4k,nr_inodes=2,mode=555"
    linux.mount("tmpfs", "/proc", "tmpfs", flags | linux.MS_RDONLY, empty)


def _close_all_but(keep: Sequence[int]) -> None:
    first = 3
    for fd in sorted(keep):
        os.closerange(first, fd)
        first = fd + 1
    os.closerange(first, 1 << 20)


def _rlimits(bars: Bars, size: int, data: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = math.ceil(used.ru_utime + used.ru_stime) + bars.cpu_seconds
    hard = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_FSIZE: bars.disk_mb * MB,
        resource.RLIMIT_NOFILE: bars.open_files,
        resource.RLIMIT_AS: size + bars.memory_mb * MB,
        resource.RLIMIT_DATA: data + bars.memory_mb * MB,
    }
    if bars.namespaces and _kernel() >= (5, 14):
        # Counted per user namespace only since 5.14; before, a busy desktop would trip over it.
        # Elsewhere every thread's stack counts as address space, which bounds them too.
        hard[resource.RLIMIT_NPROC] = THREADS
    for which, most in hard.items():
        ceiling = resource.getrlimit(which)[1]
        if ceiling != resource.RLIM_INFINITY:
            most = min(most, ceiling)
        resource.setrlimit(which, (most, most))
    # SIGXCPU first, which nobody has to obey, then SIGKILL.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))


def _kernel() -> tuple[int, int]:
    major, minor = os.uname().release.split(".")[:2]
    return int(major), int("".join(c for c in minor if c.isdigit()) or 0)
