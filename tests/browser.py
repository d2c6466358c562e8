"""Chromium for tests, without network: import the fixtures `browser` and `look` from here.

A page that writes an error to its console, raises one, or asks for anything but its own file fails
the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Look = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for a module's tests. No longer: a second one cannot begin beside an open one."""
    api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    with api.sync_playwright() as driver:
        # Its own sandbox needs another user than root, which tests in a container are.
        own = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield own
        own.close()


@pytest.fixture
def look(browser: Any) -> Iterator[Look]:
    """look(file, scheme="light", width=1280, height=900): the file as an open page."""
    opened: list[Any] = []
    trouble: list[str] = []

    def open_page(file: Path, scheme: str = "light", width: int = 1280, height: int = 900) -> Any:
        page = browser.new_page(
            color_scheme=scheme, viewport={"width": width, "height": height}, offline=True
        )
        opened.append(page)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
        page.on("dialog", lambda dialog: (trouble.append("a dialog"), dialog.dismiss()))
        page.on("request", lambda asked: _refuse(asked.url, trouble))
        page.goto(file.as_uri())
        return page

    yield open_page
    for page in opened:
        page.close()
    assert trouble == []


def _refuse(url: str, trouble: list[str]) -> None:
    if not url.startswith("file:"):
        trouble.append(f"asked for {url}")


def violations(page: Any) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA on an open page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    # Style sheets are looked at where they lie: a page on disk may not fetch them once more.
    wanted = {"runOnly": {"type": "tag", "values": WCAG}, "preload": False}
    found = axe.Axe().run(page, options=wanted)
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]
