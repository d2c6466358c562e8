"""Runs the nbgrader of this environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def documented(start: str) -> list[str]:
    """The commands of docs/integrations.md, Notebooks, that begin so, in their order."""
    page = (ROOT / "docs" / "integrations.md").read_text("utf-8").partition("\n## Notebooks\n")[2]
    return [line for line in page.splitlines() if line.startswith(start)]


def nbgrader(folder: Path, *arguments: str) -> str:
    """Run nbgrader in `folder`; it finds alembic and jupyter on PATH. Returns what it prints."""
    own = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "HOME": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env=os.environ | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
