"""Trusted room: how much memory a container leaves to a submission.

A container that uses more than it has is killed whole, and Gradescope gets no result. A jail that
uses more than its own limit is the student's feedback. So the jail's limit has to be the lower one.
"""

from __future__ import annotations

from pathlib import Path

LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
OWN_MB = 600
"""What the grader and the prepared process of the jails use; docs/integrations.md has figures."""
LEAST_MB = 128


def memory_mb(limits: tuple[Path, ...] = LIMITS) -> int:
    """MB that a submission may use in this container; very many where nothing limits it."""
    for path in limits:
        try:
            text = path.read_text("ascii").strip()
        except OSError:
            continue
        if text.isdecimal():
            return max(LEAST_MB, (int(text) >> 20) - OWN_MB)
    return 1 << 20
