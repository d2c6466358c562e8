"""Trusted room: `pytest reference_solutions/NN_slug --submission FILE`, for an instructor.

The same checks, fixtures and outcomes as in a batch; pytest runs the items and prints them.
"""

from __future__ import annotations

import secrets
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from autograder.candidates import Candidate, InJail, InProcess, Source, jail_for
from autograder.course import CourseError, Exercise, load_exercise
from autograder.judge import Judge
from autograder.outcomes import Outcome
from autograder.rounds import Round, course_key
from autograder.sandbox import Sandbox, SandboxError, open_sandbox
from autograder.scoring import score

_JUDGE = pytest.StashKey[Judge]()
_SANDBOX = pytest.StashKey[Sandbox]()
_CANDIDATE = pytest.StashKey[Candidate]()
_ROUND = pytest.StashKey[Round]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gradeproof")
    group.addoption("--submission", type=Path, help="the file to judge; runs in the sandbox")
    group.addoption("--round", default="", help="name of the round (default: a fresh one)")
    group.addoption("--isolation", default="auto", help="auto, A, B, C, or none")
    group.addoption(
        "--loopback",
        action="store_true",
        help="run the file in this process: for the course's own files and a debugger, never "
        "for a student's",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.option.help or config.option.version:
        return
    try:
        exercise = _exercise(config)
        path = config.option.submission or exercise.reference
        source = Source.of(path, exercise.module)
        asked = Round(config.option.round or secrets.token_hex(4), course_key(exercise.course))
        if config.option.loopback:
            candidate: Candidate = InProcess(source)
        else:
            sandbox = open_sandbox(config.option.isolation, hidden=[exercise.course])
            config.stash[_SANDBOX] = sandbox
            candidate = InJail(source, jail_for(exercise, sandbox))
        judge = Judge(exercise)
    except (CourseError, OSError, ValueError, SandboxError) as error:
        raise pytest.UsageError(str(error)) from None
    judge.listen(candidate, asked)
    config.stash[_JUDGE], config.stash[_CANDIDATE] = judge, candidate
    config.stash[_ROUND] = asked
    config.pluginmanager.register(judge, "gradeproof-judge")


def pytest_unconfigure(config: pytest.Config) -> None:
    if _CANDIDATE in config.stash:
        config.stash[_CANDIDATE].close()
    if _SANDBOX in config.stash:
        config.stash[_SANDBOX].close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Show the outcome word and the sentence, never pytest's own text with its values."""
    report = yield
    judgement = item.config.stash[_JUDGE].judgements.get(item.name)
    if report.failed and report.when != "teardown" and judgement is not None:
        report.longrepr = f"{judgement.outcome}: {judgement.says or judgement.cause}"
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The table that a batch would give."""
    judge = config.stash[_JUDGE]
    if len(judge.judgements) < len(judge.checks):
        return
    config.stash[_CANDIDATE].close()
    asked = config.stash[_ROUND]
    settled = [judge.settled(judge.judgements[check], asked) for check in judge.checks]
    result = score(judge, settled)
    terminalreporter.section(f"{judge.exercise.slug}, round {asked.name}")
    for check in result.checks:
        terminalreporter.write_line(
            f"{check.outcome:<13} {check.earned}/{check.possible}  {check.name}: {check.title}"
        )
    undetermined = any(check.outcome is Outcome.GRADER_ERROR for check in result.checks)
    total = "undetermined" if undetermined else str(result.earned)
    terminalreporter.write_line(f"{total} of {result.possible} points")


def _exercise(config: pytest.Config) -> Exercise:
    folders = {_folder(Path(str(arg).split("::")[0])) for arg in config.args}
    folder, *others = sorted(folders)
    if others or not (folder / "hidden_checks.py").is_file():
        raise CourseError("Name one exercise: pytest reference_solutions/NN_slug --submission FILE")
    return load_exercise(folder.parent.parent, folder.name)


def _folder(path: Path) -> Path:
    path = path.resolve()
    return path if path.is_dir() else path.parent
