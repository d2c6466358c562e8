"""Student room: the Python that `autograder.child` starts. It waits for one order, and ends.

With the argument --warm it imports first what checks need.

{"do": "check", "arguments": [...]}                     pytest, with these arguments
{"do": "load", "module": …, "files": {name: text}, "origin": …, "names": [...], "to": …}
                                                        does the file load, what is missing
"""

from __future__ import annotations

import base64
import gc
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

RESULT = "result.json"
BEGUN = "begun"
"""A file that stands for: imports are over, the order begins. Limits count from here."""
ORPHANED = 3


def main() -> None:
    """Do the one order that comes by standard input, of which the student's code sees nothing."""
    orders = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)

    if "--warm" in sys.argv:
        _warm()
    line = b""
    while not line.endswith(b"\n"):
        got = os.read(orders, 1 << 16)
        if not got:
            sys.exit(ORPHANED)
        line += got
    threading.Thread(target=_end_with_parent, args=(orders,), daemon=True).start()
    order = json.loads(line)
    import autograder.loopback  # torch, which may take long on a busy machine

    assert autograder.loopback
    Path(BEGUN).touch()
    if order["do"] == "check":
        import pytest

        sys.exit(pytest.main(order["arguments"]))
    result = Path.cwd() / RESULT  # the student's code may go elsewhere
    result.write_text(json.dumps(_load(order)), encoding="ascii")


def _warm() -> None:
    """Take now the seconds that imports take, and torch's first optimizer, before anybody waits."""
    import pytest
    import sympy
    import torch

    import autograder.ending
    import autograder.loopback

    assert pytest and sympy and autograder.ending and autograder.loopback
    layer = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    layer(torch.zeros(1, 1)).sum().backward()
    optimizer.step()
    sympy.lambdify([sympy.Symbol("x")], sympy.Symbol("x"), "numpy")(1.0)
    gc.freeze()  # pytest collects garbage often; all this is none


def _end_with_parent(orders: int) -> None:
    """A loop without an end must not outlive the terminal that it was started from."""
    os.read(orders, 1)
    os._exit(ORPHANED)


def _load(order: dict[str, Any]) -> dict[str, Any]:
    """How loading ends: `says` why it failed, or nothing; and the names that are missing."""
    from autograder.ending import Talk, ending
    from autograder.loopback import Loopback
    from autograder.own_files import let_quote
    from autograder.proxy import Submission
    from autograder.session import Session

    files = {name: base64.b64decode(text) for name, text in order["files"].items()}
    let_quote(order["origin"], files)
    session = Session(Loopback())
    own = frozenset(order["origin"] + name for name in files)
    try:
        session.load(order["module"], files, 1, order["origin"])
    except Exception as error:
        ended = ending("", "", error, Talk(session, own))
        return {"says": ended.says, "error": ended.error, "missing": []}
    submission = Submission(session)
    missing = [name for name in order["names"] if not hasattr(submission, name)]
    return {"says": "", "error": "", "missing": missing}


if __name__ == "__main__":
    main()
