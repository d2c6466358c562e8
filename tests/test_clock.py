"""A machine with more to do than cores makes nobody late: real jails on one crowded core."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import autograder.clock
from autograder.outcomes import Fault, Outcome
from autograder.proxy import Submission
from autograder.remote import Remote
from autograder.sandbox import Limits, Sandbox
from autograder.session import Session

CODE = b"""
import hashlib, threading, time

def compute(seconds):
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass
    return seconds

def sleep(seconds):
    time.sleep(seconds)

def crowd():
    data = bytes(10_000_000)
    def work():  # without the interpreter's lock, for which one waits asleep
        while True:
            hashlib.sha256(data)
    for _ in range(20):
        threading.Thread(target=work, daemon=True).start()
    work()
"""


@contextmanager
def one_core(remote: Remote, others: int) -> Iterator[None]:
    """The jail on one core, beside `others` that never rest, each a group of its own."""
    jail = remote._jail
    assert jail is not None
    core = {min(os.sched_getaffinity(0))}
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True)
        for _ in range(others)
    ]
    try:
        for pid in (jail._running.pid, *(one.pid for one in busy)):  # type: ignore[attr-defined]
            os.sched_setaffinity(pid, core)
        yield
    finally:
        for one in busy:
            one.kill()
            one.wait()


@pytest.fixture
def remote(sandbox: Sandbox) -> Iterator[Remote]:
    remote = Remote(sandbox, Limits(cpu_seconds=20))
    yield remote
    remote.close()


def begun(remote: Remote, seconds: float) -> Submission:
    remote.begin(600)
    session = Session(remote)
    session.load("toy", {"toy.py": CODE}, 0)
    remote._clock = autograder.clock.Clock(seconds, remote._jail.waited)  # type: ignore[union-attr]
    return Submission(session)


def test_a_crowded_core_makes_no_right_answer_late(remote: Remote) -> None:
    module = begun(remote, 1.0)
    with one_core(remote, 8):
        assert module.compute(0.5) == 0.5  # about 4.5 seconds on the wall


def test_without_the_seconds_given_back_it_would_be_late(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autograder.clock, "GIVEN_BACK", 0.0)
    module = begun(remote, 1.0)
    with one_core(remote, 8), pytest.raises(Fault) as caught:
        module.compute(0.5)
    assert caught.value.outcome is Outcome.TIMED_OUT


def test_who_sleeps_is_late_on_a_crowded_core_too(remote: Remote) -> None:
    module = begun(remote, 0.5)
    with one_core(remote, 3), pytest.raises(Fault) as caught:
        module.sleep(1e6)
    assert caught.value.outcome is Outcome.TIMED_OUT


def test_who_crowds_its_own_core_is_late_at_last(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autograder.clock, "GIVEN_BACK", 2.0)
    module = begun(remote, 0.3)
    with one_core(remote, 0), pytest.raises(Fault) as caught:
        module.crowd()
    assert caught.value.outcome is Outcome.TIMED_OUT
    assert remote.exits[-1].wall_seconds >= 0.6  # it was granted more, and not without end
