"""Trusted room: the hidden checks of one exercise, collected by pytest, as a plugin of it.

One warm pytest session serves many submissions: `with_checks` collects `hidden_checks.py` once
and hands a `Judge` to the work that needs it. Nothing of pytest's own failure text is used: how
a check ended is read from the exception's type and from the session (`autograder.trial`).
"""

from __future__ import annotations

import ast
import contextlib
import ctypes
import gc
import io
import os
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from autograder.candidates import Candidate, InProcess, Reference, Source
from autograder.checks import Terms
from autograder.course import CourseError, Exercise, require_solution
from autograder.proxy import Probes, Submission
from autograder.rounds import Round
from autograder.trial import Judgement, Trial, settle

Result = TypeVar("Result")
LARGE_TAPES = 16 << 20
GROWTH = 32 << 20
"""Bytes of tapes, and by which this process grew since the last collection: worth another one."""

# Everything of pytest that could read the user's configuration, write files, or print.
_ISOLATED = (
    *("-c", os.devnull, "--noconftest", "--import-mode=importlib", "--assert=plain", "-s"),
    *("-o", "python_files=hidden_checks.py", "-o", "python_functions=check_*"),
    *(
        part
        for plugin in (
            *("cacheprovider", "terminal", "logging", "junitxml", "pastebin", "doctest"),
            *("unittest", "tmpdir", "debugging", "setuponly", "setupplan", "stepwise"),
            *("warnings", "faulthandler", "unraisableexception", "threadexception"),
        )
        for part in ("-p", f"no:{plugin}")
    ),
)


class Judge:
    """The hidden checks of one exercise, ready to hear candidates. Itself the pytest plugin."""

    def __init__(self, exercise: Exercise) -> None:
        require_solution(exercise)
        refuse_assert(exercise.hidden_checks)
        self.exercise = exercise
        self.judgements: dict[str, Judgement] = {}
        source = Source.of(exercise.reference, exercise.module)
        self._reference = InProcess(source)  # in the student's place
        self._beside = Reference(source)
        self._references: dict[tuple[Round, str], Judgement] = {}
        self._items: dict[str, pytest.Function] = {}
        self._candidate: Candidate = self._reference
        self._asked = Round("", b"")
        self._trial: Trial | None = None
        self._resident = _resident()

    @property
    def checks(self) -> tuple[str, ...]:
        """Names of the checks, in the order of the file."""
        return tuple(self._items)

    def terms(self, check: str) -> Terms:
        """What a check is worth and on which it stands."""
        return _terms(self._items[check])

    def title(self, check: str) -> str:
        """The line that the student reads."""
        return (self._items[check].function.__doc__ or "").strip().split("\n")[0]

    def hear(
        self, candidate: Candidate, asked: Round, only: Collection[str] | None = None
    ) -> tuple[Judgement, ...]:
        """Run every hidden check, or `only` these, on one candidate. Does not close it."""
        return tuple(
            self.settled(self._run(check, candidate, asked), asked)
            for check in self.checks
            if only is None or check in only
        )

    def settled(self, judgement: Judgement, asked: Round) -> Judgement:
        """The judgement, after it is decided whose fault an open end is."""
        return settle(judgement, lambda: self.reference(asked, judgement.check))

    def reference(self, asked: Round, check: str) -> Judgement:
        """How the reference does in the student's place; run once a round."""
        if (asked, check) not in self._references:
            self._references[asked, check] = self._run(check, self._reference, asked)
        return self._references[asked, check]

    def forget(self) -> None:
        """Let go of the last candidate, and give its memory back.

        pytest keeps the last exception, and exceptions tie sessions and their tapes into cycles;
        bytes alone start no collection.
        """
        size = sum(len(entry.frame) for j in self.judgements.values() for entry in j.tape)
        self.judgements.clear()
        self._trial = None
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            vars(sys).pop(name, None)
        if size > LARGE_TAPES or _resident() > self._resident + GROWTH:
            gc.collect()
            with contextlib.suppress(AttributeError, OSError):  # glibc alone has it
                ctypes.CDLL(None).malloc_trim(0)
            self._resident = _resident()

    def forget_rounds(self) -> None:
        """Let go of what the reference answered in the rounds up to here."""
        self._references.clear()
        self._beside.forget()
        self.forget()

    def listen(self, candidate: Candidate, asked: Round) -> None:
        """Whom the next checks hear, for a pytest that runs the items itself."""
        self._candidate, self._asked = candidate, asked

    def _run(self, check: str, candidate: Candidate, asked: Round) -> Judgement:
        self.listen(candidate, asked)
        item = self._items[check]
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return self.judgements[check]

    @pytest.fixture
    def submission(self) -> Submission:
        return self._now.submission()

    @pytest.fixture
    def inside(self) -> Probes:
        return Probes(self._now.session())

    @pytest.fixture(name="reference")
    def _reference_fixture(self) -> Submission:
        return self._now.reference()

    @pytest.fixture
    def ref_inside(self) -> Probes:
        return Probes(self._now.reference_session())

    @pytest.fixture
    def rng(self) -> Callable[[str], np.random.Generator]:
        trial = self._now
        return lambda stream: trial.asked.generator(trial.exercise.slug, trial.check, stream)

    @pytest.fixture
    def data(self) -> Callable[[str], Any]:
        return self._now.data

    @property
    def _now(self) -> Trial:
        if self._trial is None:
            raise RuntimeError("a check runs outside of a trial")
        return self._trial

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if not isinstance(item, pytest.Function) or not (item.function.__doc__ or "").strip():
                raise pytest.UsageError(f"{item.name} has no docstring, the line for the student")
            for need in _terms(item).needs:
                if need not in self._items:
                    raise pytest.UsageError(f"{item.name} needs {need}, no check before it")
            self._items[item.name] = item

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Function) -> None:
        self._trial = Trial(
            self.exercise, item.name, _terms(item), self._asked, self._candidate, self._beside
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        # In the place of pytest's own, which would render the student's exception: slowly, and
        # with whatever that exception does when it is looked at.
        if call.when == "call" or (call.when == "setup" and call.excinfo):
            error = call.excinfo.value if call.excinfo else None
            self.judgements[item.name] = self._now.judgement(error, in_check=call.when == "call")
        when = call.when
        assert when != "collect", "items are collected before they run"
        return pytest.TestReport(
            item.nodeid, item.location, {}, "failed" if call.excinfo else "passed", None, when
        )


def with_checks(exercise: Exercise, work: Callable[[Judge], Result]) -> Result:
    """Collect the hidden checks of `exercise` in a warm pytest session and do `work` with them.

    Raises `CourseError` if they cannot be collected, and whatever `work` raises.
    """
    judge = Judge(exercise)
    loop = _Loop(lambda: work(judge))
    said = io.StringIO()
    before = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    before["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        with contextlib.redirect_stderr(said):
            args = [*_ISOLATED, f"--rootdir={exercise.course}", str(exercise.hidden_checks)]
            pytest.main(args, plugins=[judge, loop])
    finally:
        _forget(exercise.hidden_checks)
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
    if loop.error is not None:
        raise loop.error
    if not loop.ran:
        raise CourseError(
            f"{exercise.hidden_checks} cannot be collected: "
            f"{loop.trouble or said.getvalue().strip()[-300:] or 'no check was found'}"
        )
    result: Result = loop.result
    return result


class _Loop:
    """Puts the caller's work in the place of pytest's own loop over the items."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self.ran = False
        self.result: Any = None
        self.error: BaseException | None = None
        self.trouble = ""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.trouble = str(report.longrepr).strip()[-500:]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.testsfailed or not session.items:
            return None
        self.ran = True
        try:
            self.result = self._work()
        except BaseException as error:  # raised again outside of pytest, which would print it
            self.error = error
        return True


def _forget(path: Path) -> None:
    """Drop the imported checks: another course may have checks of the same name."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == str(path):
            del sys.modules[name]


def refuse_assert(path: Path) -> None:
    """Raise `CourseError` if hidden checks use `assert`: pytest would print expected values."""
    try:
        tree = ast.parse(path.read_bytes(), str(path))
    except SyntaxError as error:
        raise CourseError(f"{path} line {error.lineno} is no Python: {error.msg}") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            raise CourseError(f"{path} line {node.lineno} uses assert: use expect() or same().")


def _terms(item: pytest.Function) -> Terms:
    terms = getattr(item.function, "terms", None)
    if not isinstance(terms, Terms):
        raise pytest.UsageError(f"{item.name} has no @points")
    return terms


def _resident() -> int:
    """Bytes of memory that this process holds; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
