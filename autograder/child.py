"""Student room: a fresh Python for one order, made ready beforehand. Pure Python, any system.

    Child() ──starts──► autograder.ready: imports torch and the like if `warm`, then waits
    child.begin(order) ──one line of JSON──► does it, writes child.written, ends

Importing takes seconds, checks take milliseconds: who has a child ready while the student writes
can answer at once. A child is used once, so nothing that the student's code did outlives it. A
child whose parent is gone ends itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from autograder.course import PACKAGE
from autograder.ready import BEGUN, RESULT

START_SECONDS = 120.0
"""How long Python and torch may take to start on a busy machine."""
POLL = 0.02


class Child:
    """One process, in an empty folder of its own. `close` ends it, whatever it does by then.

    Of use to whoever has time before the order: `warm`, which takes longer and then saves more.
    """

    def __init__(self, warm: bool = False) -> None:
        # A program left behind by the student's may hold the folder open, which Windows minds.
        self._place = tempfile.TemporaryDirectory(prefix="gradeproof-", ignore_cleanup_errors=True)
        self.folder = Path(self._place.name)
        self.written = self.folder / RESULT
        self._begun = self.folder / BEGUN
        self._output = self.folder / "out.txt"
        # The file takes what pipes would: no reader is needed, and none can be kept waiting. The
        # child works in the empty folder, as in grading, where no other file of the student is.
        with self._output.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.ready", *(["--warm"] if warm else [])],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=_environment(),
            )

    def begin(self, order: dict[str, Any]) -> None:
        """Let it do what `order` says; `autograder.ready` knows which orders there are."""
        assert self._process.stdin is not None, "it was started with a pipe"
        with contextlib.suppress(OSError):  # it is dead already, and `wait` will say so
            self._process.stdin.write(json.dumps(order).encode("ascii") + b"\n")
            self._process.stdin.flush()

    def wait(self, seconds: float) -> int | None:
        """The exit code, or None if it was still at work after `seconds` and was killed.

        The clock starts when the order does: what Python and torch need first is not theirs.
        """
        deadline = time.monotonic() + START_SECONDS
        while not self._begun.exists() and time.monotonic() < deadline:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self._process.wait(POLL)
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def kill(self) -> None:
        """End it now."""
        self._process.kill()
        self._process.wait()

    def result(self) -> Any:
        """The JSON data that it wrote, None if it did not come so far."""
        try:
            return json.loads(self.written.read_bytes())
        except (OSError, ValueError):
            return None

    def output(self) -> str:
        """All that it printed."""
        return self._output.read_bytes().decode("utf-8", "replace")

    def close(self) -> None:
        """End it and remove its folder."""
        self.kill()
        assert self._process.stdin is not None, "it was started with a pipe"
        with contextlib.suppress(OSError):  # what was written and not read any more
            self._process.stdin.close()
        self._place.cleanup()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _environment() -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if k not in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    # A clone need not be installed, and -P keeps the working directory off the path.
    paths = [str(PACKAGE.parent), *filter(None, [env.get("PYTHONPATH")])]
    settings = {"PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8:replace"}
    return env | settings | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "NO_COLOR": "1"}
