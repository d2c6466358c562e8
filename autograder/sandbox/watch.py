"""Trusted room: a thread that watches one jail. Never imports autograder.inside.

It drains what the jail prints (an undrained pipe would block an honest `print`), compares the
memory of the whole tree with the limit every 20 ms, and returns when the jail has ended.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from autograder.sandbox.interface import Limits
from autograder.sandbox.output import Capture

MB = 1 << 20
TICK_MS = 20
CHUNK = 1 << 16
PIPE_BYTES = 1 << 20  # the most that an unprivileged process may ask for


class Watch:
    """Watches the process behind a pidfd until it ends, then drains what it left.

    All descriptors stay their giver's, and open until join has returned. scratch is a folder of
    the host that the jail may fill, None where it has a file system of its own.
    """

    def __init__(
        self,
        pid: int,
        pidfd: int,
        streams: tuple[int, int],
        *,
        limits: Limits,
        scratch: str | None,
        kill: Callable[[], None],
    ) -> None:
        self._pid, self._pidfd, self._kill = pid, pidfd, kill
        self._limit, self._disk = limits.memory_mb * MB, limits.disk_mb * MB
        self._scratch = scratch
        # One process is held to its seconds by the kernel; of a tree only the sum can be.
        self._seconds = float(limits.cpu_seconds) if limits.processes else None
        self._captures = {fd: Capture(limits.output_kb << 10) for fd in streams}
        self._streams = streams
        self._baseline = resident(pid)
        self._before = spent(pid)
        self.peak = 0  # bytes beyond the baseline
        self.ended = 0.0  # by time.monotonic()
        self.too_much = False
        self.too_long = False
        self.cpu_seconds = 0.0  # of the whole tree, where it may be more than one process
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"jail {pid}")
        self._thread.start()

    def join(self) -> tuple[str, str]:
        """Wait until the jail has ended; return what it printed to stdout and to stderr."""
        self._thread.join()
        out, err = self._streams
        return self._captures[out].text(), self._captures[err].text()

    def _run(self) -> None:
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        for fd in self._streams:
            os.set_blocking(fd, False)
            poll.register(fd, select.POLLIN)
        alive = True
        while alive:
            for fd, _ in poll.poll(TICK_MS):
                if fd == self._pidfd:
                    alive = False
                elif not self._drain(fd):
                    poll.unregister(fd)
            self._weigh()
        self.ended = time.monotonic()
        for fd in self._streams:
            # What is left fits in a pipe. More could only come from somebody who outlived it.
            for _ in range(PIPE_BYTES // CHUNK):
                if not self._drain(fd):
                    break

    def _drain(self, fd: int) -> bool:
        """Read what is there, up to a chunk; False when nothing can follow."""
        try:
            data = os.read(fd, CHUNK)
        except BlockingIOError:
            return True
        self._captures[fd].feed(data)
        return bool(data)

    def _weigh(self) -> None:
        # Every process of the tree began as a copy of the runner, so each has its baseline.
        family = list(tree(self._pid))
        held = sum(max(resident(pid) - self._baseline, 0) for pid in family)
        self.peak = max(self.peak, held)
        if held > self._limit and not self.too_much:
            self.too_much = True
            self._kill()
        if self._seconds is not None:
            used = sum(map(spent, family)) - self._before
            self.cpu_seconds = max(self.cpu_seconds, used)
            if self.cpu_seconds > self._seconds and not self.too_long:
                self.too_long = True
                self._kill()
        if self._scratch is not None and size_of(self._scratch) > self._disk:
            self._kill()


def resident(pid: int) -> int:
    """Bytes of memory that the process holds now, without mapped files; 0 when it has ended."""
    held = 0
    try:
        with open(f"/proc/{pid}/status", "rb", buffering=0) as status:
            for line in status.read(1 << 16).splitlines():
                if line.startswith((b"RssAnon:", b"RssShmem:")):
                    held += int(line.split()[1]) << 10
    except OSError:
        return 0
    return held


def spent(pid: int) -> float:
    """CPU seconds of the process and of the children that it has waited for."""
    try:
        with open(f"/proc/{pid}/stat", "rb", buffering=0) as stat:
            fields = stat.read(4096).rpartition(b")")[2].split()
            return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return 0.0


def size_of(folder: str) -> int:
    """Bytes that the files below folder take, links not followed."""
    size = 0
    waiting = [folder]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
    return size


def tree(pid: int) -> Iterator[int]:
    """The process and all its descendants. Orphans of a jail stay children of its first process."""
    yield pid
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for thread in threads:
        try:
            with open(f"/proc/{pid}/task/{thread}/children", "rb", buffering=0) as children:
                words = children.read(1 << 16).split()
        except OSError:
            continue
        for word in words:
            yield from tree(int(word))
