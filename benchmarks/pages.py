"""What looking at a class costs, and what `similarity` finds usual; writes into docs/report.md.

    python -m benchmarks.pages [--docs docs/report.md]

A made-up class with as many exercises and checks as the course has, and the transcripts of one real
grading: half-right answers, one for each exercise. Needs a sandbox; Chromium, if the table is to be
timed in a browser.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from autograder.cli.app import app
from autograder.course import Course, Exercise, load_course
from autograder.feedback.source import decode
from autograder.mutants import mutants
from autograder.similarity import FEWEST, Program, pairs, program
from autograder.site import addresses, build
from autograder.site.book import Book, book
from autograder.stamp import fingerprint, write_part
from tests.made_class import piece

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("benchmarks/pages.py", "autograder/site", "autograder/similarity.py")
"""What the figures are made from. A changed answer of the course moves them little."""
STUDENTS = 500
EDITS = 60
"""Small edits of a reference that are compared with it, at most."""
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CLICK = """async (selector) => {
    const begun = performance.now();
    document.querySelector(selector).click();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    return performance.now() - begun;
}"""
TYPE = """async (text) => {
    const field = document.querySelector("#find"), begun = performance.now();
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    return performance.now() - begun;
}"""


def main(document: Path | None) -> None:
    course = load_course(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        rows = [*_class(course, Path(folder)), *_transcripts(course, Path(folder))]
    text = "\n".join(["| what | figure |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)])
    text += f"\n\n{_alike(course)}"
    if document is None:
        print(text)
    else:
        write_part(document, fingerprint(ROOT, PARTS), text)


def _class(course: Course, folder: Path) -> Iterator[tuple[str, str]]:
    whole, to = _made_class(course), folder / "class"
    begun = _cpu(resource.RUSAGE_SELF)
    build.build(whole, to, lambda one: {}, ())
    spent = _cpu(resource.RUSAGE_SELF) - begun
    scores = len(whole.pieces)
    size = f"{STUDENTS} students, {len(course.exercises)} exercises, {scores} scores"
    yield f"pages of {size}, without transcripts", f"{spent:.1f} s of CPU, {_mb(to):.0f} MB"
    index = to / addresses.INDEX
    yield "of these, the page with the table", f"{index.stat().st_size / 1e3:.0f} kB"
    timed = _in_a_browser(index)
    if timed is not None:
        yield "its rows in another order, in Chromium", f"{timed[0]:.0f} ms"
        yield "its rows by a part of a name, in Chromium", f"{timed[1]:.0f} ms"


def _transcripts(course: Course, folder: Path) -> Iterator[tuple[str, str]]:
    """What one adds, from the report of one student with all and without any."""
    work, out = folder / "ann", folder / "out"
    for exercise in course.exercises:
        (work / exercise.slug).mkdir(parents=True)
        answer = sorted((ROOT / "tests" / "half_right" / exercise.slug).glob("*.py"))[0]
        shutil.copy(answer, work / exercise.slug / f"{exercise.module}.py")
    _typed("grade", work, "--out", out, "--student", "ann")
    spent = []
    for which in ("all", "none", "all"):  # the first imports what reading a transcript needs
        begun = _cpu(resource.RUSAGE_SELF)
        with contextlib.redirect_stdout(io.StringIO()):
            words = ["report", out, "--transcripts", which, "--to", folder / which]
            app(list(map(str, words)), standalone_mode=False)
        spent.append(_cpu(resource.RUSAGE_SELF) - begun)
    count = len(course.exercises)
    each = 1000 * (spent[2] - spent[1]) / count
    size = 1000 * _mb(folder / "all" / addresses.TRANSCRIPTS) / count
    yield "one transcript, of all checks of an exercise", f"{each:.0f} ms of CPU, {size:.0f} kB"


def _made_class(course: Course) -> Book:
    draw = random.Random(1)
    pieces = []
    for number in range(STUDENTS):
        skill = draw.gauss(0, 1)
        for exercise in course.exercises:
            if draw.random() < 0.05:
                continue
            outcomes = [
                "passed" if skill + draw.gauss(0, 1) > -0.5 else "failed" for _ in exercise.hidden
            ]
            said = f"A mistake with the number {draw.randrange(12)} that has a name. " * 2
            pieces.append(piece(f"student {number:03}", exercise.slug, outcomes, said.strip()))
    return book(pieces, {e.slug: e.title for e in course.exercises})


def _in_a_browser(index: Path) -> tuple[float, float] | None:
    """Milliseconds of sorting and of filtering, the median of nine; None without a browser."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if not Path(CHROMIUM).exists():
        return None
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, offline=True)
        page.goto(index.as_uri())
        heads = page.locator("table.scores thead th").count()
        sort = [
            page.evaluate(CLICK, f"table.scores thead th:nth-child({1 + n % heads}) button")
            for n in range(9)
        ]
        find = [page.evaluate(TYPE, f"{n}") for n in range(9)]
        browser.close()
    return statistics.median(sort), statistics.median(find)


def _alike(course: Course) -> str:
    """How alike right answers of different styles are, and small edits of one answer."""
    styles, edits = [], []
    for exercise in course.exercises:
        stub = program("", decode(exercise.stub.read_bytes()))
        reference = _program(exercise, exercise.reference, stub)
        own = [_program(exercise, p, stub) for p in (exercise.solution / "accepted").glob("*.py")]
        own = [one for one in (reference, *own) if one.size >= FEWEST]
        if len(own) > 1:
            styles.append(max(_share(a, b) for a, b in combinations(own, 2)))
        made = mutants(reference.text, exercise.stub.read_text("utf-8"))
        some = made[:: max(1, len(made) // EDITS)]
        changed = [program("", one.source.decode("utf-8"), stub) for one in some]
        # A mutant is written by a program; so is what it is compared with.
        plain = program("", some[0].source.decode("utf-8"), stub)
        edits.append(statistics.median(_share(plain, one) for one in changed[1:]))
    return (
        f"For the {len(course.exercises)} exercises, the two most alike of the course's own right "
        f"answers share {100 * min(styles):.0f} % to {100 * max(styles):.0f} %; two small edits of "
        f"one answer share {100 * min(edits):.0f} % to {100 * max(edits):.0f} % (medians)."
    )


def _program(exercise: Exercise, path: Path, stub: Program) -> Program:
    return program(path.name, decode(path.read_bytes()), stub)


def _share(a: Program, b: Program) -> float:
    found = pairs([a, b], 0.0, 1).pairs
    return found[0].alike if found else 0.0


def _typed(*words: object) -> None:
    command = [sys.executable, "-m", "autograder", "--course", str(ROOT), *map(str, words)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _cpu(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def _mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--docs", type=Path, help="the page to write into")
    main(parser.parse_args().docs)
