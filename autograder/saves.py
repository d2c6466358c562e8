"""Student room: which files of code are saved in some folders. The extra `watch` (watchfiles)."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from autograder.course import CourseError
from autograder.findings import SUFFIXES
from autograder.sentences import say

STEP, DEBOUNCE = 50, 400
"""Milliseconds: so long nothing more may happen before a save is told; so long it waits at most."""


@contextlib.contextmanager
def saves(
    folders: Sequence[Path], put: Callable[[frozenset[Path]], None], broke: Callable[[str], None]
) -> Iterator[None]:
    """Call `put` with the paths that changed, from a thread of its own, until the end.

    `broke` is called with the reason if the system stops telling. Raises `CourseError` if the
    package watchfiles is not there.
    """
    try:
        import watchfiles
    except ImportError:
        raise CourseError(say("watch.extra")) from None
    stop = threading.Event()

    def look() -> None:
        changes = watchfiles.watch(
            *folders,
            watch_filter=lambda change, path: path.endswith(SUFFIXES),
            debounce=DEBOUNCE,
            step=STEP,
            stop_event=stop,
            rust_timeout=1000,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
        )
        try:
            for some in changes:
                put(frozenset(Path(path) for _, path in some))
        except Exception as error:  # of the Rust library's own kinds
            broke(str(error))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)
