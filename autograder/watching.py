"""Student room: the loop of `watch`: saves and keys come in, checks run, a screen shows.

    saves ─┐             ┌─► a child runs the checks ─► Checked ─┐
    keys ──┴─► queue ─► loop ◄──────────────────────────────────┘
                         └─► screen

Only the loop changes anything. A save while checks run ends these and begins anew; what an older
run still says is not heard. The child for the next run is made ready while the student writes.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder import progress
from autograder.child import Child
from autograder.course import CourseError, Exercise
from autograder.keyboard import keys
from autograder.own_files import fingerprint
from autograder.progress import State
from autograder.saves import saves
from autograder.selfcheck import SelfCheck, begin, finish
from autograder.sentences import say

TICK = 0.5
"""Seconds: on Windows, Ctrl-C is heard only between two waits."""
HINT, NEXT, END, AGAIN = "h", "n", "q", "\n"


@dataclass(frozen=True)
class Saved:
    """Files that changed; none where the system only says that it still looks."""

    paths: frozenset[Path]


@dataclass(frozen=True)
class Key:
    """A key was pressed."""

    key: str


@dataclass(frozen=True)
class Checked:
    """The run of this number has ended."""

    run: int
    result: SelfCheck


@dataclass(frozen=True)
class Broke:
    """Saves are no longer told."""

    why: str


class Screen(Protocol):
    """Where the loop shows what it does."""

    def watching(self, exercise: Exercise, with_keys: bool) -> None:
        """The exercise that is looked at from now on."""

    def checking(self, exercise: Exercise) -> None:
        """Its checks have begun."""

    def checked(self, exercise: Exercise, result: SelfCheck) -> None:
        """They have ended, and not all of them passed."""

    def solved(self, exercise: Exercise, result: SelfCheck) -> None:
        """They all passed."""

    def hint(self, exercise: Exercise) -> None:
        """The student asks for a hint."""

    def done(self, exercises: Sequence[Exercise]) -> None:
        """All of these are solved."""


class Loop:
    """The one that watches `exercises`. A run of checks is stopped after `seconds`."""

    def __init__(
        self, exercises: Sequence[Exercise], seconds: float, screen: Screen, keyboard: bool
    ) -> None:
        self._exercises = exercises
        self._seconds = seconds
        self._screen = screen
        self._keyboard = keyboard
        self._events: queue.Queue[Saved | Key | Checked | Broke] = queue.Queue()
        self._runs = 0
        self._running: tuple[Child, threading.Thread] | None = None
        self._spare: Child | None = None
        self._of: str | None = None  # the files' hash when the last run began
        self._with_keys = False
        remembered = progress.load(exercises[0].course)
        states = {e.slug: progress.standing(e, remembered).state for e in exercises}
        self._open = [e for e in exercises if states[e.slug] is not State.SOLVED]
        self._current = (self._open or exercises)[0]

    def run(self) -> None:
        """Until all is solved, or the student ends it. Raises `CourseError`, KeyboardInterrupt."""
        if not self._open:
            return self._screen.done(self._exercises)
        folders = [exercise.folder for exercise in self._exercises]
        put = self._events.put
        try:
            with (
                saves(folders, lambda paths: put(Saved(paths)), lambda why: put(Broke(why))),
                self._keys() as self._with_keys,
            ):
                self._go_to(self._current)
                while self._open and self._step():
                    pass
        finally:
            self._stop()
            if self._spare is not None:
                self._spare.close()

    def _keys(self) -> AbstractContextManager[bool]:
        return (
            keys(lambda key: self._events.put(Key(key))) if self._keyboard else nullcontext(False)
        )

    def _step(self) -> bool:
        """Handle one event; False at the end."""
        try:
            event = self._events.get(timeout=TICK)
        except queue.Empty:
            return True
        match event:
            case Saved(paths):
                self._saved(paths)
            case Checked(run, result) if run == self._runs:
                self._ended(result)
            case Key(key) if key.lower() == END:
                return False
            case Key(key):
                self._pressed(key.lower())
            case Broke(why):
                raise CourseError(say("watch.deaf", why=why))
        return True

    def _saved(self, paths: frozenset[Path]) -> None:
        """Editors save twice, or touch what they leave as it is: only another content counts."""
        folders = {path.parent.name for path in paths}
        elsewhere = [e for e in self._open if e.slug in folders and e != self._current]
        if elsewhere and self._current.slug not in folders:
            return self._go_to(elsewhere[0])
        of = fingerprint(self._current)
        if of is not None and of != self._of:
            self._check()

    def _pressed(self, key: str) -> None:
        if key == HINT:
            self._screen.hint(self._current)
        elif key == NEXT:
            self._go_to(self._after(self._current))
        elif key == AGAIN:
            self._check()

    def _go_to(self, exercise: Exercise) -> None:
        self._current = exercise
        self._screen.watching(exercise, self._with_keys)
        self._check()

    def _after(self, exercise: Exercise) -> Exercise:
        """The next one that is not solved; the first one after the last."""
        later = [e for e in self._open if e.slug > exercise.slug]
        return (later or self._open)[0]

    def _check(self) -> None:
        self._stop()
        self._runs += 1
        self._of = fingerprint(self._current)
        child, self._spare = self._spare or Child(), None
        self._screen.checking(self._current)
        begin(child, self._current)
        thread = threading.Thread(target=self._wait, args=(self._runs, child, self._current))
        self._running = child, thread
        thread.start()

    def _wait(self, run: int, child: Child, exercise: Exercise) -> None:
        """In a thread of its own, which closes the child, however it ended."""
        with child:
            result = finish(child, exercise, self._seconds)
        self._events.put(Checked(run, result))

    def _ended(self, result: SelfCheck) -> None:
        self._stop()
        self._spare = Child(warm=True)
        exercise = self._current
        if fingerprint(exercise) not in (self._of, None):
            return self._check()  # saved meanwhile: nobody knows which of the two was checked
        progress.remember(exercise, self._of, result)
        if not result.passed:
            return self._screen.checked(exercise, result)
        self._screen.solved(exercise, result)
        following = self._after(exercise)
        self._open = [e for e in self._open if e != exercise]
        if self._open:
            self._go_to(following)
        else:
            self._screen.done(self._exercises)

    def _stop(self) -> None:
        """End the run that goes on, if one does."""
        if self._running is not None:
            child, thread = self._running
            child.kill()
            thread.join()
            self._running = None
