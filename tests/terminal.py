"""A command in a process of its own, watched from outside: what it prints is waited for."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 240.0
"""Seconds until something that should be printed is missing: only a failing test waits so long."""
CLEARED = "\x1b[2J"


class Terminal:
    """The command, and all that it printed so far. `expect` goes on behind what it found last."""

    def __init__(self, words: list[str], folder: Path, terminal: bool) -> None:
        environment = {k: v for k, v in os.environ.items() if k not in ("CI", "NO_COLOR")}
        command = [sys.executable, "-m", "autograder", *words]
        self.text = ""
        self._at = 0
        self._more = threading.Condition()
        if terminal:
            import pty

            self._own, theirs = pty.openpty()
            ends = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        else:
            self._own, theirs = os.pipe()
            ends = {"stdin": subprocess.DEVNULL, "stdout": theirs, "stderr": theirs}
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment, "TERM": "xterm", "COLUMNS": "100"},
            start_new_session=True,
            **ends,
        )
        os.close(theirs)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        got = b"?"
        while got:
            try:
                got = os.read(self._own, 1 << 16)
            except OSError:  # a terminal that nobody holds any more
                got = b""
            with self._more:
                self.text += got.decode("utf-8", "replace")
                self._more.notify_all()

    def expect(self, text: str) -> str:
        """Wait until `text` is printed; returns what was printed before it."""
        with self._more:
            found = self._more.wait_for(lambda: text in self.text[self._at :], PATIENCE)
            assert found, f"{text!r} is missing in {self.text[self._at :]!r}"
            start, self._at = self._at, self.text.index(text, self._at) + len(text)
            return self.text[start : self._at]

    def press(self, keys: str) -> None:
        """Type on the terminal."""
        os.write(self._own, keys.encode())

    def ended(self) -> int:
        """Wait for its end; returns the exit code."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code


@contextlib.contextmanager
def started(words: list[str], folder: Path, terminal: bool = False) -> Iterator[Terminal]:
    """`autograder WORDS` in `folder`, ended at the end at the latest."""
    running = Terminal(words, folder, terminal)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()
