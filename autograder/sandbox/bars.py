"""Both rooms: what is closed for one jail. Plain data, written by the grader, read by the seal."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Gpu:
    """The one GPU that a jail may use."""

    nodes: tuple[str, ...]  # its device files
    visible: str  # its name for CUDA_VISIBLE_DEVICES
    fraction: float  # of its memory; only who does not try holds to it


@dataclass(frozen=True)
class Bars:
    """What is closed for one jail. Memory, CPU seconds and disk as in Limits."""

    memory_mb: int
    cpu_seconds: int
    disk_mb: int
    open_files: int
    processes: bool
    scratch: str  # the one folder that the jail may write to
    namespaces: int  # to leave now, as for unshare; 0 where they cannot be had
    filtered: bool  # Landlock and the system call filter
    read: tuple[str, ...]  # for Landlock: readable with all below,
    listed: tuple[str, ...]  # and folders whose names may be read
    gpu: Gpu | None = None

    def to_json(self) -> str:
        """As text, for the way into the jail."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Bars:
        """From to_json's text."""
        fields = json.loads(text)
        lists = {name: tuple(fields[name]) for name in ("read", "listed")}
        gpu = fields["gpu"]
        if gpu is not None:
            gpu = Gpu(tuple(gpu["nodes"]), gpu["visible"], gpu["fraction"])
        return cls(**fields | lists | {"gpu": gpu})
