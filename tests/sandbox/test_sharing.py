"""One warm process for several workers: each has its own jails, and each one's end is its own."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.sandbox import Limits, SandboxError, line
from autograder.sandbox.opening import plan_for
from autograder.sandbox.sharing import Lent, Shared
from autograder.sandbox.spare import spare_uid
from autograder.sandbox.view import view
from autograder.sandbox.warm import WarmSandbox

from .asking import OBEY, ask, until_dead


@contextmanager
def shared(entry: str = str(OBEY), preload: tuple[str, ...] = ()) -> Iterator[Shared]:
    from dataclasses import replace

    plan = plan_for("A", view(shown=[OBEY]), entry, preload)
    spare = spare_uid() if os.geteuid() == 0 else None
    plan = replace(plan, spare=spare.uid if spare else None)
    one = Shared(plan, spare.close if spare else None)
    try:
        yield one
    finally:
        one.close()


def borrowed(one: Shared) -> WarmSandbox:
    """A sandbox as a worker opens it: with a copy of the socket."""
    return Lent(one.lent.plan, one.lent.hub.dup()).open()


def zygote(one: Shared) -> int:
    return one._started.result()[0].pid


@pytest.fixture
def one() -> Iterator[Shared]:
    with shared() as made:
        try:
            made._started.result()
        except SandboxError as error:
            pytest.skip(f"level A cannot be had here: {error}")
        yield made


def test_two_workers_have_jails_of_one_process(one: Shared) -> None:
    with borrowed(one) as first, borrowed(one) as second:
        jails = [first.start(Limits()), second.start(Limits()), first.start(Limits())]
        assert [ask(jail, f"result = {n}") for n, jail in enumerate(jails)] == [0, 1, 2]
        ends = [jail.finish() for jail in jails]
    assert [end.cause for end in ends] == ["killed"] * 3


def test_a_worker_may_come_before_the_process_is_warm() -> None:
    with shared(preload=("numpy",)) as one, borrowed(one) as box:
        jail = box.start(Limits())
        assert ask(jail, "result = 1") == 1
        jail.finish()


def test_a_worker_that_leaves_takes_nobody_along(one: Shared) -> None:
    with borrowed(one) as stays:
        with borrowed(one) as leaves:
            leaves.start(Limits())
        jail = stays.start(Limits())
        assert ask(jail, "result = 1") == 1
        jail.finish()


def test_the_jails_of_a_killed_worker_end(one: Shared) -> None:
    box = borrowed(one)
    jail = box.start(Limits())
    assert ask(jail, "result = 1") == 1
    # What the kernel does to the sockets of a killed process:
    assert box._line is not None
    box._line._control.shutdown(socket.SHUT_RDWR)
    until_dead(jail)
    with borrowed(one) as other:
        other.start(Limits()).finish()
    with pytest.raises(SandboxError):
        jail.finish()
    box.close()


def test_without_the_shared_process_a_worker_has_its_own(one: Shared) -> None:
    with borrowed(one) as box:
        os.kill(zygote(one), signal.SIGKILL)
        one._started.result()[0].wait()
        jail = box.start(Limits())
        assert ask(jail, "result = 1") == 1
        jail.finish()


def test_a_process_that_never_gets_warm_costs_no_worker_its_jail() -> None:
    with shared(preload=("no_such_module",)) as one:
        with pytest.raises(SandboxError, match="no_such_module"):
            one._started.result()
        with borrowed(one) as box, pytest.raises(SandboxError, match="no_such_module"):
            box.start(Limits())  # its own one cannot be had either, and says why


def test_nothing_is_left_of_it() -> None:
    before = len(os.listdir("/proc/self/fd"))
    with shared() as one:
        with borrowed(one) as box:
            box.start(Limits()).finish()
        pid = zygote(one)
    assert not os.path.exists(f"/proc/{pid}")
    assert len(os.listdir("/proc/self/fd")) == before


def test_an_unanswered_order_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "ZYGOTE_SECONDS", 0.05)
    monkeypatch.setattr(line, "JAIL_SECONDS", 0.05)
    hub, silent = line.pair()
    with silent:
        lent = line.Line.lent(hub)
        with pytest.raises(SandboxError, match="does not answer"):
            lent.order("{}", [0, 1, 2, 2])
        lent.close()
    hub.close()
