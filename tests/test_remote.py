"""A runner that lies, dies, drips or floods: a neutral fault of its own check, and a fresh jail."""

from __future__ import annotations

import contextlib
import dataclasses
import math
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import autograder.clock
import autograder.session
from autograder.candidates import InJail, Source
from autograder.course import Exercise
from autograder.inside.main import serve
from autograder.judge import Judge, with_checks
from autograder.outcomes import Fault, Outcome, StudentRaised, Wrong
from autograder.proxy import Handle, Submission
from autograder.remote import Remote
from autograder.rounds import Round
from autograder.sandbox import Limits, SandboxError
from autograder.session import Session
from autograder.trial import Judgement
from autograder.wire import BOUNDS, Kind, Ref
from tests.rogue import ZERO, Runner, Script, ThreadSandbox
from tests.wire.test_malformed import CASES

CRASHED, TIMED_OUT = Outcome.CRASHED, Outcome.TIMED_OUT
ROUND = Round("r", b"k" * 32)
ENOUGH = 30.0  # seconds that no test uses up
LITTLE = 0.05  # seconds that a jail which never answers uses up
THING = Ref("r", 5, ("Thing",))


def honest(runner: Runner) -> None:
    """What a real runner does, in a thread."""
    runner.ready()
    serve(runner.sock)


@contextlib.contextmanager
def remote_to(*scripts: Script, cause: str = "exited") -> Iterator[tuple[Remote, ThreadSandbox]]:
    with ThreadSandbox(*scripts, cause=cause) as sandbox:
        yield Remote(sandbox, Limits(memory_mb=77)), sandbox


def after_ready(act: Script) -> Script:
    def script(runner: Runner) -> None:
        runner.ready()
        act(runner)

    return script


def faulty(
    act: Script, talk: Callable[[Session], Any], seconds: float = ENOUGH, cause: str = "exited"
) -> Fault:
    """The fault in which `talk` ends, and the proof that the jail went with it."""
    with remote_to(after_ready(act), honest, cause=cause) as (remote, sandbox):
        remote.begin(seconds)
        session = Session(remote)
        with pytest.raises(Fault) as caught:
            talk(session)
        assert session.fault is caught.value
        with pytest.raises(Fault):  # nothing can be asked afterwards
            session.ask("call", 1)
        remote.begin(ENOUGH)
        assert sandbox.jails[0].finished
        assert len(sandbox.jails) == 2 and not sandbox.jails[1].finished
        fresh = Session(remote)
        fresh.load("toy", {"toy.py": b"def f(x): return x + 1"}, 0)
        assert Submission(fresh).f(1) == 2
        remote.close()
    assert "hostile" not in caught.value.says
    return caught.value


def ask(session: Session) -> Any:
    return session.ask("len", 1)


# -- the stream ---------------------------------------------------------------------------------


def ahead_of_time(runner: Runner) -> None:
    for _ in range(3):
        runner.send(Kind.REPLY, ZERO, ["ok", 1])
    runner.wait()


def wrong_nonce(runner: Runner) -> None:
    nonce = runner.take().nonce
    runner.send(Kind.REPLY, bytes(reversed(nonce)), ["ok", 1])
    runner.wait()


def old_nonce(runner: Runner) -> None:
    nonce = runner.take().nonce
    runner.send(Kind.REPLY, nonce, ["ok", 1])
    runner.take()
    runner.send(Kind.REPLY, nonce, ["ok", 2])
    runner.wait()


def two_replies(runner: Runner) -> None:
    nonce = runner.take().nonce
    runner.send(Kind.REPLY, nonce, ["ok", 1])
    runner.send(Kind.REPLY, nonce, ["ok", 2])
    runner.wait()


def oversized(runner: Runner) -> None:
    runner.raw(2**32 - 1, Kind.REPLY, runner.take().nonce)
    runner.wait()


def unknown_kind(runner: Runner) -> None:
    runner.raw(0, 99, runner.take().nonce)
    runner.wait()


def of_kind(kind: Kind) -> Script:
    def script(runner: Runner) -> None:
        runner.send(kind, runner.take().nonce, ["ok", 1])
        runner.wait()

    return script


def dies_at_once(runner: Runner) -> None:
    runner.take()


def dies_before_it_is_asked(runner: Runner) -> None:
    return None


def dies_in_the_head(runner: Runner) -> None:
    runner.take()
    runner.sock.sendall(b"\x05\x00")


def dies_in_the_frame(runner: Runner) -> None:
    runner.raw(100, Kind.REPLY, runner.take().nonce, b"only this")


def twice(session: Session) -> None:
    ask(session)
    ask(session)


@pytest.mark.parametrize(
    ("act", "talk"),
    [
        (ahead_of_time, ask),
        (wrong_nonce, ask),
        (old_nonce, twice),
        (two_replies, twice),
        (oversized, ask),
        (unknown_kind, ask),
        (of_kind(Kind.READY), ask),
        (of_kind(Kind.REQUEST), ask),
        (of_kind(Kind.ANSWER), ask),
        (dies_at_once, ask),
        (dies_before_it_is_asked, ask),
        (dies_in_the_head, ask),
        (dies_in_the_frame, ask),
    ],
)
def test_a_stream_that_no_honest_runner_writes(act: Script, talk: Callable[[Session], Any]) -> None:
    assert faulty(act, talk).outcome is CRASHED


def drips(runner: Runner) -> None:
    runner.raw(BOUNDS.frame_bytes, Kind.REPLY, runner.take().nonce)
    while True:
        runner.sock.sendall(b"x")


def never_answers(runner: Runner) -> None:
    runner.take()
    runner.wait()


def never_reads(runner: Runner) -> None:
    runner.wait()


@pytest.mark.parametrize("act", [drips, never_answers])
def test_an_answer_that_never_is_complete_is_late(act: Script) -> None:
    fault = faulty(act, ask, LITTLE)
    assert fault.outcome is TIMED_OUT and "0.05 seconds" in fault.says


def test_a_runner_that_never_reads_is_late() -> None:
    fault = faulty(never_reads, lambda s: s.ask("keep", bytes(20_000_000)), LITTLE)
    assert fault.outcome is TIMED_OUT


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        ("exited", Outcome.CRASHED),
        ("signalled", Outcome.CRASHED),
        ("killed", Outcome.CRASHED),
        ("out_of_memory", Outcome.OUT_OF_MEMORY),
        ("cpu_limit", Outcome.TIMED_OUT),
        ("forbidden", Outcome.FORBIDDEN),
    ],
)
def test_the_kernel_says_what_a_jail_died_of(cause: str, outcome: Outcome) -> None:
    fault = faulty(dies_at_once, ask, cause=cause)
    assert fault.outcome is outcome
    assert ("77 MB" in fault.says) == (outcome is Outcome.OUT_OF_MEMORY)


def replies_too_early(runner: Runner) -> None:
    runner.send(Kind.REPLY, ZERO, ["ok", 1])
    runner.wait()


def garbage_too_early(runner: Runner) -> None:
    runner.sock.sendall(b"Traceback (most recent call last):\n")
    runner.wait()


def dies_too_early(runner: Runner) -> None:
    return None


@pytest.mark.parametrize("script", [replies_too_early, garbage_too_early, dies_too_early])
def test_a_jail_that_never_gets_ready_is_our_own_failure(script: Script) -> None:
    with remote_to(script) as (remote, sandbox):
        with pytest.raises(SandboxError, match="ready"):
            remote.begin(ENOUGH)
        assert sandbox.jails[0].finished


def test_no_jail_at_all_is_our_own_failure() -> None:
    with remote_to() as (remote, _), pytest.raises(SandboxError):
        remote.begin(ENOUGH)


def test_a_jail_that_dies_between_two_checks_costs_the_next_one_nothing() -> None:
    with remote_to(dies_after_one, honest) as (remote, sandbox):
        remote.begin(ENOUGH)
        assert ask(Session(remote)) == 1
        sandbox.jails[0].runner.over.set()
        sandbox.jails[0]._thread.join()
        remote.begin(ENOUGH)
        session = Session(remote)
        session.load("toy", {"toy.py": b"x = 3"}, 0)
        assert Submission(session).x == 3
        assert sandbox.jails[0].finished and len(sandbox.jails) == 2


def dies_after_one(runner: Runner) -> None:
    runner.ready()
    runner.reply(["ok", 1])
    runner.wait()


def test_closing_ends_the_jail_and_can_be_done_twice() -> None:
    with remote_to(honest) as (remote, sandbox):
        remote.begin(ENOUGH)
        remote.close()
        remote.close()
        assert sandbox.jails[0].finished and len(remote.exits) == 1


# -- what a reply says --------------------------------------------------------------------------

NO_REPLY: list[Any] = [
    b"",
    *(None, 1, "ok", math.nan, [], {}, (), ("ok", 1)),
    *(["ok"], ["ok", 1, 2], ["OK", 1], [None, 1], [True, 1], [["ok"], 1], [b"ok", 1]),
    *(["err"], ["err", []], ["err", ["E"], "m"], ["err", [], "m", []], ["err", "E", "m", []]),
    *(["err", [1], "m", []], ["err", ["E"], None, []], ["err", ["E"], "m", None]),
    *(["err", ["E"] * 17, "m", []], ["err", ["E"], "m", [["f", 1, "g"]] * 17]),
    *(["err", ["E"], "m", [["f", 1]]], ["err", ["E"], "m", [["f", "1", "g"]]]),
    *(["err", ["E"], "m", [["f", True, "g"]]], ["err", ["E"], "m", [1]]),
    *(["err", THING, "m", []], ["err", ["E"], THING, []], ["err", ["E"], "m", THING]),
    *(THING, [THING, 1], [Ref("g", 0), 1]),
    *(
        [np.ones(2), 1],
        [np.array(["x"], dtype="S1").view("u1"), 1],
        [pd.DataFrame({"a": [1, 2]}), 1],
    ),
    *(["ok", Ref("g", 0)], ["ok", Ref("g", 2**32 - 1)]),
    *(["ok", Ref("r", BOUNDS.handles)], ["ok", Ref("r", 2**32 - 1)]),
    *(["ok", [1, (Ref("r", 2**31), 2)]],),
]


def answers(value: Any) -> Script:
    def script(runner: Runner) -> None:
        runner.reply(value)
        runner.wait()

    return script


@pytest.mark.parametrize("value", NO_REPLY, ids=lambda value: repr(value)[:40])
def test_replies_of_no_form(value: Any) -> None:
    assert faulty(answers(value), ask).outcome is CRASHED


@pytest.mark.parametrize("name", ["lists nested 100,000 deep", "2^78 elements", "trailing bytes"])
def test_replies_that_cannot_be_read(name: str) -> None:
    assert faulty(answers(CASES[name]), ask).outcome is CRASHED


@pytest.mark.parametrize("value", [None, 1, (1,), [1, 2], {}, "x", math.nan, THING], ids=repr)
def test_the_next_item_in_no_form(value: Any) -> None:
    def act(runner: Runner) -> None:
        runner.reply(["ok", THING])
        runner.reply(["ok", THING])
        runner.reply(["ok", value])
        runner.wait()

    assert faulty(act, lambda session: next(iter(ask(session)))).outcome is CRASHED


@pytest.mark.parametrize("value", [None, -1, 2**62, 10**300, True, 1.0, math.nan, "3", THING])
def test_a_length_in_no_form(value: Any) -> None:
    def act(runner: Runner) -> None:
        runner.reply(["ok", THING])
        runner.reply(["ok", value])
        runner.wait()

    assert faulty(act, lambda session: len(ask(session))).outcome is CRASHED


def test_an_error_is_the_students_word_and_capped() -> None:
    kinds = ["X" * 500, "AttributeError"]
    with remote_to(
        after_ready(answers(["err", kinds, "m" * 10_000, [["f" * 500, 10**200, "g" * 500]]]))
    ) as (remote, _):
        remote.begin(ENOUGH)
        with pytest.raises(StudentRaised) as caught:
            ask(Session(remote))
    raised = caught.value
    assert len(raised.kinds[0]) == 80 and len(raised.message) == 500
    assert len(raised.frames[0].file) == 80 and len(raised.frames[0].function) == 80


# -- callbacks ----------------------------------------------------------------------------------


def call_with_given(session: Session, given: Any = abs) -> Any:
    return session.ask("keep", given)


NO_CALLBACK: list[Any] = [
    b"",
    *(None, 1, [], [0], [0, "call", (1,)], [0, "call", (1,), {}, 1], {}, "call", THING),
    *(
        [1, "call", (), {}],
        [-1, "call", (), {}],
        [2**40, "call", (), {}],
        [10**300, "call", (), {}],
    ),
    *([True, "call", (), {}], [math.nan, "call", (), {}], [None, "call", (), {}]),
    *([THING, "call", (), {}], [Ref("g", 0), "call", (), {}], ["0", "call", (), {}]),
    *([0, "call", [1], {}], [0, "call", None, {}], [0, "call", THING, {}], [0, "call", (), []]),
    *([0, "call", (), {1: 2}], [0, "call", (), {None: 2}], [0, "call", (Ref("g", 9),), {}]),
    *([0, "call", (Ref("r", 2**32 - 1),), {}], {0: 1, "call": 2, None: 3, 1.5: 4}),
]


@pytest.mark.parametrize("value", NO_CALLBACK, ids=lambda value: repr(value)[:40])
def test_callbacks_of_no_form(value: Any) -> None:
    def act(runner: Runner) -> None:
        runner.take()
        runner.callback(value)
        runner.wait()

    assert faulty(act, call_with_given).outcome is CRASHED


def test_callbacks_that_nest_without_end() -> None:
    """The given function asks the runner, which asks the given function."""

    def act(runner: Runner) -> None:
        runner.take()
        while True:
            runner.callback([0, "call", (), {}])

    def talk(session: Session) -> Any:
        return session.ask("keep", lambda: ask(session))

    assert faulty(act, talk).outcome is CRASHED


def test_an_answer_to_the_outer_request_while_the_inner_one_waits() -> None:
    def act(runner: Runner) -> None:
        outer = runner.take().nonce
        runner.callback([0, "call", (), {}])
        runner.send(Kind.REPLY, outer, ["ok", 1])
        runner.wait()

    def talk(session: Session) -> Any:
        return session.ask("keep", lambda: ask(session))

    assert faulty(act, talk).outcome is CRASHED


@pytest.mark.parametrize(
    "what", ["iter", "len", "call", "__class__", None, math.nan, THING], ids=repr
)
@pytest.mark.parametrize("args", [(), (1,), (1, 2), ("x",), (None,), (THING,)], ids=repr)
def test_callbacks_that_a_given_function_cannot_answer_are_told_so(what: Any, args: Any) -> None:
    """Whose fault it is stays open, and the runner lives on to say more."""
    heard: list[Any] = []

    def act(runner: Runner) -> None:
        runner.take()
        heard.append(runner.callback([0, what, args, {}]))
        runner.send(Kind.REPLY, runner.seen[0].nonce, ["ok", 1])
        runner.wait()

    with remote_to(after_ready(act)) as (remote, _):
        remote.begin(ENOUGH)
        session = Session(remote)
        assert call_with_given(session) == 1
    assert heard[0].kind is Kind.ANSWER
    assert (session.trouble is None) == (args == (1,))


def test_more_callbacks_than_allowed_are_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    few = dataclasses.replace(BOUNDS, callbacks=50)
    monkeypatch.setattr(autograder.session, "BOUNDS", few)
    calls: list[int] = []

    def act(runner: Runner) -> None:
        runner.take()
        for _ in range(200):
            runner.callback([0, "call", (1,), {}])
        runner.send(Kind.REPLY, runner.seen[0].nonce, ["ok", 1])
        runner.wait()

    with remote_to(after_ready(act)) as (remote, _):
        remote.begin(ENOUGH)
        session = Session(remote)
        with pytest.raises(Wrong, match="without end"):
            call_with_given(session, calls.append)
    assert len(calls) == 50
    assert isinstance(session.verdict, Wrong) and "without end" in session.verdict.says


# -- the clock ----------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that stands still unless it is set."""
    clock = SimpleNamespace(now=1000.0)
    clock.monotonic = lambda: clock.now
    monkeypatch.setattr(autograder.clock, "time", clock)
    return clock


def test_the_clock_stands_while_a_given_function_is_evaluated(clock: SimpleNamespace) -> None:
    def act(runner: Runner) -> None:
        runner.take()
        runner.callback([0, "call", (), {}])
        runner.send(Kind.REPLY, runner.seen[0].nonce, ["ok", 1])
        runner.wait()

    def slow() -> None:
        clock.now += 1e6

    with remote_to(after_ready(act)) as (remote, _):
        remote.begin(30)
        assert call_with_given(Session(remote), slow) == 1


def test_the_clock_runs_while_the_runner_works_and_adds_up(clock: SimpleNamespace) -> None:
    def act(runner: Runner) -> None:
        while True:
            nonce = runner.take().nonce
            clock.now += 20
            runner.send(Kind.REPLY, nonce, ["ok", 1])

    with remote_to(after_ready(act)) as (remote, _):
        remote.begin(30)
        session = Session(remote)
        assert ask(session) == 1
        with pytest.raises(Fault) as caught:
            twice(session)
    assert caught.value.outcome is TIMED_OUT


def test_seconds_without_a_core_are_given_back(clock: SimpleNamespace) -> None:
    def act(runner: Runner) -> None:
        while True:
            nonce = runner.take().nonce
            clock.now += 20
            runner.send(Kind.REPLY, nonce, ["ok", 1])

    with remote_to(after_ready(act)) as (remote, sandbox):
        remote.begin(30)
        sandbox.jails[0].waits = 15
        session = Session(remote)
        assert ask(session) == 1
        assert ask(session) == 1  # 40 seconds, for 15 of which no core was free
        with pytest.raises(Fault) as caught:
            ask(session)
    assert caught.value.outcome is TIMED_OUT
    assert "30 seconds" in caught.value.says  # its own, as the page says them


# -- judged -------------------------------------------------------------------------------------


def judged(exercise: Exercise, *scripts: Script) -> tuple[tuple[Judgement, ...], ThreadSandbox]:
    """The toy course's checks on such runners."""
    with remote_to(*scripts) as (remote, sandbox):
        candidate = InJail(Source.of(exercise.reference, exercise.module), remote)

        def work(judge: Judge) -> tuple[Judgement, ...]:
            return judge.hear(candidate, ROUND)

        heard = with_checks(exercise, work)
        candidate.close()
        return heard, sandbox


def test_an_honest_runner_passes(toy: Exercise) -> None:
    heard, sandbox = judged(toy, honest)
    assert {j.outcome for j in heard} == {Outcome.PASSED}
    assert len(sandbox.jails) == 1


@pytest.mark.parametrize(
    "act", [ahead_of_time, wrong_nonce, oversized, unknown_kind, dies_at_once, dies_in_the_frame]
)
def test_a_rogue_passes_nothing_and_every_check_gets_a_fresh_jail(
    toy: Exercise, act: Script
) -> None:
    heard, sandbox = judged(toy, after_ready(act))
    assert {j.outcome for j in heard} == {CRASHED}
    assert len(sandbox.jails) == len(heard) and all(jail.finished for jail in sandbox.jails)


def test_a_jail_that_breaks_in_one_check_costs_no_other(toy: Exercise) -> None:
    heard, sandbox = judged(toy, after_ready(dies_at_once), honest)
    assert [j.outcome for j in heard] == [CRASHED] + [Outcome.PASSED] * (len(heard) - 1)
    assert len(sandbox.jails) == 2


def test_no_jail_is_the_graders_error_and_no_mark(toy: Exercise) -> None:
    heard, _ = judged(toy, dies_too_early)
    assert {j.outcome for j in heard} == {Outcome.GRADER_ERROR}


LIES: list[Any] = [
    *(None, True, 0, 1, -1, math.nan, math.inf, 10**400 % 2**8000, "x", b"x", (), [], {}, [[]]),
    *(np.nan, np.ones(3), np.zeros((0, 2)), np.full((6, 2), np.nan), {"a": THING}, THING),
    *(Ref("g", 0), [THING] * 3, pd.DataFrame({"a": [1.0]}), np.array(1 + 1j), {None: None}),
]


@pytest.mark.parametrize("lie", LIES, ids=lambda value: repr(value)[:30])
def test_a_runner_that_always_says_the_same_passes_nothing(toy: Exercise, lie: Any) -> None:
    def script(runner: Runner) -> None:
        runner.ready()
        while True:
            frame = runner.take()
            if frame.kind is Kind.REQUEST:
                runner.send(Kind.REPLY, frame.nonce, ["ok", lie])

    heard, _ = judged(toy, script)
    wrong = {Outcome.FAILED, CRASHED, Outcome.RAISED}
    assert {j.outcome for j in heard} <= wrong, [(j.check, j.outcome, j.cause) for j in heard]


def test_a_handle_in_the_place_of_a_number_stays_a_handle() -> None:
    with remote_to(after_ready(answers(["ok", THING]))) as (remote, _):
        remote.begin(ENOUGH)
        assert type(ask(Session(remote))) is Handle
