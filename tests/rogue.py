"""A sandbox of threads: each jail is a function at the other end of a socket pair."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from autograder.sandbox import Exit, Level, Limits, SandboxError
from autograder.wire import Frame, Kind, Ref, pack, read_frame, write_frame

ZERO = bytes(8)


class Runner:
    """The far end of the wire, with words for all that an honest runner does not do."""

    def __init__(self, sock: socket.socket, over: threading.Event) -> None:
        self.sock = sock
        self.over = over
        self.seen: list[Frame] = []

    def ready(self) -> None:
        self.send(Kind.READY, ZERO)

    def take(self) -> Frame:
        """The next frame of the grader."""
        frame = read_frame(self.sock)
        self.seen.append(frame)
        return frame

    def send(self, kind: Kind, nonce: bytes, value: Any = None) -> None:
        """One frame; a value that is bytes is sent as it is."""
        payload = value if type(value) is bytes else pack(value, _name)
        write_frame(self.sock, Frame(kind, nonce, payload))

    def raw(self, length: int, kind: int, nonce: bytes, payload: bytes = b"") -> None:
        self.sock.sendall(struct.pack("<IB8s", length, kind, nonce) + payload)

    def reply(self, value: Any) -> None:
        """Take a request and answer it with `value`."""
        self.send(Kind.REPLY, self.take().nonce, value)

    def callback(self, value: Any) -> Frame:
        """Ask the grader back in the place of an answer; returns the frame that comes."""
        self.send(Kind.CALLBACK, self.seen[-1].nonce, value)
        return self.take()

    def wait(self) -> None:
        """Do nothing until the jail is ended."""
        self.over.wait()


def _name(thing: Any) -> Ref:
    return thing if type(thing) is Ref else Ref("r", 5, ("Thing",))


Script = Callable[[Runner], None]


class ThreadJail:
    """One jail; `finished` tells whether the grader has let go of it."""

    def __init__(self, script: Script, end: Exit) -> None:
        self.sock, there = socket.socketpair()
        self.finished = False
        self.waits = 0.0  # what it will say of its waiting for a core
        self._end = end
        self._over = threading.Event()
        self.runner = Runner(there, self._over)
        self._thread = threading.Thread(target=self._run, args=(script, there))
        self._thread.start()

    def _run(self, script: Script, there: socket.socket) -> None:
        with there:
            try:
                script(self.runner)
            except (OSError, EOFError):
                return  # the grader has hung up

    def kill(self) -> None:
        self._over.set()
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # closed before

    def waited(self) -> float:
        return self.waits

    def finish(self) -> Exit:
        self.kill()
        self.sock.close()
        self._thread.join()
        self.finished = True
        return self._end


class ThreadSandbox:
    """Starts a jail for each script in turn; the last one is used from then on."""

    level = Level("E", "threads", "for tests of the wire only")

    def __init__(self, *scripts: Script, cause: Any = "exited") -> None:
        self._scripts = list(scripts)
        self._end = Exit(cause, 0, 0.0, 0.0, 0.0, "", "hostile text")
        self.jails: list[ThreadJail] = []

    def get_ready(self, limits: Limits) -> None:
        """Threads start fast enough."""

    def start(self, limits: Limits) -> ThreadJail:
        if not self._scripts:
            raise SandboxError("no jail is left")
        last = len(self._scripts) == 1
        script = self._scripts[0] if last else self._scripts.pop(0)
        self.jails.append(ThreadJail(script, self._end))
        return self.jails[-1]

    def close(self) -> None:
        for jail in self.jails:
            jail.finish()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
