"""Trusted room: where the pages of the class report lie, in its folder, and in links."""

from __future__ import annotations

from urllib.parse import quote

from autograder.feedback.names import safe_name

INDEX = "index.html"
EXERCISES = "exercises"
STUDENTS = "students"
TRANSCRIPTS = "transcripts"
UP = "../"
"""From a page of the first three folders to the folder of the report; twice from a transcript."""


def exercise(slug: str) -> str:
    """The page of an exercise."""
    return f"{EXERCISES}/{safe_name(slug)}.html"


def student(name: str) -> str:
    """The page of a student."""
    return f"{STUDENTS}/{safe_name(name)}.html"


def transcript(name: str, slug: str) -> str:
    """The transcript of a student's work on an exercise."""
    return f"{TRANSCRIPTS}/{safe_name(name)}/{safe_name(slug)}.html"


def link(path: str, anchor: str = "") -> str:
    """A path as a link; letters of all scripts may stand in names of files, not in links."""
    return quote(path) + (f"#{quote(anchor)}" if anchor else "")
