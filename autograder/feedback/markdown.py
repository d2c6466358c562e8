"""Trusted room: the feedback page as Markdown, for learning platforms that show it.

Renderers differ, so nothing from a student may look like markup to any of them: no raw HTML, no
link, no image, no mention, no heading but ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from autograder.feedback.figures import FigureView
from autograder.feedback.source import Excerpt
from autograder.feedback.view import CheckView, ErrorView, PageView, view
from autograder.figures import Drawn
from autograder.results import Result
from autograder.sentences import say

_SPECIAL = re.compile(r"[\\`*_\[\]<>&!#|~$^{}]")
_LEADING = re.compile(r"^(\d*)([-+=:.)])")
# Bare addresses become links in many renderers, escaped or not; a word joiner is invisible and
# keeps them apart.
_ADDRESS = re.compile(r"(?i)(?<=:)(?=//)|(?<=@)|(?<=www)(?=\.)|(?<=mailto)(?=:)|(?<=xmpp)(?=:)")
_JOINER = "\u2060"


def markdown(result: Result, files: Mapping[str, bytes], figures: Sequence[Drawn] = ()) -> str:
    """The page of one result as Markdown; `files` are the student's own, to quote from."""
    return "\n\n".join(_page(view(result, files, figures))) + "\n"


def escape(text: str) -> str:
    """One line of text in which no renderer finds markup."""
    text = _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
    return _ADDRESS.sub(_JOINER, _LEADING.sub(r"\1\\\2", text))


def span(text: str) -> str:
    """One line of text as code."""
    text = " ".join(text.split()) or " "
    ticks = "`" * (_longest_run(text) + 1)
    return f"{ticks} {text} {ticks}" if "`" in text else f"{ticks}{text}{ticks}"


def fence(text: str, language: str = "text") -> str:
    """Lines of text as a code block, fenced by more backticks than stand in a row within it."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _page(page: PageView) -> Iterator[str]:
    yield f"# {escape(page.title)}"
    yield say("page.for", student=span(page.student))
    score = say("page.open")
    if page.earned:
        score = say("page.score", earned=page.earned, possible=page.possible)
    yield f"**{score}** ({page.tally})" if page.checks else f"**{score}**"
    yield f"> {escape(page.next_step)}"
    if page.trouble:
        yield f"## {say('page.first')}"
        yield f"**{page.trouble.word.says}**"
        yield from _details(page.trouble)
    if page.checks:
        yield f"## {say('page.checked')}"
    for check in page.checks:
        yield f"### {check.word.sign} {escape(check.title)}"
        points = f" ({check.points})" if check.points else ""
        yield f"**{check.word.says}**{points}"
        yield from _details(check)
    if page.figures:
        yield f"## {say('page.does')}"
    for figure in page.figures:
        yield from _figure(figure)
    if page.notes:
        yield f"## {say('page.notes')}"
        yield "\n".join(f"* {escape(note)}" for note in page.notes)
    yield f"## {say('page.about')}"
    yield "\n".join(f"* {name}: {escape(value)}" for name, value in page.facts)


def _details(check: CheckView) -> Iterator[str]:
    if check.says:
        yield escape(check.says)
    if check.called:
        called, value = span(check.called), escape(check.returned)
        if value:
            yield say("page.called_back", call=called, value=value)
        else:
            yield say("page.called", call=called)
    if check.error:
        yield from _error(check.error)
    if check.own:
        function, file = span(check.own.function), span(check.own.file)
        yield f"{say('page.own', function=function, line=check.own.line, file=file)}:"
        yield _code(check.own)
    if check.diagnosis:
        yield f"**{say('page.behind')}:** {escape(check.diagnosis)}"


def _error(error: ErrorView) -> Iterator[str]:
    yield fence(f"{error.type}: {error.message}" if error.message else error.type)
    for number, place in enumerate(error.places):
        at = _at(place)
        yield say("page.called_from", place=at) if number else say("page.stopped", place=at)
        if place.lines:
            yield _code(place)


def _code(place: Excerpt) -> str:
    lines = [f"{'>' if line.here else ' '}{line.number:4d}  {line.text}" for line in place.lines]
    more = []
    if place.left_out:
        more.append(f"       … {say('page.more_lines', number=place.left_out)}")
    return fence("\n".join(lines + more), "python")


def _figure(figure: FigureView) -> Iterator[str]:
    """A figure in words; a table as a table."""
    yield f"### {escape(figure.title)}"
    if figure.absent:
        yield say("page.no_plot", why=escape(figure.absent))
        return
    if figure.says:
        yield escape(figure.says)
    if figure.table:
        table = figure.table
        yield say("page.table", rows=escape(table.rows), columns=escape(table.columns))
        names = [escape(name) for name in table.names]
        body = [
            f"| **{name}** | {' | '.join(str(cell.count or '·') for cell in cells)} |"
            for name, cells in zip(names, table.cells, strict=True)
        ]
        yield "\n".join([f"| | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|", *body])
    yield escape(figure.told)


def _at(place: Excerpt) -> str:
    line, file = place.line, span(place.file)
    if place.function:
        return say("page.in_function", line=line, file=file, function=span(place.function))
    return say("page.in_file", line=line, file=file)
