"""Trusted room: the isolation levels, and how the best one is found. Never imports inside."""

from __future__ import annotations

from autograder.sandbox.interface import Letter, Level

LEVELS: dict[Letter, Level] = {
    level.letter: level
    for level in (
        Level(
            "A",
            "isolated",
            "Own user, mount, process, network, IPC and UTS namespaces by bubblewrap; "
            "limits on memory, CPU and disk.",
        ),
        Level(
            "E",
            "not isolated",
            "A plain process with limits and time-outs: only for code that you trust.",
        ),
    )
}
