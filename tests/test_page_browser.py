"""The feedback page in a real browser: nothing of a student's runs, and everybody can read it.

Accessibility is judged by axe-core, which comes with a package and needs no network.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.feedback import page
from autograder.figures import Absent
from autograder.outcomes import Outcome, Where
from autograder.results import State
from autograder.trial import StudentError
from tests.browser import browser
from tests.test_feedback import HOSTILE, check, everywhere, result
from tests.test_figures import every_kind

__all__ = ["browser"]  # a fixture

RUNS = "document.title='owned';window.owned=1"
ATTACKS = (
    f"<script>{RUNS}</script>",
    f"</style></script><script>{RUNS}</script>",
    f'"><img src=x onerror="{RUNS}">',
    f'\'><svg onload="{RUNS}"><animate onbegin="{RUNS}" attributeName=x dur=1s>',
    f'</title></desc></svg></figure><iframe srcdoc="<script>parent.{RUNS}</script>">',
    f'<a href="javascript:{RUNS}">x</a> javascript:{RUNS}',
    "</style><style>@import 'http://evil.example/x.css'; body{display:none}</style>",
    "<link rel=stylesheet href=http://evil.example/x.css><object data=http://evil.example/x>",
    "<meta http-equiv=refresh content=0><base href=http://evil.example/><form><input autofocus>",
    f'<details open ontoggle="{RUNS}"><table background=http://evil.example/x.png>',
)
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {"desktop": 1200, "phone": 360}


def shown(browser: Any, html: str, folder: Path, **options: Any) -> Any:
    """A tab with the page as a file, and what it asked for, was refused, and said."""
    file = folder / "page.html"
    file.write_text(html, "utf-8")
    tab = browser.new_page(**options)
    tab.asked, tab.said, tab.refused = [], [], {}
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("requestfailed", lambda request: tab.refused.update({request.url: request.failure}))
    tab.on("dialog", lambda dialog: tab.said.append(dialog.message))
    tab.on("pageerror", lambda error: tab.said.append(str(error)))
    tab.goto(file.as_uri())
    return tab


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_no_script_of_a_student_runs(browser: Any, tmp_path: Path, text: str) -> None:
    """In names, docstrings, code, calls, answers, exceptions, notes, versions, and figures."""
    whole, files = everywhere(text)
    html = page(replace(whole, title="Climbing"), files, every_kind(text))
    tab = shown(browser, html, tmp_path)
    for box in tab.query_selector_all("summary"):
        box.click()
    tab.keyboard.press("Tab")
    assert tab.evaluate("window.owned") is None
    assert tab.title() == "Climbing · feedback"
    assert tab.said == []
    assert tab.asked == [(tmp_path / "page.html").as_uri()]
    assert tab.is_visible("h1")
    forbidden = "script, iframe, img, a, link, base, form, input, object, [onload], [onerror]"
    assert tab.query_selector_all(forbidden) == []
    tab.close()


def test_even_a_script_in_the_page_would_not_run(browser: Any, tmp_path: Path) -> None:
    """The second wall: what the policy in the page's head forbids."""
    whole, files = everywhere("word")
    html = page(replace(whole, title="Climbing"), files)
    assert "<footer>" in html
    for attack in ATTACKS:
        if "http-equiv" in attack:
            continue  # no policy forbids a page to load itself again, and again
        tab = shown(browser, html.replace("<footer>", f"{attack}<footer>"), tmp_path)
        assert tab.evaluate("window.owned") is None
        assert tab.title() == "Climbing · feedback"
        for url in tab.asked:
            assert "evil" not in url or tab.refused[url] == "csp", url
        tab.close()


def test_the_walls_are_what_stops_it(browser: Any, tmp_path: Path) -> None:
    """The same attack on a page without them does run, so the tests above can fail."""
    html = f"<title>Climbing</title>{ATTACKS[0]}"
    tab = shown(browser, html, tmp_path)
    assert tab.evaluate("window.owned") == 1
    tab.close()


def readable() -> dict[str, str]:
    """Pages of every kind that there is."""
    source = b"import math\n\n\ndef climb(x):\n    return math.sqrt(x)\n"
    where = (Where("peaks.py", 5, "climb"),)
    error = StudentError("ValueError", "math domain error", where)
    said = {"says": "Not twice.", "called": "climb", "returned": "a tuple of 3"}
    checks = [
        check(outcome, f"check {number} of climb", error=error, **said)
        if outcome in (Outcome.RAISED, Outcome.NOT_ATTEMPTED)
        else check(outcome, f"check {number} of climb", diagnosis="A minus is lost.", **said)
        for number, outcome in enumerate(Outcome)
    ]
    files = {"peaks.py": source}
    broken = [check(Outcome.RAISED, f"check {n}", error=error) for n in range(3)]
    open_score = {"state": State.UNDETERMINED, "earned": None}
    hostile, hostile_files = everywhere(HOSTILE[1])
    return {
        "everything": page(result(*checks, notes=("A note.",)), files, every_kind()),
        "undetermined": page(result(*checks, **open_score), files, [Absent("plot", "Because.")]),
        "one trouble": page(result(*broken), files),
        "all passed": page(result(check(Outcome.PASSED), check(Outcome.PASSED)), {}),
        "hostile": page(hostile, hostile_files, every_kind(HOSTILE[1])),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", list(readable()))
def test_everybody_can_read_it(
    browser: Any, tmp_path: Path, name: str, width: str, scheme: str
) -> None:
    """WCAG 2.2 AA and the good practice that axe-core knows, with every box opened."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    size = {"width": WIDTHS[width], "height": 800}
    tab = shown(browser, readable()[name], tmp_path, viewport=size, color_scheme=scheme)
    for box in tab.query_selector_all("summary"):
        box.click()
    found = axe.run(tab, options={"runOnly": LEVELS})
    assert found.violations_count == 0, found.generate_report()
    assert len(found.response["passes"]) > 10
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert tab.evaluate(overflow) <= 0, "wider than the window"
    tab.close()


def test_what_can_be_opened_or_scrolled_is_reached_by_the_keyboard(
    browser: Any, tmp_path: Path
) -> None:
    tab = shown(browser, readable()["everything"], tmp_path)
    wanted = tab.evaluate("document.querySelectorAll('summary').length")
    assert wanted >= 1
    reached = set()
    for _ in range(40):
        tab.keyboard.press("Tab")
        reached.add(
            tab.evaluate("document.activeElement.tagName + document.activeElement.className")
        )
        if tab.evaluate("document.activeElement.matches('details:not([open]) > summary')"):
            tab.keyboard.press("Enter")
    assert "SUMMARY" in reached and "PREsource" in reached
    assert tab.evaluate("document.querySelectorAll('details[open]').length") >= 1
    tab.close()


def test_dots_that_lie_close_do_not_hide_each_other(browser: Any, tmp_path: Path) -> None:
    """They are one path: an outline that is drawn after all of them would cover them all."""
    tab = shown(browser, readable()["everything"], tmp_path)
    dots = tab.eval_on_selector_all(
        ".plot .dots",
        "all => all.map(one => getComputedStyle(one)).map(s => [s.paintOrder, s.stroke, s.fill])",
    )
    assert len(dots) >= 3
    for paint_order, stroke, fill in dots:
        assert fill == "none" or (paint_order.startswith("stroke") and stroke != fill)
    tab.close()


def test_dark_and_light_differ_and_print_is_dark_on_white(browser: Any, tmp_path: Path) -> None:
    seen = {}
    for scheme, media in (("light", "screen"), ("dark", "screen"), ("dark", "print")):
        tab = shown(browser, readable()["everything"], tmp_path, color_scheme=scheme)
        tab.emulate_media(media=media, color_scheme=scheme)
        style = "getComputedStyle(document.body)"
        seen[scheme, media] = tab.evaluate(f"[{style}.backgroundColor, {style}.color]")
        tab.close()
    assert seen["light", "screen"] != seen["dark", "screen"]
    assert seen["dark", "print"] == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
