"""What one jail costs, beyond the student's own compute: cold, warm, and with every layer.

    python benchmarks/isolation.py [--jails 50]

Every figure is also given as a ratio to a fresh Python that imports torch and takes one optimizer
step, measured in the same run: machines differ, ratios much less. See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator

from meter import Spent, fresh, spent

from autograder.sandbox import Limits, Sandbox, SandboxError, open_sandbox
from autograder.wire import read_frame

HEAD = "| start | jails | CPU ms | times less CPU | of it grader | ready ms | end ms | first ms |"


def table(count: int) -> str:
    """Measure every start that this machine can make; Markdown."""
    return "\n".join([HEAD, "|---|---|---|---|---|---|---|---|", *_rows(count)])


def _rows(count: int) -> Iterator[str]:
    yardstick = fresh(3)
    yield (
        f"| fresh Python + torch | 3 | {yardstick.cpu * 1e3:.0f} | 1 | | "
        f"{yardstick.wall * 1e3:.0f} | | |"
    )
    for name, isolation, start, jails in (
        ("cold, every layer", "A", "cold", 3),
        ("warm, no isolation", "none", "warm", count),
        ("warm, no namespaces", "C", "warm", count),
        ("warm, every layer", "A", "warm", count),
    ):
        try:
            yield _row(
                name, lambda i=isolation, s=start: open_sandbox(i, start=s), jails, yardstick
            )
        except SandboxError as error:
            print(f"{name}: {error}", file=sys.stderr)


def _row(name: str, opened: Callable[[], Sandbox], count: int, yardstick: Spent) -> str:
    """Start and end `count` jails after a first one."""
    with opened() as sandbox:
        first, _ = _one(sandbox)
        begun = spent(sandbox)
        starts, ends = zip(*(_one(sandbox) for _ in range(count)), strict=True)
        cost = spent(sandbox).since(begun, count)
    return (
        f"| {name} | {count} | {cost.cpu * 1e3:.1f} | {yardstick.cpu / cost.cpu:.1f} | "
        f"{cost.grader * 1e3:.1f} | {statistics.median(starts) * 1e3:.1f} | "
        f"{statistics.median(ends) * 1e3:.1f} | {first * 1e3:.0f} |"
    )


def _one(sandbox: Sandbox) -> tuple[float, float]:
    begun = time.perf_counter()
    jail = sandbox.start(Limits())
    jail.sock.settimeout(120)
    read_frame(jail.sock)
    ready = time.perf_counter()
    jail.finish()
    return ready - begun, time.perf_counter() - ready


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jails", type=int, default=50)
    print(table(parser.parse_args().jails))
