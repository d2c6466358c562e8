"""The same checks, the same outcomes, the same bytes: in process, in a real jail, and from tape."""

from __future__ import annotations

import copy
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from autograder.candidates import Candidate, InJail, InProcess, OnTape, Source, jail_for
from autograder.checks import Given
from autograder.course import CourseError, Exercise, load_exercise
from autograder.judge import Judge, with_checks
from autograder.loopback import Loopback
from autograder.outcomes import Fault, Missing, NeedsRerun, Outcome, StudentRaised, Wrong
from autograder.proxy import Probes, Submission
from autograder.replay import Replay
from autograder.rounds import Round
from autograder.sandbox import Sandbox
from autograder.session import Session
from autograder.trial import OTHER_FORM, Judgement
from autograder.wire import Unsendable
from tests.variants import ALL, DEADLY, VARIANTS, Variant

ROUND = Round("parity", b"k" * 32)
Heard = dict[str, tuple[Judgement, ...]]


def source_of(exercise: Exercise, variant: Variant) -> Source:
    reference = "" if variant.alone else exercise.reference.read_text("utf-8")
    text = f"{reference}\n{variant.code}\n"
    return Source(exercise.module, {f"{exercise.module}.py": text.encode()})


def hear_all(
    exercise: Exercise, variants: dict[str, Variant], origin: Callable[[str, Source], Candidate]
) -> Heard:
    """What the checks say of every variant."""

    def work(judge: Judge) -> Heard:
        return {
            name: judge.hear(origin(name, source_of(exercise, variant)), ROUND)
            for name, variant in variants.items()
        }

    return with_checks(exercise, work)


def tapes(heard: tuple[Judgement, ...]) -> dict[str, Any]:
    return {judgement.check: judgement.tape for judgement in heard}


def lasting(judgement: Judgement) -> Judgement:
    """A judgement without what may differ from run to run."""
    return replace(judgement, seconds=0.0)


@pytest.fixture(scope="module")
def in_process(toy: Exercise) -> Heard:
    return hear_all(toy, VARIANTS | DEADLY, lambda name, source: InProcess(source))


@pytest.fixture(scope="module")
def in_jail(toy: Exercise, sandbox: Sandbox) -> Iterator[Heard]:
    """The same jails serve one variant after the other, and none of them breaks."""
    remote = jail_for(toy, sandbox)
    heard = hear_all(toy, VARIANTS, lambda name, source: InJail(source, remote))
    remote.close()
    assert {end.cause for end in remote.exits} <= {"killed", "exited"}
    yield heard


@pytest.mark.parametrize("name", VARIANTS | DEADLY)
def test_every_variant_ends_as_it_must(name: str, in_process: Heard) -> None:
    ends = dict.fromkeys(ALL, Outcome.PASSED) | (VARIANTS | DEADLY)[name].ends
    assert {judgement.check: judgement.outcome for judgement in in_process[name]} == ends


@pytest.mark.parametrize("name", VARIANTS)
def test_a_jail_and_this_process_say_the_same_in_the_same_bytes(
    name: str, in_process: Heard, in_jail: Heard
) -> None:
    for here, there in zip(in_process[name], in_jail[name], strict=True):
        assert len(here.tape) == len(there.tape)
        for number, (left, right) in enumerate(zip(here.tape, there.tape, strict=True)):
            assert left == right, (here.check, number)
        assert lasting(here) == lasting(there)


def test_a_tape_says_what_the_runner_said(toy: Exercise, in_process: Heard) -> None:
    replayed = hear_all(
        toy, VARIANTS | DEADLY, lambda name, source: OnTape(source, tapes(in_process[name]))
    )
    for name, heard in in_process.items():
        for first, again in zip(heard, replayed[name], strict=True):
            assert first.outcome is again.outcome, (name, first.check)
            assert name in DEADLY or lasting(first) == lasting(again), (name, first.check)


def test_a_check_that_breaks_a_jail_costs_the_others_nothing(
    toy: Exercise, sandbox: Sandbox
) -> None:
    remote = jail_for(toy, sandbox)
    heard = with_checks(
        toy,
        lambda judge: judge.hear(
            InJail(source_of(toy, DEADLY["nests_without_end"]), remote),
            ROUND,
            only=["check_standardize", "check_search", "check_scale"],
        ),
    )
    again = with_checks(
        toy, lambda judge: judge.hear(InJail(source_of(toy, Variant()), remote), ROUND, ALL[:1])
    )
    remote.close()
    outcomes = {judgement.check: judgement.outcome for judgement in (*heard, *again)}
    assert outcomes["check_search"] is Outcome.CRASHED
    assert outcomes["check_standardize"] is outcomes["check_scale"] is Outcome.PASSED
    assert len(remote.exits) >= 2


# -- from tape ----------------------------------------------------------------------------------


def edited(toy: Exercise, to: Path, old: str, new: str) -> Exercise:
    """The toy course with its hidden checks changed."""
    shutil.copytree(toy.course, to / "course")
    exercise = load_exercise(to / "course", toy.slug)
    text = exercise.hidden_checks.read_text("utf-8")
    assert old in text
    exercise.hidden_checks.write_text(text.replace(old, new), "utf-8")
    return exercise


def judged_again(exercise: Exercise, heard: tuple[Judgement, ...], check: str) -> Judgement:
    """`check` as it is now, on what was recorded."""
    empty = Source("toy", {"toy.py": b""})
    source = (
        Source("toy", {"toy.py": exercise.reference.read_bytes() + b"\n\n"}) if heard else empty
    )
    (judgement,) = with_checks(
        exercise, lambda judge: judge.hear(OnTape(source, tapes(heard)), ROUND, only=[check])
    )
    return judgement


def replayed(toy: Exercise, tmp_path: Path, check: str, old: str, new: str) -> Judgement:
    heard = hear_all(toy, {"reference": Variant()}, lambda name, source: InProcess(source))
    return judged_again(edited(toy, tmp_path, old, new), heard["reference"], check)


def test_a_changed_tolerance_and_message_judge_again_without_running(
    toy: Exercise, tmp_path: Path
) -> None:
    judgement = replayed(
        toy,
        tmp_path,
        "check_search",
        'root, "This is no root.", atol=1e-5',
        'root, "Sharper now.", atol=1e-30, rtol=0',
    )
    assert (judgement.outcome, judgement.says) == (Outcome.FAILED, "Sharper now.")


def test_a_changed_worth_judges_again_without_running(toy: Exercise, tmp_path: Path) -> None:
    judgement = replayed(toy, tmp_path, "check_slope", "@points(1)", "@points(3)")
    assert judgement.outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        ("check_slope", "3*x**2", "4*x**2"),  # something else is asked
        ("check_slope", 'rng("points")', 'rng("other")'),
        (
            "check_descend",
            "return 2 * asked[-1]",
            "return 3 * asked[-1]",
        ),  # something else is given
        ("check_counter", "counter() == ", "counter() == counter() == "),  # more is asked
    ],
)
def test_what_the_tape_does_not_hold_needs_a_new_run(
    toy: Exercise, tmp_path: Path, check: str, old: str, new: str
) -> None:
    judgement = replayed(toy, tmp_path, check, old, new)
    assert judgement.outcome is Outcome.GRADER_ERROR  # never a mark


def test_a_check_that_was_never_run_needs_a_run(toy: Exercise) -> None:
    assert judged_again(toy, (), "check_scale").outcome is Outcome.GRADER_ERROR


def test_a_replay_tells_where_the_tape_has_no_answer() -> None:
    live = started("def f(g): return g(1)")
    live.submission.f(lambda x: 2)
    tape = live.session.tape
    code = {"toy.py": b"def f(g): return g(1)"}

    again = Session(Replay(tape))
    again.load("toy", code, 0)
    assert Submission(again).f(lambda x: 2) == 2
    assert again.tape == tape

    other = Session(Replay(tape))
    other.load("toy", code, 0)
    with pytest.raises(NeedsRerun, match="otherwise"):
        Submission(other).f(lambda x: 3)

    new = Session(Replay(tape))
    with pytest.raises(NeedsRerun, match="new request"):
        new.load("toy", code, 1)

    short = Session(Replay(tape[:-1]))
    short.load("toy", code, 0)
    with pytest.raises(NeedsRerun, match="ends"):
        Submission(short).f(lambda x: 2)


# -- in process, as if it were elsewhere --------------------------------------------------------


class Started:
    def __init__(self, code: str) -> None:
        self.session = Session(Loopback())
        self.session.load("toy", {"toy.py": code.encode()}, 0)
        self.submission = Submission(self.session)
        self.inside = Probes(self.session)


def started(code: str) -> Started:
    return Started(code)


DRAWS = "import random, numpy, torch\n" + (
    "def draw(): return random.random(), numpy.random.random(), float(torch.rand(()))\n"
)


def test_the_random_state_of_a_loopback_is_its_own() -> None:
    alone = [started(DRAWS).submission.draw() for _ in range(2)]
    assert alone[0] == alone[1]

    random.seed(5), np.random.seed(5), torch.manual_seed(5)
    want = (random.random(), np.random.random(), float(torch.rand(())))
    random.seed(5), np.random.seed(5), torch.manual_seed(5)
    one, other = started(DRAWS), started(DRAWS)
    first = one.submission.draw(), other.submission.draw()
    second = other.submission.draw(), one.submission.draw()
    assert first[0] == first[1] == alone[0] and second[0] == second[1] != first[0]
    assert (random.random(), np.random.random(), float(torch.rand(()))) == want


def test_a_given_function_has_the_random_state_of_the_grader() -> None:
    random.seed(5)
    want = [random.random() for _ in range(3)]
    random.seed(5)
    code = "import random\ndef f(g): return [random.random(), g(), random.random(), g(), g()]"
    got = started(code).submission.f(random.random)
    assert [got[1], *got[3:]] == want
    code = "import random\ndef f(g): return [random.random(), random.random()]"
    assert [got[0], got[2]] == started(code).submission.f(random.random)


def test_changes_in_place_stay_where_they_are_made() -> None:
    live = started("def f(x, y, z): x[:] = 0; y.append(1); z['a'] = 2\ndef g(k): k(x)\nx = [1]")
    array, items, table = np.ones(3), [5], {"b": 1}
    live.submission.f(array, items, table)
    assert array.tolist() == [1, 1, 1] and items == [5] and table == {"b": 1}

    live.submission.g(lambda x: x.append(2))
    assert live.submission.x == [1]

    got = live.submission.x
    got.append(3)
    assert live.submission.x == [1]


def test_a_kept_value_shows_changes_in_place() -> None:
    live = started("def f(x): x *= 2")
    box = live.submission.keep(np.ones(3))
    live.submission.f(box)
    assert live.inside.values(box).tolist() == [2, 2, 2]


def test_two_sessions_share_nothing() -> None:
    one, other = started("x = []\ndef f(): x.append(1); return len(x)"), started("x = 5")
    assert one.submission.f() == 1 and one.submission.f() == 2
    assert other.submission.x == 5
    assert started("x = []\ndef f(): x.append(1); return len(x)").submission.f() == 1


def test_a_handle_of_one_runner_cannot_be_sent_to_another() -> None:
    one, other = started("class A: pass\na = A()"), started("def f(x): return x")
    with pytest.raises(Unsendable, match="another"):
        other.submission.f(one.submission.a)


def test_a_handle_offers_only_what_it_may() -> None:
    live = started(
        "class A:\n"
        "    x = 1\n"
        "    def __len__(self): return 3\n"
        "    def __getitem__(self, i): return i\n"
        "a = A()\n"
        "class B: pass\n"
        "b = B()\n"
    )
    a, b = live.submission.a, live.submission.b
    assert (a.x, len(a), a[7], a["k"]) == (1, 3, 7, "k") and a is live.submission.a is not b
    assert (
        list(live.submission.b.__class__.__mro__) != []
    )  # of the handle, not of what it stands for
    assert not hasattr(b, "x") and getattr(b, "x", 5) == 5
    with pytest.raises(TypeError):
        bool(a)
    with pytest.raises(AttributeError):
        a.x = 2
    with pytest.raises(TypeError):
        copy.copy(a)
    with pytest.raises(TypeError):
        len(b)
    with pytest.raises(StudentRaised):
        list(b)
    with pytest.raises(AttributeError):
        _ = a._private


def test_a_name_that_is_missing_is_a_verdict() -> None:
    with pytest.raises(Missing, match="no `f`"):
        started("").submission.f(1)


def test_an_exception_shows_the_students_own_lines_and_no_others() -> None:
    live = started("import json\n\ndef f(x):\n    return json.loads(x)\n")
    with pytest.raises(StudentRaised) as caught:
        live.submission.f("{")
    assert "JSONDecodeError" in caught.value.kinds and "ValueError" in caught.value.kinds
    assert [(where.file, where.line, where.function) for where in caught.value.frames] == [
        ("toy.py", 4, "f")
    ]


def test_a_given_iterable_is_taken_item_by_item() -> None:
    live = started(
        "def f(items):\n    for item in items:\n        return item\n"
        "def g(items): return [list(items), list(items), len(items)]\n"
    )
    items = Given([1, (2, 3)])
    assert live.submission.f(items) == 1 and items.passes == [1]
    assert live.submission.g(items) == [[1, (2, 3)], [1, (2, 3)], 2]
    assert items.passes == [1, 2, 2]


def test_a_tensor_in_a_graph_is_refused_where_autograd_cannot_follow() -> None:
    live = started("import torch\ndef f(g): return g(torch.ones(1, requires_grad=True))")
    with pytest.raises(StudentRaised, match="detach"):
        live.submission.f(lambda x: x)


def test_a_verdict_in_a_given_function_outranks_what_became_of_it() -> None:
    live = started("def f(g):\n    try: g()\n    except ValueError: return 1\n")

    def g() -> None:
        raise Wrong("not so")

    assert live.submission.f(g) == 1
    assert live.session.verdict is not None and live.session.verdict.says == "not so"
    assert live.session.decisive(None) is live.session.verdict


def test_nesting_without_end_is_a_fault_and_nothing_can_be_asked_afterwards() -> None:
    live = started("def f(g): return g()")

    def again() -> Any:
        return live.submission.f(again)

    with pytest.raises(StudentRaised):  # in one process the runner catches the fault
        live.submission.f(again)
    with pytest.raises(Fault):  # but the session remembers it
        live.submission.f(len)
    assert live.session.fault is not None and live.session.fault.outcome is Outcome.CRASHED


# -- the checks themselves ----------------------------------------------------------------------


def course_with(toy: Exercise, to: Path, checks: str) -> Exercise:
    """The toy course with hidden checks of its own."""
    shutil.copytree(toy.course, to / "course")
    exercise = load_exercise(to / "course", toy.slug)
    exercise.hidden_checks.write_text(
        "from autograder.checks import *\nimport numpy as np\n" + checks, "utf-8"
    )
    return exercise


def outcome_of(exercise: Exercise, code: str) -> Judgement:
    text = exercise.reference.read_text("utf-8") + "\n" + code
    source = Source("toy", {"toy.py": text.encode()})
    (judgement,) = with_checks(exercise, lambda judge: judge.hear(InProcess(source), ROUND))
    return judgement


OTHER = '''
@points(1)
def check_sum(submission):
    """The sum is right"""
    expect(submission.scale([1, 2], 2)[1] + 0 == 4, "The sum is off.")
'''


@pytest.mark.parametrize(
    ("code", "outcome", "says"),
    [
        ("", Outcome.PASSED, ""),
        ("def scale(x, f): return [1, 2]", Outcome.FAILED, "The sum is off."),
        ("def scale(x, f): return None", Outcome.FAILED, OTHER_FORM),
        ("def scale(x, f): return [1]", Outcome.FAILED, OTHER_FORM),
        ("def scale(x, f): return ['a', 'b']", Outcome.FAILED, OTHER_FORM),
        ("def scale(x, f): return {}", Outcome.FAILED, OTHER_FORM),
    ],
)
def test_an_answer_of_another_form_is_the_students_fault(
    toy: Exercise, tmp_path: Path, code: str, outcome: Outcome, says: str
) -> None:
    judgement = outcome_of(course_with(toy, tmp_path, OTHER), code)
    assert (judgement.outcome, judgement.says) == (outcome, says)


@pytest.mark.parametrize(
    "body",
    [
        "nonsense",
        "raise ZeroDivisionError",
        "same(submission.scale(1, 2), 'two', 'off')",
        "submission.scale(submission.scale, {1, 2})",  # cannot be sent
        "submission.search(lambda x: {1}, 0, 1)",
        "data('mnist')",
    ],
)
def test_a_broken_check_is_the_graders_error(toy: Exercise, tmp_path: Path, body: str) -> None:
    checks = f'@points(1)\ndef check_it(submission, data):\n    """It works"""\n    {body}\n'
    judgement = outcome_of(course_with(toy, tmp_path, checks), "")
    assert judgement.outcome is Outcome.GRADER_ERROR and not judgement.error


def refused(exercise: Exercise) -> str:
    with pytest.raises(CourseError) as caught:
        with_checks(exercise, lambda judge: judge.checks)
    return str(caught.value)


@pytest.mark.parametrize(
    ("checks", "says"),
    [
        (
            '@points(1)\ndef check_it(submission):\n    """It"""\n    assert True\n',
            "line 6 uses assert",
        ),
        ('def check_it(submission):\n    """It"""\n', "check_it has no @points"),
        ("@points(1)\ndef check_it(submission):\n    pass\n", "check_it has no docstring"),
        ('@points(0)\ndef check_it(submission):\n    """It"""\n', "positive whole number"),
        ("x = 1\n", "no check was found"),
        ("def check_it(:\n", "is no Python"),
        ("import nothing_of_this_name\n", "nothing_of_this_name"),
    ],
)
def test_checks_that_cannot_be_judged_are_refused(
    toy: Exercise, tmp_path: Path, checks: str, says: str
) -> None:
    assert says in refused(course_with(toy, tmp_path, checks))


def test_a_course_without_references_cannot_grade(toy: Exercise, tmp_path: Path) -> None:
    shutil.copytree(toy.course / "assignments", tmp_path / "assignments")
    says = refused(load_exercise(tmp_path, toy.slug))
    assert "cannot be graded here" in says and "--course" in says


def test_what_the_work_raises_comes_out_as_it_is(toy: Exercise) -> None:
    def work(judge: Judge) -> None:
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        with_checks(toy, work)


def test_the_users_own_pytest_settings_change_nothing(
    toy: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = tmp_path / "course"
    shutil.copytree(toy.course, course)
    bomb = "raise RuntimeError('the user has a conftest.py')\n"
    for folder in (tmp_path, course, course / "reference_solutions" / toy.slug):
        (folder / "conftest.py").write_text(bomb)
        (folder / "pytest.ini").write_text(
            "[pytest]\naddopts = --no-such-option\npython_functions = x\n"
        )
        (folder / "pytest_of_the_user.py").write_text(bomb)
    monkeypatch.chdir(course / "reference_solutions" / toy.slug)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    monkeypatch.setenv("PYTEST_PLUGINS", "pytest_of_the_user")
    monkeypatch.syspath_prepend(str(tmp_path))
    exercise = load_exercise(course, toy.slug)
    source = source_of(exercise, Variant())
    heard = with_checks(exercise, lambda judge: judge.hear(InProcess(source), ROUND))
    assert [judgement.outcome for judgement in heard] == [Outcome.PASSED] * len(ALL)
    assert os.environ["PYTEST_PLUGINS"] == "pytest_of_the_user"


def test_a_round_asks_everybody_the_same_and_another_round_something_else(toy: Exercise) -> None:
    def work(judge: Judge) -> list[tuple[Judgement, ...]]:
        one, two = InProcess(source_of(toy, Variant())), InProcess(source_of(toy, Variant()))
        rounds = [(one, ROUND), (two, ROUND), (one, Round("other", ROUND.key))]
        return [judge.hear(who, asked, only=["check_slope"]) for who, asked in rounds]

    first, second, other = (heard[0].tape for heard in with_checks(toy, work))
    assert first == second != other


def test_what_was_called_and_what_came_back_is_told_without_its_content(in_process: Heard) -> None:
    told = {judgement.check: judgement for judgement in in_process["reference"]}
    assert told["check_descend"].called == "descend"
    assert told["check_descend"].returned == "a float64 array of shape (6, 2)"
