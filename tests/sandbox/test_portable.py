"""The jail of systems that are not Linux, run here as far as it can be: level E."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from autograder.sandbox import Limits, SandboxError
from autograder.sandbox.opening import plan_for
from autograder.sandbox.portable import PortableSandbox, seatbelt
from autograder.sandbox.view import view

from .asking import OBEY, ask, tell, until_dead


@pytest.fixture
def box() -> Iterator[PortableSandbox]:
    """Level E, as on macOS with --isolation none."""
    with PortableSandbox(plan_for("E", view(shown=[OBEY]), str(OBEY), ())) as opened:
        yield opened


def test_it_answers_and_is_killed(box: PortableSandbox) -> None:
    jail = box.start(Limits(output_kb=2))
    assert ask(jail, "print('x' * 10_000); result = 6 * 7") == 42
    ended = jail.finish()
    assert (ended.cause, ended.code) == ("killed", 9)
    assert "bytes left out" in ended.stdout
    assert jail.finish() is ended


def test_its_end_is_told(box: PortableSandbox) -> None:
    jail = box.start(Limits())
    tell(jail, "import os; os._exit(5)")
    until_dead(jail)
    ended = jail.finish()
    assert (ended.cause, ended.code) == ("exited", 5)


def test_its_folder_is_its_own_and_goes_with_it(box: PortableSandbox) -> None:
    jail = box.start(Limits())
    folder = ask(jail, "import os; open('note', 'w').close(); result = os.getcwd()")
    assert os.path.exists(folder)
    jail.finish()
    assert not os.path.exists(folder)


def test_closing_leaves_nothing(box: PortableSandbox) -> None:
    before = len(os.listdir("/dev/fd"))
    box.start(Limits()).finish()
    box.start(Limits())
    box.close()
    assert len(os.listdir("/dev/fd")) == before


def test_a_start_that_fails_is_our_own_failure() -> None:
    plan = plan_for("E", view(shown=[OBEY]), str(OBEY), ("no_such_module",))
    with PortableSandbox(plan) as box, pytest.raises(SandboxError, match="no_such_module"):
        box.start(Limits())


@pytest.mark.skipif(sys.platform == "darwin", reason="this is the answer elsewhere")
def test_level_d_is_macos_only() -> None:
    with pytest.raises(SandboxError, match="macOS"):
        seatbelt(view(), "/tmp")
