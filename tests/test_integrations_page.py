"""Every command of docs/integrations.md is typed by the tests of its section."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tests.export.test_export_command import COMMANDS as EXPORTS
from tests.notebooks.nbgrader import documented
from tests.platforms.test_commands import COMMANDS as PLATFORMS

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "integrations.md").read_text("utf-8")
INSTALL = "python -m pip install 'gradeproof[nbgrader]'"
"""The one command that no test types: it needs the network."""


def test_no_command_is_left_out() -> None:
    blocks = re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    shown = [line for block in blocks for line in block.splitlines()]
    typed = [*EXPORTS, *PLATFORMS]
    for start in ("autograder notebook ", "nbgrader ", "autograder grade ", "autograder export "):
        typed += documented(start)  # tests/notebooks takes all that begin so
    assert sorted(shown) == sorted([*typed, INSTALL])


def test_what_is_installed_is_an_extra_of_ours() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    name, extra = re.search(r"'(\w+)\[(\w+)\]'", INSTALL).groups()  # type: ignore[union-attr]
    assert name == project["name"]
    assert any(need.startswith("nbgrader>=") for need in project["optional-dependencies"][extra])
    ours = [re.findall(r"\w+", n) for n in project["optional-dependencies"]["dev"] if "[" in n]
    assert any(extra in words for words in ours)
