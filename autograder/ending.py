"""Student room: how a public check ended, in the student's terms. Knows nothing of the sandbox.

The outcomes are those of grading (`autograder.trial`), but here the exception itself is at hand, so
the student's own traceback can be shown: own frames with their source lines, none of the engine's.
"""

from __future__ import annotations

import linecache
import reprlib
import traceback
import types
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from autograder.checks import describe
from autograder.course import CourseError
from autograder.notebooks import cell_place
from autograder.outcomes import Fault, Outcome, ProbeRaised, StudentRaised, Wrong
from autograder.selfcheck import PublicCheck
from autograder.sentences import say
from autograder.session import Session

ERROR_LENGTH = 4000
SHOWN_LENGTH = 160
CALL_LENGTH = 240
SHOWN_NUMBERS = 12


@dataclass(frozen=True)
class Talk:
    """A check's session, and the files of which the student's own frames are."""

    session: Session
    files: frozenset[str]


def ending(name: str, title: str, error: BaseException | None, talk: Talk | None) -> PublicCheck:
    """How the check `name` ended, given the exception that left it.

    The session outranks that exception: a verdict of a given function stands even if the
    student's code caught it. `talk` is None if the module was not even opened.
    """
    trouble = None
    if talk is not None:
        trouble = talk.session.trouble
        error = talk.session.decisive(error)
    outcome, says, traced = Outcome.FAILED, say("ending.other_form"), ""
    if error is None:
        outcome, says = Outcome.PASSED, ""
    elif isinstance(error, Wrong | CourseError):
        says = str(error)
    elif isinstance(error, Fault):
        outcome, says = error.outcome, error.says
    elif isinstance(error, ProbeRaised):
        says = f"{says} ({error.message})"
    elif isinstance(error, StudentRaised) and talk is not None:
        outcome, says, traced = _raised(error, talk.files)
    elif isinstance(error, pytest.skip.Exception):
        outcome, says = Outcome.SKIPPED, str(error)
    elif error is trouble:
        says = say("ending.cannot_take", error=error)
    elif isinstance(error, AssertionError):
        says = str(error) or says
    elif talk is None or not talk.session.called:
        outcome, says = Outcome.GRADER_ERROR, f"{type(error).__name__}: {error}"
    called, returned = "", ""
    if talk is not None and outcome in (Outcome.FAILED, Outcome.RAISED) and talk.session.called:
        called = _call(talk.session)
        # Where a given function judged what it was called with, that is what counts.
        if talk.session.answered and not (talk.session.verdict or talk.session.trouble):
            returned = _came_back(talk.session.returned)
    return PublicCheck(name, title, outcome, says, traced, called, returned)


def told(check: PublicCheck) -> str:
    """A check that did not pass, as the student reads it."""
    if check.outcome is Outcome.NOT_ATTEMPTED:
        return f"{check.title}\n{say('ending.not_attempted', says=check.says)}"
    parts = [check.title, ""]
    if check.called:
        parts.append(say("ending.called", call=check.called))
    if check.outcome is Outcome.RAISED:
        return "\n".join([*parts, say("ending.stopped"), check.error])
    if check.returned:
        parts.append(say("ending.came_back", value=check.returned))
    return "\n".join([*parts, check.says])


def _raised(error: StudentRaised, files: frozenset[str]) -> tuple[Outcome, str, str]:
    """Outcome, sentence and the student's own traceback of what the student's code raised."""
    cause = error.__cause__ or error
    frames = traceback.extract_tb(cause.__traceback__)
    # The innermost frame is the student's own: torch raises NotImplementedError too.
    if isinstance(cause, NotImplementedError) and frames and frames[-1].filename in files:
        return Outcome.NOT_ATTEMPTED, error.message or say("ending.not_written"), ""
    own = [_in_cell(frame) for frame in frames if frame.filename in files]
    says = f"{error.kinds[0]}: {error.message}"
    if own:
        name = Path(own[-1].filename).name
        says = say("ending.at_line", error=says, file=name, line=own[-1].lineno)
    return Outcome.RAISED, says, _own_traceback(cause, files)


def _own_traceback(error: BaseException, files: frozenset[str]) -> str:
    """Python's traceback text, of the frames in `files` alone."""
    told = traceback.TracebackException.from_exception(error)
    chain: list[traceback.TracebackException | None] = [told]
    while chain:
        if (link := chain.pop()) is not None:
            own = [_in_cell(frame) for frame in link.stack if frame.filename in files]
            link.stack = traceback.StackSummary.from_list(own)
            chain += [link.__cause__, link.__context__]
    text = "".join(told.format())
    return text if len(text) <= ERROR_LENGTH else "…" + text[-ERROR_LENGTH:]


def _in_cell(frame: traceback.FrameSummary) -> traceback.FrameSummary:
    """A place in a module that was taken from a notebook, as the place in the notebook's cell."""
    number = frame.lineno or 0
    lines = [text.rstrip("\n") for text in linecache.getlines(frame.filename)]
    cell, line = cell_place(lines, number)
    if not line:
        return frame
    notebook = Path(frame.filename).with_suffix(".ipynb").name
    name = say("cells.file", file=notebook, cell=cell)
    return traceback.FrameSummary(name, line, frame.name, line=frame.line)


def _call(session: Session) -> str:
    """The last call of the student's code with its arguments, where these are short."""
    args, kwargs = session.arguments
    shown = [*map(_argument, args), *(f"{name}={_argument(v)}" for name, v in kwargs.items())]
    text = f"{session.called}({', '.join(shown)})"
    return text if len(text) <= CALL_LENGTH else f"{session.called}(…)"


def _argument(value: object) -> str:
    if isinstance(value, types.FunctionType | types.BuiltinFunctionType):
        return f"<{say('ending.a_function')}>" if value.__name__ == "<lambda>" else value.__name__
    return _content(value) or f"<{describe(value)}>"


def _came_back(value: object) -> str:
    """`value` in words, and its content where that is short."""
    text = describe(value)
    if value is None or isinstance(value, bool):
        return text
    content = _content(value)
    return f"{text}: {content}" if content else text


def _content(value: object) -> str:
    """What `repr` says of data, or nothing where that is long."""
    content = ""
    if isinstance(value, str | bytes | int | dict):
        content = reprlib.repr(value)
    elif _size(value) <= SHOWN_NUMBERS:
        with np.printoptions(precision=6):
            content = " ".join(repr(value).split())
    return content if len(content) <= SHOWN_LENGTH else ""


def _size(value: object) -> float:
    """How many leaves `repr` would print; infinite for an object that stays inside."""
    if isinstance(value, list | tuple):
        return sum(map(_size, value))
    if isinstance(value, np.ndarray):
        return value.size
    if type(value).__module__ == "torch":
        return float(value.numel())  # type: ignore[attr-defined]
    return 1 if isinstance(value, float | np.generic | int | str | None) else np.inf
