"""How the benchmarks count CPU time: of the grader, of what it reaped, and of the warm process."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

from autograder.sandbox import Sandbox
from autograder.sandbox.watch import tree

FRESH = """
import torch
layer = torch.nn.Linear(8, 1)
optimizer = torch.optim.Adam(layer.parameters())
layer(torch.zeros(4, 8)).sum().backward()
optimizer.step()
"""
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Spent:
    """CPU (user + system) and wall time in seconds; `grader` is this process's own CPU."""

    cpu: float
    grader: float
    wall: float

    def since(self, earlier: Spent, count: int) -> Spent:
        """The share of each of `count` things done since `earlier`."""
        return Spent(
            (self.cpu - earlier.cpu) / count,
            (self.grader - earlier.grader) / count,
            (self.wall - earlier.wall) / count,
        )


def spent(sandbox: Sandbox | None = None) -> Spent:
    """What was used up to now; of `sandbox` also the living warm process and what it reaped."""
    own, reaped = (
        resource.getrusage(resource.RUSAGE_SELF),
        resource.getrusage(resource.RUSAGE_CHILDREN),
    )
    grader = own.ru_utime + own.ru_stime
    warm = sum(map(_ticks, warm_processes(sandbox))) / TICK if sandbox is not None else 0.0
    return Spent(grader + reaped.ru_utime + reaped.ru_stime + warm, grader, time.perf_counter())


def fresh(repeats: int) -> Spent:
    """The yardstick: a plain Python that imports torch and takes one optimizer step."""
    begun = spent()
    for _ in range(repeats):
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        subprocess.run([sys.executable, "-c", FRESH], check=True, env=environment)
    return spent().since(begun, repeats)


def warm_processes(sandbox: Sandbox) -> tuple[int, ...]:
    """The warm process of `sandbox`, and what it is wrapped in."""
    line = getattr(sandbox, "_line", None)
    return tuple(tree(line.pid)) if line is not None else ()


def held(pid: int | str) -> float:
    """MB that a process holds: its share of every page (PSS), so that sums make sense."""
    with open(f"/proc/{pid}/smaps_rollup") as rollup:
        sizes = (line.split() for line in rollup if line.startswith("Pss:"))
        return sum(int(size[1]) for size in sizes) / 1024


def _ticks(pid: int) -> int:
    with open(f"/proc/{pid}/stat", "rb") as stat:
        return sum(map(int, stat.read().rpartition(b")")[2].split()[11:15]))
