"""Inside the sandbox: the way in of a cold start. Preload, seal, say so, become the runner.

python -m autograder.sandbox.enter '{"wire": fd, "status": fd, "entry": …, …}'
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from typing import Any

from autograder.sandbox.bars import Bars
from autograder.sandbox.prepare import prepare, wake
from autograder.sandbox.seal import seal, threads


def become(entry: str, wire: int) -> None:
    """Run the entry with the number of the wire.

    entry: a module that was imported already; its function run(wire) is called, or where it has
    none it is run as __main__ with the number as its argument. Or the path of a script.
    """
    # Lines at once, or a killed jail takes the last of them along.
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace")  # noqa: SIM115
    sys.argv = [entry, str(wire)]
    if entry.endswith(".py"):
        runpy.run_path(entry, run_name="__main__")
        return
    run = getattr(sys.modules.get(entry), "run", None)
    if run is not None:
        run(wire)
        return
    sys.modules.pop(entry, None)
    runpy.run_module(entry, run_name="__main__", alter_sys=True)


def main() -> None:
    """Everything before `ready` is ours; everything after may be the student's."""
    order: dict[str, Any] = json.loads(sys.argv[1])
    wire, status = order["wire"], order["status"]
    try:
        bars = Bars.from_json(order["bars"])
        prepare(order["preload"], gradients=bars.gpu is None)
        os.set_inheritable(wire, False)
        if threads() != 1:
            raise RuntimeError("a preloaded module has started a thread")
        seal(bars, keep=(wire, status))
        wake(order["entry"], bars)
    except BaseException as error:
        os.write(status, f"{type(error).__name__}: {error}".encode()[:500])
        os._exit(1)
    os.write(status, b"ready")
    os.close(status)
    if order["entry"]:
        become(order["entry"], wire)
    else:  # only to see whether a jail can be had; it stays until it has been seen
        os.read(wire, 1)


if __name__ == "__main__":
    main()
