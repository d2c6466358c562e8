"""Student room: what `watch` shows: a screen on a terminal, lines elsewhere, or JSON."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from autograder.cli.student import Bar, here, hint_line, next_hint, no_hint
from autograder.course import Exercise
from autograder.outcomes import Outcome
from autograder.own_files import graded_file
from autograder.progress import Known, load
from autograder.selfcheck import PublicCheck, SelfCheck, first_open, word
from autograder.sentences import say
from autograder.visible import clean, line, sentence
from autograder.watching import Loop

PRINTED_LINES = 12
"""Of what the student's code printed, and of what a child printed that broke."""


def watch(root: Path | None, names: Sequence[str], seconds: float, as_json: bool) -> None:
    """Check on every save until all is solved or the student ends it."""
    exercises = here(root).select(names)
    console = Console(highlight=False, markup=False)
    screen = JsonLines() if as_json else (Screen if console.is_terminal else Lines)(console)
    signal.signal(signal.SIGTERM, _end)  # or the terminal would stay without echo
    with contextlib.suppress(KeyboardInterrupt):
        Loop(exercises, seconds, screen, console.is_terminal and not as_json).run()


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class Lines:
    """Plain lines, one after the other."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def watching(self, exercise: Exercise, with_keys: bool) -> None:
        says = say("watch.watching", exercise=_name(exercise), file=_file(exercise))
        self._console.print(says, soft_wrap=True)

    def checking(self, exercise: Exercise) -> None:
        return None

    def checked(self, exercise: Exercise, result: SelfCheck) -> None:
        says = say("watch.exercise_count", exercise=_name(exercise), count=_count(result))
        self._console.print(says, soft_wrap=True)
        for text in _told(result):
            self._console.print(Padding.indent(text, 2), soft_wrap=True)

    def solved(self, exercise: Exercise, result: SelfCheck) -> None:
        self._console.print(_solved(exercise), soft_wrap=True)

    def hint(self, exercise: Exercise) -> None:
        return None

    def done(self, exercises: Sequence[Exercise]) -> None:
        self._console.print(_done(exercises), soft_wrap=True)


class Screen:
    """A screen that is cleared whenever there is something new."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._news = ""  # what was solved just now
        self._hint = ""
        self._with_keys = False

    def watching(self, exercise: Exercise, with_keys: bool) -> None:
        self._with_keys, self._hint = with_keys, ""
        self._head(exercise, None)
        self._console.print(_file(exercise), style="dim", soft_wrap=True)

    def checking(self, exercise: Exercise) -> None:
        self._console.print(say("watch.checking"), style="dim")

    def checked(self, exercise: Exercise, result: SelfCheck) -> None:
        self._head(exercise, result)
        self._news = ""
        for text in _told(result):
            self._console.print(Padding(text, (0, 2)))
        self._console.print()
        if self._hint:
            self._console.print(Text(self._hint, "cyan"))
            self._console.print()
        self._console.print(_file(exercise), style="dim", soft_wrap=True)
        if self._with_keys:
            self._console.print(say("watch.keys"), style="dim")

    def solved(self, exercise: Exercise, result: SelfCheck) -> None:
        self._news = _solved(exercise)

    def hint(self, exercise: Exercise) -> None:
        known = load(exercise.course).get(exercise.slug, Known())
        hints = next_hint(exercise)
        self._hint = hint_line(exercise, known.hints + 1, hints[0]) if hints else no_hint(exercise)
        self._console.print(Text(self._hint, "cyan"))

    def done(self, exercises: Sequence[Exercise]) -> None:
        self._console.clear()
        self._console.print(Text(_done(exercises), "green"))

    def _head(self, exercise: Exercise, result: SelfCheck | None) -> None:
        self._console.clear()
        if self._news:
            self._console.print(Text(self._news, "green"))
            self._console.print()
        self._console.print(Rule(Text(_name(exercise), "bold"), align="left"))
        if result is not None:
            passed = _passed(result)
            grid = Table.grid(padding=(0, 2))
            grid.add_row(Bar(passed, len(result.checks)), _count(result))
            self._console.print(grid)
        self._console.print()


class JsonLines:
    """A line of JSON for every run, for editors and other programs."""

    def watching(self, exercise: Exercise, with_keys: bool) -> None:
        return None

    def checking(self, exercise: Exercise) -> None:
        return None

    def checked(self, exercise: Exercise, result: SelfCheck) -> None:
        record = dataclasses.asdict(result) | {"passed": result.passed}
        print(json.dumps(record), flush=True)

    def solved(self, exercise: Exercise, result: SelfCheck) -> None:
        self.checked(exercise, result)

    def hint(self, exercise: Exercise) -> None:
        return None

    def done(self, exercises: Sequence[Exercise]) -> None:
        return None


def _told(result: SelfCheck) -> Iterator[Text]:
    """The one check to work on: what was called, what came back, what that means."""
    item = first_open(result)
    if item is None:
        yield Text(result.trouble or say("watch.nothing_ran"))
        yield from _tail(result.output)
        return
    yield Text.assemble((line(item.title), "bold"), "  ", (word(item.outcome), "yellow"))
    yield from _details(item)


def _details(item: PublicCheck) -> Iterator[Text]:
    yield Text()
    if item.called:
        yield Text(say("ending.called", call=line(item.called)))
    if item.returned:
        yield Text(say("ending.came_back", value=line(item.returned)))
    if item.outcome is Outcome.RAISED:
        yield Text(clean(item.error, 4000).rstrip())
    else:
        yield Text(sentence(item.says))
    if item.printed:
        yield Text()
        yield Text(say("watch.printed"), "dim")
        yield from _tail(item.printed)


def _tail(output: str) -> Iterator[Text]:
    lines = clean(output, 4000).rstrip().split("\n")
    yield from (Text(f"  {text}", "dim") for text in lines[-PRINTED_LINES:])


def _name(exercise: Exercise) -> str:
    return f"{exercise.number} {line(exercise.title)}"


def _file(exercise: Exercise) -> str:
    path = graded_file(exercise)
    return line(str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path))


def _passed(result: SelfCheck) -> int:
    return sum(item.outcome is Outcome.PASSED for item in result.checks)


def _count(result: SelfCheck) -> str:
    return say("watch.count", passed=_passed(result), total=len(result.checks))


def _solved(exercise: Exercise) -> str:
    return say("watch.solved", exercise=_name(exercise), number=exercise.number)


def _done(exercises: Sequence[Exercise]) -> str:
    numbers = " ".join(exercise.number for exercise in exercises)
    done = say("watch.done", not_the_mark=say("status.not_the_mark"))
    return f"{done}\n{say('watch.hand_in', numbers=numbers)}"
