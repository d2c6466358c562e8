"""Both rooms of people: how Sphinx makes the site out of these pages and the engine's docstrings.

The pages are plain Markdown, to be read where they lie as well. Nothing of the site is fetched from
elsewhere, neither while it is built nor while it is read.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE / "_ext")]

from autograder import __version__  # noqa: E402  (found through the line above)

project = "gradeproof"
author = "The gradeproof maintainers"
project_copyright = "2026, the gradeproof maintainers"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "command_line"]
smartquotes = False  # --option has two hyphens
default_role = "literal"  # docstrings name code in single backticks

myst_heading_anchors = 3
myst_links_external_new_tab = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
napoleon_use_rtype = False
python_use_unqualified_type_names = True

html_theme = "pydata_sphinx_theme"
html_title = "gradeproof"
html_static_path = ["_static"]
html_css_files = ["site.css"]
templates_path = ["_templates"]
html_sidebars = {"**": ["menu.html"]}
html_context = {"default_mode": "auto"}  # as the reader's system has it
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_toc_level": 2,
}


def repository_links(app: Any, page: str, source: list[str]) -> None:
    """A link to a file beside `docs/` works where the pages lie; here its path must do."""
    source[0] = re.sub(r"\[[^]]+\]\(\.\./([^)]+)\)", r"`\1` in the repository", source[0])


def docstring(app: Any, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Docstrings are plain text for people; this says the same in Sphinx's own markup.

    |x| is an absolute value and no substitution, and lines `field: what it holds` are a list.
    """
    listed = False
    for number, line in enumerate(lines):
        starts = re.match(r"[a-z_]+: ", line) and (listed or not lines[number - 1])
        if starts:
            line = f"* {line}"
        elif listed and line.startswith("    "):
            line = f"  {line.lstrip()}"
        listed = bool(starts) or (listed and line.startswith("  "))
        lines[number] = line.replace("|", r"\|")


def empty_headers(app: Any, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """A header cell that says nothing is announced as a header all the same; as a cell it is not.

    Markdown has no tables without headers, and corners are often empty.
    """
    if "body" in context:
        empty = r"<th\b([^>]*)>\s*(?:<p>\s*</p>)?\s*</th>"
        context["body"] = re.sub(empty, r"<td\1></td>", context["body"])


def setup(app: Any) -> None:
    """What Sphinx calls."""
    app.connect("source-read", repository_links)
    app.connect("autodoc-process-docstring", docstring)
    app.connect("html-page-context", empty_headers)
