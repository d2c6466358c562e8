"""Which programs are alike: renaming hides nothing, the stub does not count, nothing runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import autograder.executors
from autograder.course import CourseError
from autograder.similarity import FEWEST, baseline, pairs, program
from tests.browser import Look, browser, look, violations
from tests.canned import Canned
from tests.desk import Desk
from tests.mini_course import RIGHT

__all__ = ["browser", "look"]  # fixtures

STUB = '''"""The stub."""
import numpy as np


def climb(gradient, start, rate, steps):
    """Walk uphill."""
    raise NotImplementedError("Write it.")


def height(x, y):
    """How high it is."""
    raise NotImplementedError("Write it.")
'''
LOOP = '''"""The stub."""
import numpy as np


def climb(gradient, start, rate, steps):
    """Walk uphill."""
    path = [np.array(start, dtype=float)]
    for step in range(steps):
        slope = gradient(path[-1])
        path.append(path[-1] + rate * slope)
    return np.array(path)


def height(x, y):
    """How high it is."""
    ridge = np.exp(-(x**2) - y**2) * (1 - x) ** 3
    return ridge - 2 * np.sin(x * y) / 7
'''
RENAMED = (
    LOOP.replace("path", "way")
    .replace("slope", "g")
    .replace("ridge", "hill")
    .replace("step ", "i ")
    + "\n# all my own work\n"
).replace('"""Walk uphill."""', "# climbs")
SWAPPED = LOOP[: LOOP.index("def climb")] + LOOP[LOOP.index("def height") :] + "\n\n"
SWAPPED += LOOP[LOOP.index("def climb") : LOOP.index("def height")]
OTHER = '''import torch


def climb(gradient, start, rate, steps):
    """Walk uphill."""
    place = torch.tensor(list(map(float, start)))
    rows = torch.empty(steps + 1, 2)
    rows[0] = place
    done = 0
    while done < steps:
        place = torch.add(place, torch.as_tensor(gradient(place.numpy())), alpha=rate)
        done += 1
        rows[done] = place
    return rows.numpy()


def height(x, y):
    parts = {"ridge": lambda: (1 - x) ** 3 / (2.718281828 ** (x * x + y * y))}
    return parts["ridge"]() + sum([-2.0 / 7.0 * __import__("math").sin(x * y)])
'''


def alike(first: str, second: str, stub: str = STUB) -> float:
    given = program("stub", stub)
    found = pairs([program("a", first, given), program("b", second, given)], 0.0, 10)
    (pair,) = found.pairs
    return pair.alike


def test_a_copy_is_a_copy_whatever_it_is_called() -> None:
    assert alike(LOOP, LOOP) == 1
    assert alike(LOOP, RENAMED) == 1
    assert alike(LOOP, SWAPPED) > 0.85
    assert alike(LOOP, LOOP.replace("    ", "\t").replace("\n\n", "\n\n\n")) == 1


def test_another_way_of_writing_it_is_not_alike() -> None:
    assert alike(LOOP, OTHER) < 0.3


def test_a_copy_with_something_added_is_seen() -> None:
    added = LOOP + "".join(f"\n\ndef extra_{n}(a):\n    return a[{n}] or None\n" for n in range(3))
    given = program("stub", STUB)
    programs = [program("a", LOOP, given), program("b", added, given)]
    (pair,) = pairs(programs, 0.5, 10).pairs
    assert pair.first_share > 0.95 and pair.second_share < 0.9


def test_what_the_stub_gives_is_nobodys_own() -> None:
    given = program("stub", STUB)
    assert program("a", STUB, given).size == 0
    half = program(
        "a", STUB.replace('raise NotImplementedError("Write it.")', "return 1", 1), given
    )
    assert half.size < FEWEST
    assert pairs([half, half], 0.0, 10).total == 0
    whole = program("a", LOOP, given)
    assert 0 < whole.size < len(whole.lines)
    first = whole.lines[(whole.own & -whole.own).bit_length() - 1]
    assert "import" not in LOOP.splitlines()[first]


def test_shared_lines_are_those_that_are_shared() -> None:
    given = program("stub", STUB)
    changed = LOOP.replace("ridge - 2 * np.sin(x * y) / 7", "[q for q in (x, y) if q is not None]")
    (pair,) = pairs([program("a", LOOP, given), program("b", changed, given)], 0.0, 1).pairs
    lines = LOOP.splitlines()
    shared = {lines[number].strip() for number in pair.first_lines}
    assert "for step in range(steps):" in shared
    assert "slope = gradient(path[-1])" in shared
    last = changed.splitlines().index("    return [q for q in (x, y) if q is not None]")
    assert last - 1 in pair.second_lines and len(pair.second_lines) < len(lines)


def test_the_course_is_compared_with_students_and_not_with_itself() -> None:
    given = program("stub", STUB)
    course = [program(n, text, given, True) for n, text in (("r", LOOP), ("s", OTHER))]
    found = pairs([program("ann", RENAMED, given), *course], 0.5, 10)
    assert [(p.first.name, p.second.name) for p in found.pairs] == [("ann", "r")]
    usual = baseline(course)
    assert usual is not None and usual < 0.3 and baseline(course[:1]) is None


def test_the_most_alike_come_first_and_ties_by_name() -> None:
    programs = [program(name, LOOP) for name in ("c", "a", "b")] + [
        program("d", LOOP + "\nfor odd in range(9, 7, -2):\n    print(odd)\n")
    ]
    found = pairs(programs, 0.5, 4)
    assert found.total == 6 and len(found.pairs) == 4
    assert [(p.first.name, p.second.name) for p in found.pairs[:3]] == [
        ("a", "b"),
        ("c", "a"),
        ("c", "b"),
    ]
    assert found.pairs[3].alike < 1


@pytest.mark.parametrize(
    "text",
    ["", "def (((", "\x00\ud800'", '"""never ends', "ünï = 1\r\n" * 30, "[" * 5000, "💥" * 300],
)
def test_any_text_can_be_read(text: str) -> None:
    one = program("a", text)
    assert len(one.lines) == one.own.bit_length()
    assert pairs([one, program("b", text)], 0.0, 1).total == (one.size >= FEWEST)


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """A course whose reference is LOOP; ann, ben and a notebook of cy are alike, dan is not."""
    monkeypatch.setattr(autograder.executors, "processes", lambda *asked: Canned())
    desk = Desk(tmp_path, capsys)
    course = tmp_path / "course"
    (course / "assignments/01_mini/mini.py").write_text(STUB, "utf-8")
    (course / "reference_solutions/01_mini/mini.py").write_text(OTHER.replace("2.0", "2"), "utf-8")
    evil = "<script>alert(1)</script>".replace("/", "\u2215")
    for student, code in (("ann", LOOP), (evil, RENAMED), ("dan", OTHER), ("eve", RIGHT)):
        desk.hand_in(student, code + f'\n"<img src=x onerror=alert(2)>\u202e {len(student)}"\n')
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": s}
        for s in ("%matplotlib inline", LOOP)
    ]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (tmp_path / "class" / "cy").mkdir()
    (tmp_path / "class" / "cy" / "mini.ipynb").write_text(json.dumps(book), "utf-8")
    desk.grade()
    return desk


def test_pairs_on_the_terminal_and_as_data(desk: Desk) -> None:
    said = desk.run("similarity", desk.out, "01")
    assert "4 pairs share 80 % or more." in said and "never a verdict" in said
    record = json.loads(desk.run("similarity", desk.out, "01", "--json", "--threshold", "90"))
    names = {frozenset((p["first"], p["second"])) for p in record["pairs"]}
    evil = "<script>alert(1)<\u2215script>"
    reference = "reference_solutions: mini.py"
    assert names == {
        frozenset(("ann", evil)),
        frozenset(("ann", "cy")),
        frozenset(("cy", evil)),
        frozenset(("dan", reference)),
    }
    assert record["students"] == 5 and record["total"] == 4
    assert [p["alike"] for p in record["pairs"]] == sorted(
        (p["alike"] for p in record["pairs"]), reverse=True
    )
    with_course = [p for p in record["pairs"] if p["with_course"]]
    assert [p["first"] for p in with_course] == ["dan"]
    assert "the 1 most alike are shown" in desk.run("similarity", desk.out, "01", "--most", "1")


def test_what_cannot_be_compared_is_one_line(desk: Desk) -> None:
    with pytest.raises(CourseError, match="There is no exercise '07'"):
        desk.run("similarity", desk.out, "07")
    with pytest.raises(CourseError, match="holds no results"):
        desk.run("similarity", desk.folder / "nowhere", "01")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_shows_both_sides_and_runs_nothing(desk: Desk, look: Look, scheme: str) -> None:
    to = desk.folder / "pairs.html"
    desk.run("similarity", desk.out, "01", "--to", to)
    assert to.stat().st_mode & 0o777 == 0o600
    page = look(to, scheme)
    assert page.locator("script, img").count() == 0
    assert page.locator(".side").count() == 8
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert "for step in range(steps):" in page.inner_text("main")
    assert "<img src=x onerror=alert(2)>[U+202E]" in page.inner_text("main")
    assert "never a verdict" in page.inner_text("main")
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
