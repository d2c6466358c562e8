"""Trusted room: steps down from root before a jail starts. Never imports autograder.inside.

A spare uid may not enter a folder such as /root, where Python or the clone may lie. So, still
root and in a mount namespace of its own, this program covers every such folder by an empty one
that anybody may enter, binds back what the jail needs at the same paths, gives up root for good,
and becomes the next program.

    python -m autograder.sandbox.launcher '{"uid": …, "paths": […]}' program …
"""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

from autograder.sandbox import linux


def open_the_way(paths: list[Path]) -> None:
    """Make paths reachable for everybody, as seen by this process and its children alone."""
    closed = {path: folder for path in paths if (folder := closed_above(path)) is not None}
    if not closed:
        return
    try:
        linux.unshare(linux.NEWNS)
    except PermissionError:
        folders = ", ".join(sorted({str(folder) for folder in closed.values()}))
        sys.exit(
            f"Python or this package lies under {folders}, which only root may enter, and a jail "
            "never runs as root: grade as an ordinary user, or install both elsewhere"
        )
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
    # Opened before they are covered, and after the unshare: mounts of another namespace
    # cannot be bound.
    sources = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in closed}
    for folder in set(closed.values()):
        flags = linux.MS_NOSUID | linux.MS_NODEV
        linux.mount("tmpfs", str(folder), "tmpfs", flags, "mode=755,size=4m")
    for path in sorted(sources, key=lambda path: len(path.parts)):
        source = Path(f"/proc/self/fd/{sources[path]}")
        if not path.exists():
            _make(path, folder=source.is_dir())
        linux.mount(str(source), str(path), None, linux.MS_BIND | linux.MS_REC)


def closed_above(path: Path) -> Path | None:
    """The topmost folder above path that only its owner or group may enter."""
    for folder in reversed(path.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def step_down(uid: int) -> None:
    """Become uid, without groups, without capabilities, without a way back."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if os.getresuid() != (uid, uid, uid) or os.getgroups():
        raise PermissionError("root could not be given up")


def _make(path: Path, *, folder: bool) -> None:
    if folder:
        path.mkdir(parents=True, mode=0o755)
    else:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        path.touch()


def main() -> None:
    """Open the way, step down, become the next program."""
    order = json.loads(sys.argv[1])
    os.umask(0o022)
    open_the_way([Path(path) for path in order["paths"]])
    step_down(order["uid"])
    os.chdir("/")
    os.execv(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()
