"""Trusted room: jinja2 as every page needs it: what a template does not mark safe is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from autograder.sentences import language, template


@cache
def environment(folder: Path) -> jinja2.Environment:
    """The templates in `folder`. An undefined name raises; lines of blocks leave no trace.

    `say(name, …)` and `language()` are known in all of them.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder, encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.update(say=said, language=language)
    return made


def said(name: str, **values: object) -> Markup:
    """A sentence of the catalog with its fields filled in; all is escaped but what is markup."""
    return Markup(escape(template(name))).format_map(values)
