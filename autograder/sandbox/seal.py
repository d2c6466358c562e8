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
from autograder.sandbox.bars import Bars, Gpu

MB = 1 << 20
PAGE = os.sysconf("SC_PAGESIZE")
THREADS = 64
THREADS_WITH_GPU = 512
FILES_WITH_GPU = 1024
START_SECONDS = 60
"""CPU time in which a GPU may get ready, before the student's begins to count."""
# What a driver reads of the machine, where not all of /proc is readable anyway.
PROC = (
    *("/proc/driver/nvidia", "/proc/devices", "/proc/modules", "/proc/cpuinfo", "/proc/meminfo"),
    *("/proc/stat", "/proc/version", "/proc/sys/vm", "/proc/sys/kernel"),
)
DEVICES_READ = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def seal(bars: Bars, keep: Sequence[int]) -> None:
    """Close everything but the standard streams and the descriptors to keep. Raises OSError."""
    if sys.platform != "linux":
        _seal_elsewhere(bars, keep)
        return
    size, data = _baseline()
    if bars.namespaces:
        if bars.gpu is not None:
            _own_processes()
        _private_mounts(bars)
    else:  # no pid namespace takes it along when its parent dies
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    os.chdir(bars.scratch)
    tempfile.tempdir = None  # may have been cached while preloading
    _close_all_but(keep)
    if bars.filtered:
        more_read, more_write = _of_gpu(bars.gpu) if bars.gpu is not None else ((), ())
        shared = ("/dev/shm",) if bars.namespaces else ()
        landlock.restrict(
            (*bars.read, *DEVICES_READ, *more_read),
            (bars.scratch, "/dev/null", *shared, *more_write),
            bars.listed,
            execute=bars.processes,
        )
    _rlimits(bars, size, data)
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.drop_capabilities()
    if bars.filtered:
        own = None if bars.processes else os.getpid()
        gpu = bars.gpu is not None
        sockets = gpu and bool(bars.namespaces)
        seccomp.load(seccomp.build(processes=bars.processes, pid=own, gpu=gpu, sockets=sockets))


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
    if bars.gpu is None:
        # Covered, not mounted anew: a new /proc is refused to a nested user namespace.
        empty = "size=4k,nr_inodes=2,mode=555"
        linux.mount("tmpfs", "/proc", "tmpfs", flags | linux.MS_RDONLY, empty)


def _own_processes() -> None:
    """Give a process that is the first of its pid namespace a /proc of that namespace.

    A driver looks itself up in it, by numbers that must be its own. To be done before the user
    namespace is left that the pid namespace belongs to. Raises OSError where it is refused.
    """
    if os.readlink("/proc/self") == str(os.getpid()):
        return
    linux.unshare(linux.NEWNS)
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)


def _of_gpu(gpu: Gpu) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What Landlock leaves to a driver: (readable, writable). It names its threads in /proc.

    The kernel forgets a rule on a process's own folder when nobody has that open any more.
    """
    own = ("/proc/self", "/proc/self/task")
    for path in own:
        os.open(path, os.O_PATH | os.O_CLOEXEC)
    return (own[0], *PROC), (own[1], *gpu.nodes)


def _close_all_but(keep: Sequence[int]) -> None:
    first = 3
    for fd in sorted(keep):
        os.closerange(first, fd)
        first = fd + 1
    os.closerange(first, 1 << 20)


def _rlimits(bars: Bars, size: int, data: int) -> None:
    hard = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_FSIZE: bars.disk_mb * MB,
        resource.RLIMIT_NOFILE: bars.open_files,
    }
    if bars.gpu is None:
        hard |= {
            resource.RLIMIT_MEMLOCK: 0,
            resource.RLIMIT_AS: size + bars.memory_mb * MB,
            resource.RLIMIT_DATA: data + bars.memory_mb * MB,
        }
    else:  # a driver reserves more addresses than any machine has memory: the watch holds alone
        hard[resource.RLIMIT_NOFILE] = max(bars.open_files, FILES_WITH_GPU)
    if bars.namespaces and _kernel() >= (5, 14):
        # Counted per user namespace only since 5.14; before, a busy desktop would trip over it.
        # Elsewhere every thread's stack counts as address space, which bounds them too.
        hard[resource.RLIMIT_NPROC] = THREADS if bars.gpu is None else THREADS_WITH_GPU
    for which, most in hard.items():
        ceiling = resource.getrlimit(which)[1]
        if ceiling != resource.RLIM_INFINITY:
            most = min(most, ceiling)
        resource.setrlimit(which, (most, most))
    limit_cpu(bars.cpu_seconds + (START_SECONDS if bars.gpu is not None else 0))


def limit_cpu(seconds: int) -> None:
    """Let this process use so many CPU seconds from now on. Can be made fewer, never more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = math.ceil(used.ru_utime + used.ru_stime) + seconds
    # SIGXCPU first, which nobody has to obey, then SIGKILL.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))


def _kernel() -> tuple[int, int]:
    major, minor = os.uname().release.split(".")[:2]
    return int(major), int("".join(c for c in minor if c.isdigit()) or 0)
