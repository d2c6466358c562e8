"""Instructor room: takes the pictures of the docs, of the demo class graded and drawn.

    python tools/screenshots.py [OUT]

OUT: results of `autograder grade tests/demo_class --plots` that are there already.
Needs a sandbox, and Chromium for playwright: CHROMIUM names its file, else playwright's own is
used.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
CLASS = ROOT / "tests" / "demo_class"


@dataclass(frozen=True)
class Shot:
    """One picture: of which page of OUT, at which width and in which scheme, of what part of it."""

    name: str
    page: str
    width: int
    scheme: str = "light"
    part: str = "main"
    most: int = 1600


SHOTS = (
    Shot("feedback-page", "feedback/chen/02_gradient_ascent", 680, most=1180),
    Shot("feedback-plot", "feedback/chen/02_gradient_ascent", 680, part=".figures"),
    Shot("feedback-phone", "feedback/chen/06_sequential_to_class", 360, most=1180),
    Shot("feedback-dark", "feedback/emil/11_predict_sugar", 760, "dark", ".figures"),
    Shot("report-page", "report/index", 900, most=1460),
    Shot("report-exercise", "report/exercises/02_gradient_ascent", 1160, "dark", most=1000),
    Shot("report-transcript", "report/transcripts/chen/02_gradient_ascent", 760, most=620),
)


def main(graded: Path | None) -> None:
    if graded is not None:
        take(graded.resolve())
        return
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder).resolve() / "out"
        _type("grade", CLASS, "--out", out, "--round", "demo", "--plots")
        take(out)


def take(out: Path) -> None:
    """Take all pictures of the pages in `out`."""
    IMAGES.mkdir(exist_ok=True)
    _type("report", out)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"]
        )
        for shot in SHOTS:
            size = {"width": shot.width, "height": 900}
            tab = browser.new_page(viewport=size, color_scheme=shot.scheme)
            tab.goto((out / f"{shot.page}.html").as_uri())
            box = tab.locator(shot.part).bounding_box()
            assert box is not None, f"{shot.page} has no {shot.part}"
            clip = {**box, "height": min(box["height"], shot.most)}
            file = IMAGES / f"{shot.name}.png"
            tab.screenshot(path=file, full_page=True, clip=clip)
            print(file.relative_to(ROOT), file.stat().st_size)
            tab.close()
        browser.close()


def _type(*words: object) -> None:
    subprocess.run([sys.executable, "-m", "autograder", *map(str, words)], cwd=ROOT, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
