"""The class report in a real browser: sorting, finding, keys, hostile names, accessibility."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.site import build
from autograder.site.book import book
from autograder.visible import line
from tests.browser import Look, browser, look, violations
from tests.made_class import HOSTILE, TAPE, TITLES, made_class, piece

__all__ = ["browser", "look"]  # fixtures


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a class of thirty, hostile names among them."""
    to = tmp_path_factory.mktemp("report") / "pages"
    whole = made_class(30)
    build.build(whole, to, lambda piece: {"check_1": TAPE}, whole.pieces)
    return to


def column(page: Any, number: int) -> list[str]:
    """The texts of a column, rows that are shown only."""
    cells: list[str] = page.eval_on_selector_all(
        "tbody tr:not([hidden])", f"rows => rows.map(row => row.cells[{number}].innerText.trim())"
    )
    return cells


def points(cells: list[str]) -> list[float]:
    """Points in a column, an open score as -1; what was not handed in is left out."""
    plain = [cell.rstrip("L±") for cell in cells]
    return [-1.0 if cell == "?" else float(cell) for cell in plain if cell != "–"]


def test_columns_sort_both_ways_and_gaps_come_last(report: Path, look: Look) -> None:
    page = look(report / "index.html")
    head = page.get_by_role("button", name="02")
    head.click()
    assert head.locator("..").get_attribute("aria-sort") == "ascending"
    cells = column(page, 2)
    assert points(cells) == sorted(points(cells)) and "–" in cells and "?" in cells
    assert set(cells[cells.index("–") :]) == {"–"}
    head.click()
    assert head.locator("..").get_attribute("aria-sort") == "descending"
    cells = column(page, 2)
    assert points(cells) == sorted(points(cells), reverse=True)
    assert set(cells[cells.index("–") :]) == {"–"}
    assert "sorted by 02, descending" in page.inner_text("#shown")
    page.get_by_role("button", name="student").click()
    assert page.locator("[aria-sort]").count() == 1
    plain = [name for name in column(page, 0) if name.startswith("student")]
    assert plain == sorted(plain)


def test_names_are_found_and_rows_filtered(report: Path, look: Look) -> None:
    page = look(report / "index.html")
    whole = column(page, 0)
    page.get_by_label("Find a name").fill("STUDENT 01")
    assert column(page, 0) == [name for name in whole if name.startswith("student 01")]
    assert page.inner_text("#shown").startswith(f"{len(column(page, 0))} of {len(whole)} students")
    page.get_by_label("Find a name").fill("")
    page.get_by_label("Show").select_option("open")
    shown = column(page, 3)
    assert (
        shown and set(shown) == {"?"} and len(shown) == page.locator('[data-flags*="open"]').count()
    )
    page.get_by_label("Show").select_option("late")
    assert len(column(page, 0)) == page.locator("tbody tr", has=page.locator("small")).count()
    page.get_by_label("Find a name").fill("nobody is called so")
    assert column(page, 0) == []
    page.get_by_label("Show").select_option("")
    page.get_by_label("Find a name").fill("")
    assert sorted(column(page, 0)) == sorted(whole)


def test_everything_can_be_done_with_keys(report: Path, look: Look) -> None:
    page = look(report / "index.html")
    page.get_by_label("Find a name").focus()
    page.keyboard.type("student 01")
    names = column(page, 0)
    page.get_by_role("button", name="student").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert column(page, 0) == sorted(names, reverse=True)
    page.get_by_role("button", name="total").focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement"
    assert page.evaluate(f"{focused}.innerText") == column(page, 0)[0]
    page.keyboard.press("ArrowDown")
    assert page.evaluate(f"{focused}.innerText") == column(page, 0)[1]
    page.keyboard.press("ArrowRight")
    assert page.evaluate(f"{focused}.closest('td') !== null")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(f"{focused}.innerText") == column(page, 0)[0]
    page.keyboard.press("Tab")  # one stop in the table, then on
    assert page.evaluate(f"{focused}.closest('table') === null")
    page.get_by_role("link", name=column(page, 0)[0], exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/students/**")
    assert page.inner_text("h1") == names[-1]


def test_without_scripts_the_table_is_whole(report: Path, browser: Any) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto((report / "index.html").as_uri())
    assert page.locator("tbody tr").count() == 30
    assert page.locator("button").count() == 0 and not page.locator("form").is_visible()
    page.close()


def test_hostile_names_are_shown_and_do_nothing(report: Path, look: Look) -> None:
    page = look(report / "index.html")
    shown = column(page, 0)
    for name in HOSTILE:
        assert line(name, 80) in shown
    assert page.title() == "Class report" and page.locator("img").count() == 0
    page.locator("tbody th a").first.click()
    page.wait_for_url("**/students/**")
    assert page.locator("img, script").count() == 0


def test_the_policy_lets_no_other_script_run(report: Path, browser: Any, tmp_path: Path) -> None:
    """Even if something slipped through the escaping."""
    text = (report / "index.html").read_text("utf-8")
    slipped = (
        "<script>document.title = 'theirs'</script><img src=x onerror=\"document.title = 'x'\">"
    )
    torn = tmp_path / "torn.html"
    torn.write_text(text.replace("</main>", f"</main>{slipped}"), "utf-8")
    page = browser.new_page(offline=True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(torn.as_uri())
    assert page.title() == "Class report"
    assert sum("Content Security Policy" in text for text in said) >= 2
    assert page.get_by_role("button", name="total").count() == 1  # ours did run
    page.close()


PAGES = ("index.html", "exercises/01_first.html", "students/*.html", "transcripts/*/*.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pattern", PAGES)
def test_axe_finds_nothing(report: Path, look: Look, pattern: str, scheme: str) -> None:
    page = look(sorted(report.glob(pattern))[0], scheme)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_odd_classes(tmp_path: Path, look: Look, scheme: str) -> None:
    odd = {
        "nobody": book([], {}),
        "undecided": book([piece(n, outcomes=("grader_error",) * 2) for n in "ab"], TITLES),
    }
    for name, whole in odd.items():
        build.build(whole, tmp_path / name, lambda piece: {}, ())
        assert violations(look(tmp_path / name / "index.html", scheme)) == [], name


@pytest.mark.parametrize("pattern", PAGES)
def test_a_phone_shows_all_without_scrolling_sideways(
    report: Path, look: Look, pattern: str
) -> None:
    for path in sorted(report.glob(pattern))[:3]:
        page = look(path, width=360, height=740)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, path.name


def test_print_shows_the_whole_table(report: Path, look: Look) -> None:
    page = look(report / "index.html")
    page.emulate_media(media="print")
    assert not page.locator("form.filters").is_visible()
    box = page.locator(".scroll").bounding_box()
    assert box["height"] >= page.locator("table.scores").bounding_box()["height"] - 2
