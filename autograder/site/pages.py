"""Trusted room: the report's pages as HTML that loads nothing. Only our own script may run.

Every value passes through jinja2's escaping. The policy in each page names its style sheet and its
script by their hashes, so that nothing which slipped in could run either.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from autograder.site import addresses
from autograder.site.details import ExercisePage, StudentPage
from autograder.site.overview import Overview
from autograder.site.sides import SimilarityPage
from autograder.site.transcript import Transcript
from autograder.templates import environment

TEMPLATES = Path(__file__).parent / "templates"


def overview_page(view: Overview) -> str:
    """The first page."""
    return _render("overview.html.j2", "", "table.js", view=view)


def exercise_page(view: ExercisePage) -> str:
    """The page of an exercise."""
    return _render("exercise.html.j2", addresses.UP, "", view=view)


def student_page(view: StudentPage) -> str:
    """The page of a student."""
    return _render("student.html.j2", addresses.UP, "", view=view)


def transcript_page(
    student: str, exercise: str, checks: Sequence[tuple[str, str, bool, Transcript]], up: str
) -> str:
    """The transcript of one student's work; `checks`: title, how it ended, passed, lines.

    `up` leads to the report's folder; empty for a page that is in none.
    """
    view = {"student": student, "exercise": exercise, "checks": checks}
    return _render("transcript.html.j2", up, "", view=view)


def similarity_page(view: SimilarityPage) -> str:
    """Pairs of submissions side by side."""
    return _render("similarity.html.j2", "", "", view=view)


def _render(template: str, up: str, script: str, **values: Any) -> str:
    style, code = _asset("site.css"), _asset(script) if script else Markup("")
    policy = f"default-src 'none'; style-src {_hash(style)}"
    if code:
        policy += f"; script-src {_hash(code)}"
    return (
        environment(TEMPLATES)
        .get_template(template)
        .render(policy=policy, style=style, script=code, up=up, home=addresses.INDEX, **values)
    )


@cache
def _asset(name: str) -> Markup:
    """A file of ours, as it stands."""
    return Markup((TEMPLATES / name).read_text("utf-8"))


@cache
def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
