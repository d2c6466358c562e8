"""What one jail costs, beyond the student's own compute: cold, warm, and with every layer.

    python benchmarks/isolation.py [--jails 50] [--json]

Every figure is also given as a ratio to a fresh Python that imports torch and takes one optimizer
step, measured in the same run: machines differ, ratios much less. See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from autograder.sandbox import Limits, Sandbox, SandboxError, open_sandbox
from autograder.sandbox.watch import tree
from autograder.wire import read_frame

FRESH = """
import torch
layer = torch.nn.Linear(8, 1)
optimizer = torch.optim.Adam(layer.parameters())
layer(torch.zeros(4, 8)).sum().backward()
optimizer.step()
"""
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Of one jail: mean CPU (user + system, grader and jail together), wall, in milliseconds."""

    name: str
    jails: int
    cpu_ms: float
    grader_cpu_ms: float  # the part of it that the grader's own process used
    start_wall_ms: float  # median, until the runner answers
    end_wall_ms: float  # median, kill and reap
    first_wall_ms: float  # the first jail of a sandbox, which pays for the warm process


def fresh(repeats: int) -> Cost:
    """A plain Python with torch and one optimizer step, nothing round it."""
    walls = []
    before = _children()
    for _ in range(repeats):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", FRESH], check=True)
        walls.append(time.perf_counter() - begun)
    cpu = (_children() - before) / repeats
    wall = statistics.median(walls) * 1e3
    return Cost("fresh Python + torch", repeats, cpu * 1e3, 0.0, wall, 0.0, walls[0] * 1e3)


def jails(name: str, opened: Callable[[], Sandbox], count: int) -> Cost:
    """Start and end `count` jails after a first one."""
    with opened() as sandbox:
        first, _ = _one(sandbox)
        used, own = _used(sandbox), time.process_time()
        starts, ends = zip(*(_one(sandbox) for _ in range(count)), strict=True)
        grader = (time.process_time() - own) / count
        cpu = (_used(sandbox) - used) / count + grader
    return Cost(
        name=name,
        jails=count,
        cpu_ms=cpu * 1e3,
        grader_cpu_ms=grader * 1e3,
        start_wall_ms=statistics.median(starts) * 1e3,
        end_wall_ms=statistics.median(ends) * 1e3,
        first_wall_ms=first * 1e3,
    )


def _one(sandbox: Sandbox) -> tuple[float, float]:
    begun = time.perf_counter()
    jail = sandbox.start(Limits())
    jail.sock.settimeout(120)
    read_frame(jail.sock)
    ready = time.perf_counter()
    jail.finish()
    return ready - begun, time.perf_counter() - ready


def _used(sandbox: Sandbox) -> float:
    """CPU seconds of reaped children, and of the warm process with those that it has reaped."""
    line = getattr(sandbox, "_line", None)
    return _children() + sum(map(_ticks, tree(line.pid) if line is not None else ())) / TICK


def _ticks(pid: int) -> int:
    with open(f"/proc/{pid}/stat", "rb") as stat:
        return sum(map(int, stat.read().rpartition(b")")[2].split()[11:15]))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def table(costs: list[Cost]) -> str:
    """Markdown."""
    base = costs[0]
    rows = [
        "| start | jails | CPU ms | times less CPU | of it grader | ready ms | end ms | first ms |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for cost in costs:
        ratio = base.cpu_ms / cost.cpu_ms
        rows.append(
            f"| {cost.name} | {cost.jails} | {cost.cpu_ms:.1f} | {ratio:.1f} | "
            f"{cost.grader_cpu_ms:.1f} | {cost.start_wall_ms:.1f} | {cost.end_wall_ms:.1f} | "
            f"{cost.first_wall_ms:.0f} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Measure every start that this machine can make."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jails", type=int, default=50)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    costs = [fresh(3)]
    for name, isolation, start, count in (
        ("cold, every layer", "A", "cold", 3),
        ("warm, no isolation", "none", "warm", asked.jails),
        ("warm, no namespaces", "C", "warm", asked.jails),
        ("warm, every layer", "A", "warm", asked.jails),
    ):
        try:
            costs.append(jails(name, lambda i=isolation, s=start: open_sandbox(i, start=s), count))
        except SandboxError as error:
            print(f"{name}: {error}", file=sys.stderr)
    if asked.json:
        print(json.dumps([asdict(cost) for cost in costs], indent=2))
    else:
        print(table(costs))


if __name__ == "__main__":
    main()
