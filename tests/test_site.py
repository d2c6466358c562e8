"""The site of the documentation: built without a warning, without the network, for everybody."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from autograder.cli.app import app
from tests.browser import Look, browser, look, violations

__all__ = ["browser", "look"]  # fixtures
ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a warning is an error, and so is a page that no list of pages names."""
    pytest.importorskip("sphinx")
    folder = tmp_path_factory.mktemp("site")
    options = ["-q", "-W", "--keep-going", "-b", "html", "-d", str(folder / "trees")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(DOCS), str(folder / "html")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


def test_every_page_is_there(site: Path) -> None:
    assert {p.stem for p in DOCS.glob("*.md")} <= {p.stem for p in site.glob("*.html")}
    menu = (site / "index.html").read_text("utf-8")
    assert all(f'href="{page.stem}.html"' in menu for page in DOCS.glob("[!i]*.md"))


def test_nothing_is_fetched(site: Path) -> None:
    """No style, script, font or picture; a link to elsewhere is for the reader to follow."""
    loads = r'<(?:script|img|link|iframe|source)\b[^>]*?(?:src|href)="([^"]+)"'
    for page in site.glob("*.html"):
        found = re.findall(loads, page.read_text("utf-8"))
        assert found and not [url for url in found if re.match(r"(\w+:)?//", url)], page.name
    for style in site.rglob("*.css"):
        text = style.read_text("utf-8")
        assert not re.search(r"""(@import|url\()\s*["']?(https?:)?//""", text), style.name


def test_pictures_of_both_kinds_of_pages_are_shown_and_told() -> None:
    """Each with words for those who cannot see it; none lies about unused."""
    shown = {}
    for page in DOCS.glob("*.md"):
        for words, name in re.findall(r"!\[([^]]*)\]\(images/([^)]+)\)", page.read_text("utf-8")):
            assert len(words.split()) > 3, name
            shown[name] = page.stem
    assert {path.name for path in (DOCS / "images").iterdir()} == set(shown)
    assert {"feedback", "report"} <= set(shown.values())


def test_every_command_has_its_section(site: Path) -> None:
    page = (site / "commands.html").read_text("utf-8")
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for name, command in commands.items():
        for inner in getattr(command, "commands", {"": command}):
            assert f'id="{" ".join([name, inner]).strip().replace(" ", "-")}"' in page
    text = re.sub(r"<[^>]*>", "", page)
    assert "--course DIR" in text and "--pseudonyms FILE" in text


def test_the_words_of_a_check_are_told(site: Path) -> None:
    page = (site / "reference.html").read_text("utf-8")
    for name in ("checks.same", "checks.points", "inside.probes.vjp", "once.once", "chain.descend"):
        assert f'id="autograder.{name}"' in page
    assert "|got - want| &lt;= atol + rtol |want|" in page


SEEN = [
    *(("index", 1280, scheme) for scheme in ("light", "dark")),
    *(("first-class", 390, scheme) for scheme in ("light", "dark")),
    *(
        (page.stem, (1280, 390)[n % 2], ("light", "dark")[n // 2 % 2])
        for n, page in enumerate(sorted(DOCS.glob("*.md")))
        if page.stem not in ("index", "first-class")
    ),
]
"""Every page at one width and in one scheme; two of them in both, since styles are shared."""


def test_no_header_is_empty(site: Path) -> None:
    for page in site.glob("*.html"):
        assert not re.search(r"<th\b[^>]*>(\s|<p>|</p>)*</th>", page.read_text("utf-8")), page.name
    tables = (site / "results.html").read_text("utf-8")
    assert re.search(r"<th[^>]*><p>measured</p></th>\s*<td[^>]*></td>", tables)


@pytest.mark.parametrize(("name", "width", "scheme"), SEEN)
def test_everybody_can_read_it(site: Path, look: Look, name: str, width: int, scheme: str) -> None:
    page = look(site / f"{name}.html", scheme=scheme, width=width)
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "it scrolls sideways"
    assert violations(page) == []
