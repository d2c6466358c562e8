"""Student room: the pytest plugin of the public checks, loaded by `assignments/pytest.ini`.

Every check talks to a fresh copy of the student's module over the in-process loopback: what crosses
is what crosses in grading, and a breakpoint stops in the student's own file. A failure shows the
check's sentence, what was called and what came back, or the student's own traceback; no engine
frames. Warnings are shown and never fail anything. Pure Python, no sandbox, no reference.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import warnings
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.course import CourseError, Exercise, load_exercise
from autograder.ending import Talk, ending, told
from autograder.outcomes import Outcome, StudentRaised
from autograder.own_files import code, let_quote
from autograder.proxy import Probes, Submission
from autograder.selfcheck import (
    SelfCheck,
    from_record,
    lines,
    next_step,
    to_record,
)
from autograder.sentences import say
from autograder.session import Session

SEED = 1
PRINTED_LENGTH = 2000
_TALK = pytest.StashKey[Talk]()


@pytest.fixture
def _talk(request: pytest.FixtureRequest) -> Iterator[Session]:
    # Imported here, where a warning of torch's own import fails nothing.
    from autograder.loopback import Loopback

    exercise = _exercise(request.path.parent)
    files = code(exercise)
    origin = str(exercise.folder) + os.sep
    let_quote(origin, files)
    session = Session(Loopback())
    request.node.stash[_TALK] = Talk(session, frozenset(origin + name for name in files))
    with _own_modules(files):
        session.load(exercise.module, files, SEED, origin)
        yield session


@pytest.fixture
def submission(_talk: Session) -> Submission:
    """The student's module, executed afresh for this check."""
    return Submission(_talk)


@pytest.fixture
def inside(_talk: Session) -> Probes:
    """The probes that run beside the student's objects."""
    return Probes(_talk)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gradeproof")
    group.addoption("--gradeproof-json", metavar="FILE", help="also write the outcomes to FILE")


def pytest_configure(config: pytest.Config) -> None:
    path = config.option.gradeproof_json
    config.pluginmanager.register(_Record(Path(path) if path else None), "gradeproof-record")
    config.add_cleanup(lambda: warnings.simplefilter("default"))  # objects that die at the end


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    with _warnings_never_fail():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, Any, Any]:
    with _warnings_never_fail():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, Any, Any]:
    return (yield from _let_the_user_stop())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """A verdict of a given function stands even if the student's code caught it."""
    result = yield from _let_the_user_stop()
    if _TALK in item.stash:
        session = item.stash[_TALK].session
        if error := session.fault or session.verdict or session.trouble:
            raise error
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, Any]:
    """Say how the check ended in the student's terms, with none of the engine's frames."""
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, StudentRaised) and error.__cause__:
        # --pdb shall open where the student's code stopped.
        call.excinfo = pytest.ExceptionInfo.from_exception(error.__cause__)
    report = yield
    if call.when != "teardown" and (call.when == "call" or error) and _is_check(item):
        talk = item.stash.get(_TALK, None)
        check = ending(item.name, _title(item), error, talk)
        check = replace(check, printed=report.capstdout[-PRINTED_LENGTH:])
        report.__dict__["gradeproof"] = (str(item.path.parent), to_record([check])[0])
        if report.failed:
            report.longrepr = told(check)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """A stub is "not attempted"; a module that cannot be loaded fails, and is no ERROR."""
    record = getattr(report, "gradeproof", None)
    if record is None or not report.failed:
        return None
    if record[1]["outcome"] == Outcome.NOT_ATTEMPTED:
        unwritten = say("outcome.not_attempted")
        return unwritten, "n", unwritten.upper()
    return "failed", "F", "FAILED"


class _Record:
    """What has been planned, is running and is finished; on disk at any time if asked for."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._planned: list[tuple[str, str]] = []
        self._running: str | None = None
        self._checks: dict[str, list[dict[str, str]]] = {}  # by the exercise's folder

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._planned = [(item.name, _title(item)) for item in session.items if _is_check(item)]
        self._write()

    def pytest_runtest_logstart(self, location: tuple[str, int | None, str]) -> None:
        self._running = location[2]
        self._write()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if record := getattr(report, "gradeproof", None):
            self._checks.setdefault(record[0], []).append(record[1])
            self._running = None
            self._write()

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, config: pytest.Config
    ) -> None:
        """Per exercise: what passed, what to do next, what is hidden."""
        for folder, checks in self._checks.items():
            try:
                exercise = _exercise(Path(folder))
            except CourseError:
                continue  # every check has said so
            result = from_record(exercise, {"checks": checks}, 0.0, 0, "")
            terminalreporter.ensure_newline()
            terminalreporter.section(f"{exercise.number} {exercise.title}")
            for line in _summary(result, partial=_is_partial(config)):
                terminalreporter.write_line(line)

    def _write(self) -> None:
        if self._path is not None:
            checks = [check for checks in self._checks.values() for check in checks]
            record = {"planned": self._planned, "running": self._running, "checks": checks}
            # Replaced as a whole: the reader may kill this process at any time.
            draft = self._path.with_suffix(".draft")
            draft.write_text(json.dumps(record), encoding="utf-8")
            draft.replace(self._path)


def _summary(result: SelfCheck, partial: bool) -> list[str]:
    passed = sum(check.outcome is Outcome.PASSED for check in result.checks)
    count = say("selfcheck.count", passed=passed, total=len(result.checks))
    if result.passed and partial:
        return [*lines(result), "", count, say("selfcheck.next_others")]
    return [*lines(result), "", count, next_step(result)]


def _is_partial(config: pytest.Config) -> bool:
    chosen = (config.option.keyword, config.option.markexpr, config.option.deselect)
    return any(chosen) or any("::" in str(arg) for arg in config.args)


def _title(item: pytest.Item) -> str:
    doc = (getattr(item, "function", None).__doc__ or "").strip()
    return doc.splitlines()[0] if doc else item.name


def _is_check(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and (item.path.parent / "exercise.toml").is_file()


def _exercise(folder: Path) -> Exercise:
    return load_exercise(folder.parent.parent, folder.name)


@contextlib.contextmanager
def _own_modules(files: dict[str, bytes]) -> Iterator[None]:
    """What a check imports from `files` is gone after it: another exercise may use the name."""
    names = [name.removesuffix(".py") for name in files]
    before = {name: sys.modules[name] for name in names if name in sys.modules}
    path = list(sys.path)
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(before)
        sys.path[:] = path
        inside = "autograder.inside.runner"
        sys.meta_path[:] = [f for f in sys.meta_path if type(f).__module__ != inside]


@contextlib.contextmanager
def _warnings_never_fail() -> Iterator[None]:
    """Whatever -W or PYTHONWARNINGS say: a student's warning is shown, never raised."""
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        yield


def _let_the_user_stop() -> Generator[None, Any, Any]:
    """Ctrl-C, and `quit` in a debugger: the loopback answers them like any exception."""
    try:
        return (yield)
    except StudentRaised as error:
        if isinstance(error.__cause__, KeyboardInterrupt | pytest.exit.Exception):
            raise error.__cause__ from None
        raise
