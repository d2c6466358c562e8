"""Plots are drawn apart from the grading: they cost no point, and know nothing of a round."""

from __future__ import annotations

import dataclasses
import inspect
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from autograder import plotting, work
from autograder.batch import Batch
from autograder.course import Course, CourseError, load_course
from autograder.executors import Here
from autograder.figures import Absent, Chart, Curve, Drawn, dump, load
from autograder.keys import keys
from autograder.plot_work import draw_missing, missing
from autograder.plotting import Plots, has_plots, plots_key
from autograder.sandbox import Sandbox, SandboxError
from autograder.store import figures, opened
from autograder.store.entries import Entry, enter
from autograder.store.persons import forget, record
from autograder.work import Setting
from tests.canned import Canned
from tests.desk import Desk
from tests.mini_course import RIGHT, TRIPLES, hand_in, write_course

ROOT = Path(__file__).resolve().parent.parent
PLOTS = '''
from autograder.plots import Chart, curve

X = [0.0, 1.0, 2.0]


def doubled(solution, inside, seed):
    return [solution.double(x) for x in X]


def plot_double(submission, inside, right):
    """Twice as much"""
    good, yours = right(doubled)[0], doubled(submission, inside, 0)
    return Chart("x", "2 x", (curve("right", X, good, "right"), curve("yours", X, yours)))


def plot_shift(submission):
    """One more"""
    return Chart("x", "x + 1", (curve("yours", X, [submission.shift(x) for x in X]),))
'''


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for the course of every test: the sandbox, which hides it, is opened once."""
    yield tmp_path_factory.mktemp("plots") / "course"
    work.rest()


@pytest.fixture
def course(root: Path) -> Course:
    for tree in ("assignments", "reference_solutions"):
        shutil.rmtree(root / tree, ignore_errors=True)
    return with_plots(write_course(root), PLOTS)


def with_plots(course: Course, text: str) -> Course:
    (course.exercises[0].solution / "plots.py").write_text(text, "utf-8")
    return course


def drawn(course: Course, code: str, sandbox: Sandbox, strict: bool = False) -> tuple[Drawn, ...]:
    return Plots(course.exercises[0], strict).of({"mini.py": code.encode()}, sandbox)


def curves(figure: Drawn) -> dict[str, Curve]:
    assert isinstance(figure, Chart)
    return {mark.name: mark for mark in figure.marks if isinstance(mark, Curve)}


def test_a_plot_shows_what_the_code_does_beside_what_is_right(
    course: Course, sandbox: Sandbox
) -> None:
    double, shift = drawn(course, TRIPLES, sandbox)
    assert double.title == "Twice as much" and shift.title == "One more"
    assert curves(double)["yours"].y == (0, 3, 6)
    assert curves(double)["right"].y == (0, 2, 4)
    assert curves(shift)["yours"].y == (1, 2, 3)
    assert drawn(course, TRIPLES, sandbox) == (double, shift)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("raise NotImplementedError", "not written yet"),
        ("return None", "should be a row of numbers"),
        ("return float('nan') if x else 'a'", "should be a row of numbers"),
        ("raise ValueError('<b>no</b>')", "with ValueError: <b>no</b>"),
        ("import os; os._exit(3)", "ended before it answered"),
        ("return [x] * 3", "should be a row of numbers"),
    ],
)
def test_what_cannot_be_drawn_is_absent_with_a_sentence(
    course: Course, sandbox: Sandbox, code: str, says: str
) -> None:
    broken = RIGHT.replace("return 2 * x", code)
    double, shift = drawn(course, broken, sandbox)
    assert isinstance(double, Absent) and says in double.says
    assert double.title == "Twice as much"
    assert curves(shift)["yours"].y == (1, 2, 3), "the other plot suffers"


def test_one_that_takes_too_long_is_not_waited_for_twice(
    course: Course, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plotting, "SECONDS", 0.5)
    endless = RIGHT.replace("return 2 * x", "while True: pass")
    double, shift = drawn(course, endless, sandbox)
    assert isinstance(double, Absent) and "longer than the 0.5 seconds" in double.says
    assert isinstance(shift, Absent) and "not tried" in shift.says


def test_a_file_that_cannot_be_loaded_has_no_plots(course: Course, sandbox: Sandbox) -> None:
    found = drawn(course, "def double(x)\n", sandbox)
    assert all(isinstance(one, Absent) and "SyntaxError" in one.says for one in found)


def test_our_own_slip_is_not_called_the_students(course: Course, sandbox: Sandbox) -> None:
    accepted = course.exercises[0].solution / "accepted"
    accepted.mkdir()
    (accepted / "broken.py").write_text("def double(x):\n    return 1 / 0\n", "utf-8")
    double, _ = drawn(course, RIGHT, sandbox)
    assert isinstance(double, Absent) and "our fault" in double.says
    with pytest.raises(Exception, match=r"broken\.py"):
        drawn(course, RIGHT, sandbox, strict=True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("def plot_a(submission, rng):\n    'A'\n", "plot_a takes rng"),
        ("def plot_a(submission, asked):\n    'A'\n", "plot_a takes asked"),
        ("def plot_a(submission):\n    pass\n", "plot_a has no docstring"),
        ("import nothing_of_this_name\n", "ModuleNotFoundError"),
        ("def\n", "SyntaxError"),
    ],
)
def test_a_plot_gets_nothing_of_a_round(course: Course, text: str, says: str) -> None:
    with pytest.raises(CourseError, match=f"plots.py cannot be used: .*{says}"):
        Plots(with_plots(course, text).exercises[0])


def test_what_draws_never_sees_a_round() -> None:
    """No function on the way from the task to the figures takes one, nor a key or a seed of one."""
    source = inspect.getsource(plotting)
    assert "rounds" not in source and "course_key" not in source and "Round" not in source
    assert {f.name for f in dataclasses.fields(work_task())} == {
        "setting",
        "exercise",
        "key",
        "files",
    }


def work_task() -> type:
    from autograder.plot_work import PlotTask

    return PlotTask


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    with opened(tmp_path / "out", "c", write=True, make=True) as connection:
        yield connection


def draw(db: Connection, course: Course, entries: tuple[Entry, ...]) -> int:
    """Draw what is missing, here. Returns how many that were."""
    wanted = missing(db, course, entries)
    assert draw_missing(db, Setting(course.root), lambda tasks, fresh: Here(), 1, wanted) == 0
    return len(wanted)


def text_of(db: Connection, entry: Entry) -> str:
    found = figures.kept(db, entry)
    assert found is not None
    return found.text


def test_nothing_is_drawn_twice_and_equal_work_in_another_round_looks_alike(
    db: Connection, course: Course
) -> None:
    ana, bob = hand_in(course, "ana"), hand_in(course, "bob", TRIPLES)
    same = dataclasses.replace(ana, student="ann")
    first = enter(db, [ana, bob], "first", "later")
    (second,) = enter(db, [same], "second", "later")
    assert (first[0].round, second.round) == ("first", "second")
    assert draw(db, course, (*first, second)) == 3
    assert draw(db, course, (*first, second)) == 0
    assert text_of(db, first[0]) == text_of(db, second) != text_of(db, first[1])


def test_changed_plots_are_drawn_anew_and_judge_nothing(db: Connection, course: Course) -> None:
    exercise = course.exercises[0]
    (ana,) = enter(db, [hand_in(course, "ana")], "first", "later")
    draw(db, course, (ana,))
    before, judged_by = plots_key(exercise), keys(exercise, "first", "cpu")
    with_plots(course, PLOTS.replace("2.0", "5.0"))
    assert plots_key(exercise) != before
    assert keys(exercise, "first", "cpu") == judged_by
    assert draw(db, course, (ana,)) == 1
    assert curves(load(text_of(db, ana))[0])["yours"].x == (0, 1, 5)


def test_changed_checks_leave_the_plots_alone(course: Course) -> None:
    exercise = course.exercises[0]
    before = plots_key(exercise)
    exercise.hidden_checks.write_text(exercise.hidden_checks.read_text("utf-8") + "\n# x\n")
    assert plots_key(exercise) == before
    exercise.reference.write_text(exercise.reference.read_text("utf-8") + "\n# x\n")
    assert plots_key(exercise) != before


def test_what_a_sandbox_failed_at_is_tried_again(
    db: Connection, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ana,) = enter(db, [hand_in(course, "ana")], "first", "later")

    def fail(*args: object) -> None:
        raise SandboxError("no jail")

    with monkeypatch.context() as patch:
        patch.setattr(Plots, "of", fail)
        wanted = missing(db, course, (ana,))
        assert draw_missing(db, Setting(course.root), lambda tasks, fresh: Here(), 1, wanted) == 1
    assert figures.kept(db, ana) is None
    assert draw(db, course, (ana,)) == 1


def test_figures_are_handed_over_and_forgotten(db: Connection, course: Course) -> None:
    ana, bob = enter(db, [hand_in(course, "ana"), hand_in(course, "bob")], "first", "later")
    for entry in (ana, bob):
        figures.keep(db, entry, "key", '[{"kind":"Absent","title":"a","says":"b"}]')
    (attempt,) = record(db, "ana")["attempts"]
    assert attempt["figures"] == [{"kind": "Absent", "title": "a", "says": "b"}]
    forget(db, "ana")
    assert figures.keys(db) == {bob.number: "key"}


def test_an_older_file_of_results_gets_the_table(tmp_path: Path) -> None:
    with opened(tmp_path, "c", write=True, make=True):
        pass
    raw = sqlite3.connect(tmp_path / "results.db")
    raw.executescript("DROP TABLE figure; PRAGMA user_version = 1;")
    raw.close()
    with opened(tmp_path, "c", write=True) as db:
        assert figures.keys(db) == {}


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """Gradings are canned here, and so are figures."""
    monkeypatch.setattr("autograder.executors.processes", lambda *asked: Pool())
    desk = Desk(tmp_path, capsys)
    with_plots(load_course(tmp_path / "course"), PLOTS)
    for student in ("ana", "bob"):
        desk.hand_in(student, RIGHT + f"# {student}\n")
    return desk


class Pool(Canned):
    """Draws the same for everybody."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        if fn.__name__ != "draw":
            return super().submit(fn, *args, **kwargs)
        drawn = Chart("x", "y", (Curve("yours", (0.0, 1.0), (0.0, 2.0)),), title="Twice as much")
        return Here().submit(lambda: dump([drawn]))


def page_of(desk: Desk, student: str) -> str:
    return (desk.out / "feedback" / student / "01_mini.html").read_text("utf-8")


def test_plots_are_for_who_asks_and_change_no_score(desk: Desk) -> None:
    desk.grade()
    assert "Twice as much" not in page_of(desk, "ana")
    scores = json.loads((desk.out / "results.json").read_text("utf-8"))
    said = desk.run("plots", desk.out)
    assert said == "The plots of 2 submissions drawn; 2 pages written.\n"
    assert "Twice as much" in page_of(desk, "ana") and "Twice as much" in page_of(desk, "bob")
    assert "yours: from (0, 0) to (1, 2)" in page_of(desk, "ana")
    assert json.loads((desk.out / "results.json").read_text("utf-8")) == scores
    assert json.loads(desk.run("plots", desk.out, "01", "--json")) == {"drawn": 0, "pages": 0}
    assert desk.count("grading") == 2


def test_pages_are_made_again_without_drawing(desk: Desk) -> None:
    assert "2 graded" in desk.grade("--plots")
    with_plot = page_of(desk, "bob")
    assert "Twice as much" in with_plot
    (desk.out / "feedback" / "bob" / "01_mini.html").unlink()
    desk.adjust("bob", "well explained")
    again = page_of(desk, "bob")
    assert "well explained" in again and "Twice as much" in again


@pytest.mark.parametrize("slug", [e.slug for e in load_course(ROOT).exercises if has_plots(e)])
def test_every_plot_can_be_drawn_of_the_reference(
    slug: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And of what stands beside it: each accepted solution, from one start."""
    ask = plotting._Right.__call__
    monkeypatch.setattr(plotting._Right, "__call__", lambda r, measure, _=(): ask(r, measure))
    exercise = load_course(ROOT).find(slug)
    files = {f"{exercise.module}.py": exercise.reference.read_bytes()}
    found = Plots(exercise, strict=True).of(files, sandbox)
    assert found and not [one for one in found if isinstance(one, Absent)]
    assert len(dump(found)) < 60_000


HOARDER = '''
from pathlib import Path
import tempfile

FOLDERS = {Path(f).resolve() for f in (".", tempfile.gettempdir(), Path.home())}


def keep(x):
    """How many numbers were seen before, in any place that could be written to."""
    found = 0
    for folder in FOLDERS:
        try:
            with (folder / "seen").open("a+") as file:
                file.seek(0)
                found = max(found, len(file.read().split()))
                print(x, file=file)
        except OSError:
            pass
    return found


def double(x):
    return keep(x)


def shift(x):
    return keep(x)
'''


def test_what_a_check_asked_cannot_be_carried_into_a_plot(db: Connection, course: Course) -> None:
    """The student's code writes down what the checks ask, wherever it can; the plot starts empty.

    The checks come first in the same worker; were the jail the same, the plot would count them.
    """
    hoarder = hand_in(course, "ana", HOARDER)
    asked = enter(db, [hoarder], "first", "later")
    batch = Batch(db, course, Setting(course.root), lambda tasks, fresh: Here(), 1)
    batch.run(batch.plan(asked), "graded", "")
    draw(db, course, asked)
    double, shift = load(text_of(db, asked[0]))
    assert curves(double)["yours"].y == (0, 1, 2)
    # Its own earlier plot it may know: that asked nothing secret.
    assert curves(shift)["yours"].y in ((0, 1, 2), (3, 4, 5))
