"""Instructor room: what must not be found in what a grading run has written. Pure functions."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import numpy as np

from autograder.feedback import markdown, page
from autograder.feedback.records import record
from autograder.results import Result, Submission
from autograder.session import Tape
from autograder.wire import Malformed, unpack

CANARY = "gradeproof-" + "canary"
DIGITS = 9
"""Significant digits in which a number of the grader's is recognised in a text."""
_ACTIVE = {"script", "iframe", "img", "object", "embed", "form", "svg", "base", "link", "video"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_FORMULA = tuple("=+-@\t\r")
_MARKDOWN = re.compile(r"(?<!\\)\]\([^)]*")


def shown(result: Result, submission: Submission) -> str:
    """Everything that the student reads, as one text."""
    files = submission.files
    return page(result, files) + markdown(result, files)


def standing(result: Result, submission: Submission) -> bytes:
    """A result, timings and name apart, as bytes: equal for equal results."""
    plain = replace(result, student="honest", seconds=0.0)
    return (json.dumps(record(plain), sort_keys=True) + shown(plain, submission)).encode()


def secrets_in(text: str, words: tuple[str, ...], numbers: frozenset[str]) -> str:
    """What of the grader's own `text` gives away; empty if nothing."""
    for word in (*words, CANARY):
        if word in text:
            return "a secret" if word != CANARY else "a file of the course"
    found = {_rounded(float(word)) for word in re.findall(r"-?\d+\.\d{8,}(?:e-?\d+)?", text)}
    return "an expected value" if found & numbers else ""


def expected(tape: Tape) -> frozenset[str]:
    """Numbers that the reference answered with, as recognised in a text."""
    values: list[float] = []
    for entry in tape:
        if entry.way == "reply":
            try:
                values += _floats(unpack(entry.frame, lambda ref: None))
            except Malformed:
                continue
    return frozenset(_rounded(value) for value in values if value * 2**20 % 1)


def injected(text: str, mark: str) -> str:
    """What hostile text has become in HTML or Markdown; empty if nothing."""
    html, _, plain = text.partition("</html>")
    parser = _Tags(mark)
    parser.feed(html)
    if parser.found:
        return f"HTML: {parser.found}"
    if any(mark in link for link in _MARKDOWN.findall(_outside_code(plain))):
        return "a Markdown link"
    if _CONTROL.search(html.replace("\t", "")) or _CONTROL.search(plain.replace("\t", "")):
        return "control characters"
    return ""


def in_terminal(text: str) -> str:
    """What a line for the terminal must not hold."""
    return "control characters in the terminal" if _CONTROL.search(text) or "\n" in text else ""


def formulas(table: str) -> str:
    """A cell of the CSV text that a spreadsheet would compute; empty if there is none."""
    for row in csv.reader(io.StringIO(table)):
        for cell in row:
            if cell.startswith(_FORMULA) and not re.fullmatch(r"-?\d+", cell):
                return f"a formula: {cell[:40]!r}"
    return ""


def _outside_code(text: str) -> str:
    """Markdown without its fenced blocks and code spans, in which nothing is active."""
    lines, fence = [], ""
    for line in text.splitlines():
        ticks = line[: len(line) - len(line.lstrip("`"))]
        if not fence and len(ticks) >= 3:
            fence = ticks
        elif fence and line.strip() == fence:
            fence = ""
        elif not fence:
            lines.append(re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", line))
    return "\n".join(lines)


class _Tags(HTMLParser):
    """Finds elements and attributes that only hostile text can have brought."""

    def __init__(self, mark: str) -> None:
        super().__init__(convert_charrefs=True)
        self._mark = mark
        self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        values = " ".join(value or "" for _, value in attrs)
        if tag in _ACTIVE or self._mark in tag or any(name.startswith("on") for name in names):
            self.found = self.found or f"<{tag}>"
        elif self._mark in values or any(self._mark in name for name in names):
            self.found = self.found or f"an attribute of <{tag}>"


def _floats(value: Any) -> Iterator[float]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _floats(item)
    elif isinstance(value, float):
        yield value
    elif isinstance(value, np.ndarray) or type(value).__module__ == "torch":
        array = np.asarray(value, dtype=object).ravel()[:1000]
        yield from (float(item) for item in array if isinstance(item, float | np.floating))


def _rounded(value: float) -> str:
    return f"{value:.{DIGITS}g}"
