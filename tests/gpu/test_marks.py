"""One mark for CPU and GPU, on a stand-in: what computes where, and whose word counts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from autograder import devices
from autograder.arbiter import on_cpu
from autograder.batch import Batch
from autograder.candidates import InJail, InProcess, OnTape, Source, device_on
from autograder.course import Course, CourseError, Exercise, load_course, load_exercise
from autograder.grading import grade_one
from autograder.judge import Judge, with_checks
from autograder.keys import keys
from autograder.lanes import Waiting
from autograder.mistakes import Library
from autograder.outcomes import Outcome
from autograder.proving_ground import Ground
from autograder.rounds import Round
from autograder.sandbox import Sandbox, SandboxError, gpu
from autograder.sandbox.gpu import Card
from autograder.sandbox.opening import open_with
from autograder.session import Session
from autograder.trial import Judgement
from autograder.work import Setting
from tests.gpu.standin import standing_in

ROOT = Path(__file__).resolve().parents[2]
ROUND = Round("devices", b"k" * 32)


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


def outcomes(judgements: tuple[Judgement, ...]) -> dict[str, Outcome]:
    return {judgement.check: judgement.outcome for judgement in judgements}


def heard(exercise: Exercise, work: Callable[[Judge], Any]) -> Any:
    with standing_in():
        return with_checks(exercise, work)


def test_what_takes_a_device_computes_there_and_the_rest_stays(course: Course) -> None:
    at = {e.number: devices.device_of(e, "cuda:1") for e in course.exercises}
    assert [number for number, device in at.items() if device == "cpu"] == ["01", "02", "03"]
    assert [slug[:2] for slug in devices.stays(course.exercises, "cuda")] == ["01", "02", "03"]
    assert devices.stays(course.exercises, "auto") == devices.stays(course.exercises, "cpu") == []


def test_auto_takes_the_gpu_for_what_says_that_it_needs_one(course: Course) -> None:
    from dataclasses import replace

    plain, needy = course.exercises[3], replace(course.exercises[0], device="cuda")
    assert [devices.device_of(e, "auto") for e in (plain, needy)] == ["cpu", "cuda"]
    assert [devices.device_of(e, "cpu") for e in (plain, needy)] == ["cpu", "cpu"]
    assert [devices.device_of(e, "cuda") for e in (plain, needy)] == ["cuda", "cuda"]
    assert devices.needs_card([needy], "auto") and not devices.needs_card([plain], "auto")
    assert devices.card_of("auto") == "cuda" and devices.card_of("cuda:1") == "cuda:1"


def test_words_are_checked() -> None:
    for word in ("cpu", "auto", "cuda", "cuda:0", "cuda:12"):
        devices.check_word(word)
    for word in ("gpu", "cuda:", "cuda:a", "CUDA", "", "mps"):
        with pytest.raises(ValueError, match="--device is"):
            devices.check_word(word)


def test_an_exercise_names_a_device_that_there_is(tmp_path: Path) -> None:
    folder = tmp_path / "assignments" / "01_own"
    folder.mkdir(parents=True)
    (folder / "own.py").write_text("")
    (folder / "exercise.toml").write_text('title = "x"\nmodule = "own"\ndevice = "tpu"\n')
    with pytest.raises(CourseError, match="device is cpu or cuda"):
        load_exercise(tmp_path, "01_own")


def test_keys_tell_cpu_from_cuda_and_no_gpu_from_another(course: Course) -> None:
    exercise = course.find("12")
    made = {device: keys(exercise, "r", device) for device in ("cpu", "cuda", "cuda:1")}
    assert made["cpu"].answers != made["cuda"].answers
    assert made["cuda"] == made["cuda:1"]


@pytest.mark.parametrize("number", ["04", "12", "14"])
def test_the_reference_passes_where_nothing_lies_on_the_cpu(course: Course, number: str) -> None:
    exercise = course.find(number)
    source = Source.of(exercise.reference, exercise.module)
    found = heard(exercise, lambda judge: judge.hear(InProcess(source, "cuda"), ROUND))
    assert set(outcomes(found).values()) == {Outcome.PASSED}
    assert {device_on(judgement.tape) for judgement in found} == {"cuda"}


def test_who_forgets_to_move_the_data_fails_there_and_the_cpus_word_counts(course: Course) -> None:
    exercise = course.find("12")
    text = exercise.reference.read_text("utf-8").replace("x.to(device)", "x")
    source = Source(exercise.module, {f"{exercise.module}.py": text.encode()})

    def work(judge: Judge) -> Any:
        there = judge.hear(InProcess(source, "cuda"), ROUND)
        return there, on_cpu(judge, there, ROUND, lambda: InProcess(source))

    there, both = heard(exercise, work)
    failed = {check for check, outcome in outcomes(there).items() if outcome is not Outcome.PASSED}
    assert failed == {"check_path", "check_losses", "check_held_out"}
    assert [judgement.check for judgement in both] == [judgement.check for judgement in there]
    assert set(outcomes(both).values()) == {Outcome.PASSED}
    assert {j.check for j in both if device_on(j.tape) == "cpu"} == failed


def test_verify_helps_every_file_but_the_reference_and_tells(course: Course) -> None:
    exercise = course.find("12")
    text = exercise.reference.read_text("utf-8").replace("x.to(device)", "x")
    source = Source(exercise.module, {f"{exercise.module}.py": text.encode()})

    def work(judge: Judge) -> Any:
        ground = Ground(judge, None, "cuda", None)
        names = ("accepted/other.py", exercise.reference.name)
        return [ground.here(name, source, ROUND) for name in names], ground.on_cpu

    (helped, alone), told = heard(exercise, work)
    assert set(outcomes(helped).values()) == {Outcome.PASSED}
    assert Outcome.RAISED in outcomes(alone).values()
    assert told == {"accepted/other.py": 3}


def test_a_wrong_program_is_as_wrong_there(course: Course) -> None:
    exercise = course.find("12")
    path = exercise.solution / "mistakes" / "no_zero_grad.py"
    source = Source.of(path, exercise.module)

    def work(judge: Judge) -> Any:
        there = judge.hear(InProcess(source, "cuda"), ROUND)
        both = on_cpu(judge, there, ROUND, lambda: InProcess(source))
        return there, both, judge.hear(InProcess(source), ROUND)

    there, both, here = (outcomes(found) for found in heard(exercise, work))
    assert there == both == here
    assert Outcome.FAILED in here.values()


def test_what_passed_is_not_asked_again() -> None:
    passed = (Judgement("a", Outcome.PASSED), Judgement("b", Outcome.NOT_ATTEMPTED))

    def never() -> Any:
        raise AssertionError("nothing is to be asked")

    assert on_cpu(None, passed, ROUND, never) == passed  # type: ignore[arg-type]


def test_a_tape_is_judged_again_where_it_was_made(course: Course) -> None:
    exercise = course.find("12")
    source = Source.of(exercise.reference, exercise.module)

    def work(judge: Judge) -> Any:
        there = judge.hear(InProcess(source, "cuda"), ROUND)
        here = judge.hear(InProcess(source), ROUND)
        mixed = {j.check: j.tape for j in (*there[:4], *here[4:])}
        candidate = OnTape(source, mixed)
        return judge.hear(candidate, ROUND), candidate.unanswered

    again, unanswered = heard(exercise, work)
    assert set(outcomes(again).values()) == {Outcome.PASSED}
    assert not unanswered


def test_after_an_error_on_a_gpu_the_next_check_gets_a_new_jail() -> None:
    begun: list[bool] = []

    class Wire:
        def begin(self, seconds: float, fresh: bool) -> None:
            begun.append(fresh)

    source = Source("own", {"own.py": b"def f():\n    return 1\n"})
    for device in ("cpu", "cuda"):
        candidate = InJail(source, Wire(), device)  # type: ignore[arg-type]
        candidate.open("a", 1.0, 1)
        candidate.open("b", 1.0, 1).raised = True
        candidate.open("c", 1.0, 1)
        candidate.open("d", 1.0, 1)
    assert begun == [False] * 4 + [False, False, True, False]


def test_a_session_knows_that_something_was_raised(course: Course) -> None:
    from autograder.loopback import Loopback
    from autograder.outcomes import StudentRaised
    from autograder.proxy import Submission

    session = Session(Loopback())
    session.load("own", {"own.py": b"def f(x):\n    return 1 / x\n"}, 1)
    own = Submission(session)
    assert own.f(1) == 1 and not session.raised
    with pytest.raises(StudentRaised):
        own.f(0)
    assert session.raised


# Who waits for the GPU ----------------------------------------------------------------------------


def test_gpu_tasks_queue_and_cpu_tasks_fill_what_is_left() -> None:
    items = ["g1", "g2", "g3", "c1", "c2", "c3", "c4"]
    lane = {"g": "cuda", "c": "cpu"}
    waiting = Waiting(items, lambda item: lane[item[0]], {"cpu": 2, "cuda": 1})
    under_way: list[str] = []

    def fill() -> list[str]:
        while (item := waiting.next(under_way)) is not None:
            under_way.append(item)
        return sorted(under_way)

    assert fill() == ["c1", "c2", "g1"]
    under_way.remove("c1")
    assert fill() == ["c2", "c3", "g1"]
    under_way.remove("g1")
    assert fill() == ["c2", "c3", "g2"]
    assert sorted(waiting) == ["c4", "g3"] and waiting
    under_way.clear()
    fill()
    assert not waiting and waiting.next([]) is None


@pytest.fixture
def mixed(tmp_path: Path) -> Iterator[tuple[Connection, Course]]:
    """A class of an exercise for the CPU and one that says that it needs a GPU."""
    from autograder.store import opened
    from tests.mini_course import write_course

    course = write_course(tmp_path / "course")
    path = course.exercises[0].folder / "exercise.toml"
    path.write_text('device = "cuda"\n' + path.read_text("utf-8"), "utf-8")
    with opened(tmp_path / "out", "c", write=True, make=True) as db:
        yield db, load_course(course.root)


def test_a_batch_hands_out_no_more_of_the_gpu_than_there_is(
    mixed: tuple[Connection, Course],
) -> None:
    """The tasks of an exercise that needs a GPU say so, and at most two are under way."""
    from concurrent.futures import Executor, Future

    from autograder.store.entries import enter
    from tests.mini_course import RIGHT, hand_in

    db, course = mixed
    most = 0

    class Watching(Executor):
        def __init__(self) -> None:
            self.open: list[Future[Any]] = []

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            nonlocal most
            assert args[0].device == "cuda"
            self.open = [future for future in self.open if not future.done()]
            done: Future[Any] = Future()
            self.open.append(done)
            most = max(most, len(self.open))
            if len(self.open) == 2:  # nobody else may come before one has ended
                for future in self.open:
                    future.set_exception(RuntimeError("played"))
            return done

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            for future in self.open:
                if not future.done():
                    future.set_exception(RuntimeError("played"))

    batch = Batch(db, course, Setting(course.root, device="auto"), lambda *_: Watching(), 8)
    asked = enter(db, [hand_in(course, f"s{n}", RIGHT) for n in range(6)], "first", "later")
    steps: list[Any] = []
    batch.run(batch.plan(asked), "graded", "", steps.append)
    assert len(steps) == 6
    assert most == 2


# All the way, in jails ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def card() -> Iterator[Sandbox]:
    """A sandbox whose jails have a GPU, as far as the program in them can tell."""
    here = Path(__file__).parent
    entry = here / "standin_entry.py"
    played = Card("a card", f"GPU-marks-{os.getpid()}", ("/dev/null",))
    try:
        opened = open_with(
            "auto", shown=[entry, here / "standin.py"], entry=str(entry), card=played
        )
    except SandboxError as error:
        pytest.skip(f"no sandbox can be had here: {error}")
    with opened:
        yield opened


@pytest.mark.parametrize("moved", [True, False], ids=["moves its data", "forgets to"])
def test_a_submission_gets_its_mark_through_a_jail_with_a_gpu(
    course: Course, sandbox: Sandbox, card: Sandbox, moved: bool
) -> None:
    exercise = course.find("12")
    text = exercise.reference.read_text("utf-8")
    if not moved:
        text = text.replace("x.to(device)", "x")
    files = {f"{exercise.module}.py": text.encode()}

    def work(judge: Judge) -> Any:
        library = Library(judge, sandbox)
        try:
            return grade_one(judge, library, files, "", sandbox, ROUND, card=lambda: card)
        finally:
            library.close()

    graded = with_checks(exercise, work)
    at = {judgement.check: device_on(judgement.tape) for judgement in graded.judgements}
    decided_here = {check for check, device in at.items() if device == "cpu"}
    assert graded.score.earned == graded.score.possible == exercise.possible
    assert bool(decided_here) is not moved
    assert graded.isolation.says.endswith(gpu.SAYS)
