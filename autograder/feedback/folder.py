"""Trusted room: a folder that files are written into whole, and that no link leads out of.

Everything below the folder is reached through open descriptors and single names, so neither a
name such as `../x` nor a link planted in the folder makes a write land elsewhere.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

_DRAFT = re.compile(r"\.[0-9a-f]{16}\.tmp")


class Folder:
    """An open folder, mode 0700 like everything made in it. All methods raise `OSError`."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    @contextlib.contextmanager
    def open(cls, path: Path) -> Iterator[Folder]:
        """Make the folder `path` if need be, for this user alone, and open it."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fchmod(descriptor, 0o700)
            yield cls(path, descriptor)
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def folder(self, name: str) -> Iterator[Folder]:
        """Open the folder `name` in this one; made if it is not there, or is a link."""
        _single(name)
        with contextlib.suppress(FileNotFoundError):
            if stat.S_ISLNK(os.lstat(name, dir_fd=self._descriptor).st_mode):
                os.unlink(name, dir_fd=self._descriptor)
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, 0o700, dir_fd=self._descriptor)
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
        descriptor = os.open(name, flags, dir_fd=self._descriptor)
        try:
            yield Folder(self.path / name, descriptor)
        finally:
            os.close(descriptor)

    def write(self, name: str, data: bytes) -> Path:
        """Put `data` under `name`: under another name first, so that nobody sees half of it."""
        _single(name)
        here = self._descriptor
        draft = f".{secrets.token_hex(8)}.tmp"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        try:
            with os.fdopen(os.open(draft, flags, 0o600, dir_fd=here), "wb") as file:
                file.write(data)
            os.replace(draft, name, src_dir_fd=here, dst_dir_fd=here)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(draft, dir_fd=here)
            raise
        return self.path / name

    def remove(self, name: str) -> None:
        """Remove the file, link or folder `name`, with all that is in it, if it is there."""
        _single(name)
        with contextlib.suppress(FileNotFoundError):
            if stat.S_ISDIR(os.lstat(name, dir_fd=self._descriptor).st_mode):
                shutil.rmtree(name, dir_fd=self._descriptor)
            else:
                os.unlink(name, dir_fd=self._descriptor)

    def remove_drafts(self) -> None:
        """Remove what a killed process was writing here. To be called when nobody writes."""
        for name in os.listdir(self._descriptor):
            if _DRAFT.fullmatch(name):
                self.remove(name)

    def try_out(self) -> None:
        """Raise `OSError` unless files can be written here."""
        draft = f".{secrets.token_hex(8)}.tmp"
        self.write(draft, b"")
        os.unlink(draft, dir_fd=self._descriptor)


def _single(name: str) -> None:
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        raise ValueError(f"{name!r} is not the name of one file")
