"""Instructor room: the ground that attacks are let loose on, and the marks that they leave on it.

A folder outside of every jail with planted secrets, and listeners on the loopback interface only.
The same evidence is looked for in the control run, where it must be, and in the real one, where
it must not.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from autograder.attacks.catalog import Attack

FLOOD = 1 << 20
"""Bytes of output that are a flood, and that no result may hold."""
_PLANTED = (
    "home/.netrc",
    "course/.autograder/course.key",
    "course/reference_solutions/01_other/hidden_checks.py",
    "submissions/ada/answer.py",
    "data/held_out_labels.csv",
)


class Ground:
    """The planted folder and listeners of one run; a context manager that removes them."""

    def __init__(self) -> None:
        self.mark = f"mark{secrets.token_hex(6)}"
        self.claim = f"claim{secrets.token_hex(6)}"
        self.secret = f"secret{secrets.token_hex(8)}"
        self.key = int.from_bytes(secrets.token_bytes(3), "big") | 1 << 24
        self.folder = Path(tempfile.mkdtemp(prefix="attacks-"))
        self.drop = self.folder / "drop"
        self._tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._abstract = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._named = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)

    def __enter__(self) -> Self:
        self.folder.chmod(0o755)
        self._tcp.bind(("127.0.0.1", 0))
        self._udp.bind(self._tcp.getsockname())
        self._abstract.bind(f"\0{self.mark}")
        self._named.bind(str(self.folder / "socket"))
        (self.folder / "socket").chmod(0o666)
        for sock in (self._tcp, self._abstract, self._named):
            sock.listen(8)
        for sock in self._sockets:
            sock.setblocking(False)
        for name in _PLANTED:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.secret + "\n", "ascii")
        for folder in (self.drop, self.folder / "shared"):
            folder.mkdir()
            folder.chmod(0o777)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for sock in self._sockets:
            sock.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _sockets(self) -> tuple[socket.socket, ...]:
        return self._tcp, self._udp, self._abstract, self._named

    def source(self, attack: Attack) -> bytes:
        """The attack's file with this ground's names filled in."""
        filled = attack.path.read_bytes()
        for token, value in (
            ("MARK", self.mark),
            ("CLAIM", self.claim),
            ("TARGET", str(self.folder)),
            ("DROP", str(self.drop)),
            ("PORT", str(self._tcp.getsockname()[1])),
            ("KEY", str(self.key)),
        ):
            filled = filled.replace(f"@{token}@".encode(), value.encode())
        return filled

    def evidence(self, output: str) -> tuple[str, ...]:
        """What an attack has left behind, in words, and in `output`. Clears it away."""
        found = []
        if self.claim in output:
            found.append("claims success")
        if self.secret in output:
            found.append("read a secret")
        if self._connected():
            found.append("reached a socket outside")
        if survivors := tuple(_running(self.mark)):
            found.append("left a process")
            for pid in survivors:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        if any([*map(_remove, self._files()), self._dropped()]):
            found.append("left a file")
        if _remove_shared_memory(self.key):
            found.append("left shared memory")
        return tuple(found)

    def _connected(self) -> bool:
        reached = False
        for sock in (self._tcp, self._abstract, self._named):
            with contextlib.suppress(OSError):
                while True:
                    sock.accept()[0].close()
                    reached = True
        with contextlib.suppress(OSError):
            while True:
                self._udp.recv(100)
                reached = True
        return reached

    def _dropped(self) -> bool:
        """Whether something marked lies in the drop folder, which is emptied."""
        marked = False
        for where, _, names in os.walk(self.drop):
            for name in names:
                marked = marked or self.mark in name or _holds(Path(where, name), self.mark)
        for path in self.drop.iterdir():
            _remove(path)
        return marked

    def _files(self) -> list[Path]:
        found: list[Path] = []
        for folder in {"/tmp", "/var/tmp", "/dev/shm", tempfile.gettempdir(), os.getcwd()}:
            with contextlib.suppress(OSError):
                found += [path for path in Path(folder).iterdir() if self.mark in path.name]
        return found


def _holds(path: Path, mark: str) -> bool:
    try:
        with path.open("rb") as file:
            return mark.encode() in file.read(1 << 16)
    except OSError:
        return False


def _remove(path: Path) -> bool:
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return True


def _running(mark: str) -> Iterator[int]:
    """Processes whose command line holds the mark."""
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            with contextlib.suppress(OSError):
                if mark.encode() in Path("/proc", name, "cmdline").read_bytes():
                    yield int(name)


def _remove_shared_memory(key: int) -> bool:
    """Remove the System V segment of that key, if there is one."""
    import ctypes

    try:
        lines = Path("/proc/sysvipc/shm").read_text("ascii").splitlines()[1:]
    except OSError:
        return False
    for line in lines:
        words = line.split()
        if int(words[0]) == key:
            ctypes.CDLL(None).shmctl(int(words[1]), 0, None)
            return True
    return False
