"""Trusted room: the page that a student reads. Data in, text out; writes no file, runs nothing.

    Result + the student's files ─► view ─► page (HTML) and markdown

All that stems from a student is hostile text: `text` makes it harmless to look at, `page` and
`markdown` keep it from becoming markup.
"""

from __future__ import annotations

from autograder.feedback.markdown import markdown
from autograder.feedback.page import page

__all__ = ["markdown", "page"]
