"""Trusted room: the feedback page as one HTML file that loads nothing and runs nothing.

Every value passes through jinja2's escaping; the templates mark none as safe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.feedback.view import view
from autograder.figures import Drawn
from autograder.results import Result
from autograder.templates import environment

TEMPLATES = Path(__file__).parent / "templates"


def page(result: Result, files: Mapping[str, bytes], figures: Sequence[Drawn] = ()) -> str:
    """The page of one result as HTML; `files` are the student's own, to quote from."""
    return (
        environment(TEMPLATES)
        .get_template("page.html.j2")
        .render(page=view(result, files, figures))
    )
