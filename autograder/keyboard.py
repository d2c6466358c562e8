"""Student room: single keys from a terminal, without Enter. Works without any system's module.

    with keys(put):     # put("h") from a thread of its own, until the end

Ctrl-C stays what it is. Where standard input is no terminal there are no keys.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def keys(put: Callable[[str], None]) -> Iterator[bool]:
    """Call `put` for every key; yields whether there can be any. The terminal is as before then."""
    if not (sys.stdin and sys.stdin.isatty()):
        yield False
        return
    try:
        import termios
        import tty
    except ImportError:
        threading.Thread(target=_read_windows, args=(put,), daemon=True).start()
        yield True
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        threading.Thread(target=_read, args=(terminal, put), daemon=True).start()
        yield True
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _read(terminal: int, put: Callable[[str], None]) -> None:
    # Not through sys.stdin: its lock, held here, would break Python's own ending.
    with contextlib.suppress(OSError):
        while got := os.read(terminal, 1):
            put(got.decode("ascii", "replace"))
        put("q")  # the terminal is gone


def _read_windows(put: Callable[[str], None]) -> None:
    import msvcrt

    while True:
        key = msvcrt.getwch()  # type: ignore[attr-defined]
        put("\n" if key == "\r" else key)
