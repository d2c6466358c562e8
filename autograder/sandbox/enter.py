"""Inside the sandbox: the way in of a cold start. Preload, seal, say so, become the runner.

python -m autograder.sandbox.enter '{"wire": fd, "status": fd, "entry": …, …}'
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from typing import Any

from autograder.sandbox.prepare import prepare
from autograder.sandbox.seal import Bars, seal


def become(entry: str, wire: int) -> None:
    """Run the entry (a module's name or a script's path) as __main__ with the wire's number."""
    sys.argv = [entry, str(wire)]
    if entry.endswith(".py"):
        runpy.run_path(entry, run_name="__main__")
    else:
        sys.modules.pop(entry, None)  # it was imported to be warm; now it runs
        runpy.run_module(entry, run_name="__main__", alter_sys=True)


def main() -> None:
    """Everything before `ready` is ours; everything after may be the student's."""
    order: dict[str, Any] = json.loads(sys.argv[1])
    wire, status = order["wire"], order["status"]
    try:
        prepare(order["preload"])
        os.set_inheritable(wire, False)
        seal(Bars(**order["bars"]), keep=(wire, status))
    except BaseException as error:
        os.write(status, f"{type(error).__name__}: {error}".encode()[:500])
        os._exit(1)
    os.write(status, b"ready")
    os.close(status)
    # Lines at once, or a killed jail takes the last of them along.
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace")  # noqa: SIM115
    if order["entry"]:  # without one this was only to see whether a jail can be had
        become(order["entry"], wire)


if __name__ == "__main__":
    main()
