"""Inside the sandbox: a warm Python that is copied for every submission. Part of the trusted base.

It has imported what submissions need, holds no secret, and never reads a student's byte: the
wire of a jail passes through it unread. Orders come as JSON over a SEQPACKET socket:

    in   {"job": n, "bars": …}  with the descriptors wire, stdout, stderr, status
    in   {"adopt": true}        with one more such socket, of another grader's process
    out  {"job": n}             with the pidfd of the jail's first process
    out  {"job": n, "status": wait status, "cpu": seconds}   when it has been reaped

    python -m autograder.sandbox.zygote '{"control": fd, "status": fd, "entry": …, …}'
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import socket
import sys
from contextlib import suppress
from typing import Any, NoReturn

from autograder.sandbox import linux
from autograder.sandbox.bars import Bars
from autograder.sandbox.enter import become
from autograder.sandbox.prepare import prepare, wake
from autograder.sandbox.seal import seal, threads

MESSAGE = 1 << 16


def nest() -> None:
    """Make a user and a pid namespace of its own and go on as the first process in them.

    Only their owner may leave a pid namespace again and come back, which lets one fork make a
    jail with its own: the pidfd then is that of the jail's first process, and nobody stands
    between whom the student could outlive.
    """
    uid, gid = os.getuid(), os.getgid()
    linux.unshare(linux.NEWUSER | linux.NEWPID)
    linux.map_identity(uid, gid)
    child = os.fork()
    if child:
        os.closerange(3, 1 << 20)  # or nobody would hear that the child has closed them
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)


class Zygote:
    """Forks jails and reaps them."""

    def __init__(self, control: socket.socket, entry: str, namespaces: bool) -> None:
        self._first, self._entry = control, entry
        self._controls = {control.fileno(): control}
        self._jobs: dict[int, tuple[socket.socket, int, int]] = {}  # pidfd -> who, job, pid
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._home = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC) if namespaces else -1

    def serve(self) -> None:
        """Fork and reap until the first grader closes its socket."""
        while True:
            for fd, _ in self._poll.poll():
                if fd in self._jobs:
                    self._poll.unregister(fd)
                    self._reap(fd)
                elif fd in self._controls and not self._hear(self._controls[fd]):
                    return

    def _hear(self, control: socket.socket) -> bool:
        """Take one order; False at the end of the first socket."""
        try:
            data, fds, _, _ = socket.recv_fds(control, MESSAGE, 4)
        except OSError:
            data, fds = b"", []
        if not data:
            self._forget(control)
            return control is not self._first
        order = json.loads(data)
        if "adopt" in order:
            other = socket.socket(fileno=fds[0])
            self._controls[other.fileno()] = other
            self._poll.register(other, select.POLLIN)
        else:
            self._poll.register(self._fork(control, order, fds), select.POLLIN)
        return True

    def _forget(self, control: socket.socket) -> None:
        """Whoever ordered these jails is gone, perhaps killed: nobody else would end them."""
        self._poll.unregister(control)
        del self._controls[control.fileno()]
        for pidfd, (whose, _, pid) in self._jobs.items():
            if whose is control:
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
                if self._home < 0:
                    with suppress(OSError):
                        os.killpg(pid, signal.SIGKILL)
        control.close()

    def _fork(self, control: socket.socket, order: dict[str, Any], fds: list[int]) -> int:
        if self._home >= 0:
            linux.unshare(linux.NEWPID)  # for the next child only
        pid = os.fork()
        if pid == 0:
            self._become_jail(order["bars"], *fds)
        if self._home >= 0:
            linux.setns(self._home, linux.NEWPID)
        for fd in fds:
            os.close(fd)
        pidfd = os.pidfd_open(pid)
        self._jobs[pidfd] = control, order["job"], pid
        _say(control, [pidfd], job=order["job"])
        return pidfd

    def _become_jail(self, bars: str, wire: int, stdout: int, stderr: int, status: int) -> NoReturn:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for name in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
                signal.signal(name, signal.SIG_DFL)
            if self._home < 0:
                os.setpgid(0, 0)  # so that its group can be killed
            null = os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC)
            for there, here in ((null, 0), (stdout, 1), (stderr, 2)):
                os.dup2(there, here)
            try:
                closed = Bars.from_json(bars)
                seal(closed, keep=(wire, status))
                wake(self._entry, closed)
            except BaseException as error:
                os.write(status, f"{type(error).__name__}: {error}".encode()[:500])
                os._exit(1)
            os.write(status, b"ready")
            os.close(status)
            become(self._entry, wire)
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            # Whatever happens, a jail never goes back to being a zygote.
            sys.stdout.flush()
            os._exit(code & 0xFF)

    def _reap(self, pidfd: int) -> None:
        control, job, pid = self._jobs.pop(pidfd)
        os.close(pidfd)
        _, status, usage = os.wait4(pid, 0)
        _say(control, [], job=job, status=status, cpu=usage.ru_utime + usage.ru_stime)


def _say(control: socket.socket, fds: list[int], **message: float) -> None:
    with suppress(OSError):  # it is gone; its end of the socket tells so too
        socket.send_fds(control, [json.dumps(message).encode()], fds)


def settle() -> None:
    """The last steps before the first copy: what is not shared or not safe to fork goes."""
    if threads() != 1:
        raise RuntimeError("a preloaded module has started a thread: copies of it would hang")
    gc.collect()
    gc.freeze()  # or each copy's first collection would touch, and so copy, every object
    linux.prctl(linux.PR_SET_DUMPABLE, 0)  # closed to ptrace and /proc/pid/mem of the same uid
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Nest, preload, settle, say so, serve."""
    order: dict[str, Any] = json.loads(sys.argv[1])
    status = order["status"]
    try:
        if order["namespaces"]:
            nest()
        control = socket.socket(fileno=order["control"])
        prepare(order["preload"], gradients=not order["gpu"])
        settle()
        zygote = Zygote(control, order["entry"], order["namespaces"])
    except BaseException as error:
        os.write(status, f"{type(error).__name__}: {error}".encode()[:500])
        os._exit(1)
    try:
        os.write(status, b"ready")
        os.close(status)
        zygote.serve()
    finally:
        # Never by the interpreter's own end, which may hang in a library: a grader that was killed
        # meanwhile left such a process behind for good.
        os._exit(0)


if __name__ == "__main__":
    main()
