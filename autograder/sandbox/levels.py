"""Trusted room: the isolation levels, and how the best one is found. Never imports inside."""

from __future__ import annotations

import os

from autograder.sandbox.interface import Letter, Level

LEVELS: dict[Letter, Level] = {
    level.letter: level
    for level in (
        Level(
            "A",
            "isolated",
            "Namespaces of its own for users, mounts, processes, network, IPC and host name, "
            "Landlock, a list of allowed system calls, limits on memory, CPU and disk.",
        ),
        Level(
            "B",
            "isolated, shared container",
            "Inside a container that allows no further namespaces: Landlock, a list of allowed "
            "system calls without processes or network, limits on memory, CPU and disk.",
        ),
        Level(
            "C",
            "isolated, reduced",
            "User namespaces are refused here: Landlock (files cannot be read, but that they "
            "exist can be seen), a list of allowed system calls without processes or network, "
            "limits on memory, CPU and disk.",
        ),
        Level(
            "D",
            "partly isolated",
            "macOS: files and network closed by sandbox-exec, time limits; no limit on memory. "
            "Nobody has confirmed this level yet.",
        ),
        Level(
            "E",
            "not isolated",
            "A plain process with limits and time-outs: only for code that you trust.",
        ),
    )
}


def in_container() -> bool:
    """Whether this machine says that it is a container."""
    return any(os.path.exists(path) for path in ("/.dockerenv", "/run/.containerenv"))
