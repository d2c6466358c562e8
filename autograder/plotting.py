"""Trusted room: asks a submission for what its plots show. Decides nothing: a plot pays no points.

A course's plots lie in reference_solutions/NN_slug/plots.py, which need not be there:

    def plot_loss(submission, inside, right, data):
        \"""How the loss falls\"""                     # the plot's title
        yours = losses(submission, inside, 1)
        return Chart("epoch", "loss", (band("right solutions", epochs, right(losses, (1, 2))), …))

The arguments are taken by name: `submission` and `inside` as in a check; `data(name)` gives the
exercise's data sets; `right(measure, seeds)` lists what `measure(submission, inside, seed)` returns
for the reference and every accepted solution, `right.one(measure)` for the reference alone. A plot
may return several figures; further ones bring titles of their own. There is no `rng`, and no round:
what a plot asks is the same for everybody and for ever, so nothing of a round's secrets can come
into one.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

from autograder import datasets
from autograder.candidates import InJail, InProcess, Source
from autograder.course import PACKAGE, CourseError, Exercise
from autograder.figures import MOST_MARKS, MOST_PICTURES, Absent, Chart, Drawn, Figure, Gallery
from autograder.keys import versions
from autograder.outcomes import Fault, Outcome, StudentRaised, Wrong
from autograder.proxy import Probes, Submission
from autograder.remote import Remote
from autograder.sandbox import Limits, Sandbox, SandboxError
from autograder.sentences import say
from autograder.session import Session
from autograder.stamp import fingerprint

FILE = "plots.py"
SECONDS = 10.0
"""Of the runner's time for each plot."""
SEED = 20
"""With which every module is loaded, the student's as the reference: public, and never changed."""
_GIVEN = {"submission", "inside", "right", "data"}
_RUNS = (
    *("autograder/inside", "autograder/wire"),
    *(f"autograder/{name}.py" for name in ("figures", "plots", "plotting", "proxy", "session")),
)

Measure = Callable[[Submission, Probes, int], Any]


def has_plots(exercise: Exercise) -> bool:
    """Whether there is anything to draw."""
    return (exercise.solution / FILE).is_file()


def plots_key(exercise: Exercise) -> str:
    """What the figures of `exercise` depend on besides the submission; the round is not in it."""
    parts = (
        fingerprint(PACKAGE.parent, _RUNS),
        fingerprint(exercise.solution, [FILE, exercise.reference.name, "accepted"]),
        f"{exercise.module} {exercise.memory_mb} {SECONDS} {versions()}",
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Plots:
    """The plots of one exercise; what right solutions measure is computed once."""

    def __init__(self, exercise: Exercise, strict: bool = False) -> None:
        """With `strict` an exception of the plot's own is raised, for who writes plots.

        Raises `CourseError` if `plots.py` cannot be used.
        """
        self._exercise = exercise
        self._strict = strict
        self._right = _Right(exercise)
        module = _load(exercise)
        found = [f for name, f in vars(module).items() if name.startswith("plot_")]
        self._plots = {_title(plot, exercise): plot for plot in found}

    def of(self, files: Mapping[str, bytes], sandbox: Sandbox) -> tuple[Drawn, ...]:
        """The figures of one submission, in the order of the file.

        One that cannot be drawn is absent with a sentence. Raises `SandboxError` alone: then it is
        not the submission's doing.
        """
        exercise = self._exercise
        limits = Limits(memory_mb=exercise.memory_mb, cpu_seconds=int(2 * SECONDS) + 10)
        candidate = InJail(Source(exercise.module, files), Remote(sandbox, limits))
        drawn: list[Drawn] = []
        try:
            late = ""
            for title, plot in self._plots.items():
                if late:  # a student waits for the page, and the class for the student
                    drawn.append(Absent(title, late))
                    continue
                session = candidate.open(title, SECONDS, SEED)
                drawn += self._draw(title, plot, candidate, session)
                if session.fault is not None and session.fault.outcome is Outcome.TIMED_OUT:
                    late = say("plot.late")
        finally:
            candidate.close()
        return tuple(drawn)

    def _draw(
        self, title: str, plot: Callable[..., Any], candidate: InJail, session: Session
    ) -> tuple[Drawn, ...]:
        try:
            candidate.load(session, SEED)
            given = {
                "submission": Submission(session),
                "inside": Probes(session),
                "right": self._right,
                "data": self._data,
            }
            wanted = inspect.signature(plot).parameters
            found = plot(**{name: given[name] for name in wanted})
            figures: tuple[Figure, ...] = found if isinstance(found, tuple) else (found,)
            return tuple(_bounded(figure, title) for figure in figures)
        except SandboxError:
            raise
        except Exception as error:
            decisive = session.decisive(error)
            if self._strict and not isinstance(decisive, Wrong | Fault | StudentRaised):
                raise
            return (Absent(title, _reason(decisive)),)

    def _data(self, name: str) -> Any:
        return _data(self._exercise, name)


class _Ours(Exception):
    """A right solution could not be measured: no fault of the student's."""


class _Right:
    """What right solutions measure: of the reference and of every accepted solution."""

    def __init__(self, exercise: Exercise) -> None:
        files = [exercise.reference, *sorted((exercise.solution / "accepted").glob("*.py"))]
        self._names = [path.name for path in files]
        self._sources = [Source.of(path, exercise.module) for path in files]
        self._known: dict[tuple[str, int, int], Any] = {}

    def __call__(self, measure: Measure, seeds: Sequence[int] = (1,)) -> list[Any]:
        """For every solution and seed what `measure` returns; the reference's come first."""
        count = len(self._sources)
        return [self._of(measure, number, seed) for number in range(count) for seed in seeds]

    def one(self, measure: Measure, seed: int = 1) -> Any:
        """What `measure` returns for the reference."""
        return self._of(measure, 0, seed)

    def _of(self, measure: Measure, number: int, seed: int) -> Any:
        key = (measure.__qualname__, number, seed)
        if key not in self._known:
            candidate = InProcess(self._sources[number])
            session = candidate.open("", SECONDS, SEED)
            session.trusted = True
            with warnings.catch_warnings(record=True):  # nobody waits for those of right solutions
                try:
                    candidate.load(session, SEED)
                    self._known[key] = measure(Submission(session), Probes(session), seed)
                except Exception as error:
                    raise _Ours(f"{self._names[number]}: {error}") from error
        return self._known[key]


def _data(exercise: Exercise, name: str) -> Any:
    if name not in exercise.datasets:
        raise LookupError(f"exercise.toml does not list the data set {name!r}")
    return datasets.load(name)


def _load(exercise: Exercise) -> ModuleType:
    path = exercise.solution / FILE
    spec = importlib.util.spec_from_file_location(f"plots_of_{exercise.module}", path)
    assert spec is not None and spec.loader is not None, "a .py file has a loader"
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise CourseError(f"{path} cannot be used: {type(error).__name__}: {error}") from None
    return module


def _title(plot: Callable[..., Any], exercise: Exercise) -> str:
    """The first line of its docstring."""
    lines = (plot.__doc__ or "").strip().splitlines()
    unknown = set(inspect.signature(plot).parameters) - _GIVEN
    if not lines or unknown:
        lacks = f"takes {', '.join(sorted(unknown))}" if lines else "has no docstring, its title"
        path = exercise.solution / FILE
        raise CourseError(f"{path} cannot be used: {getattr(plot, '__name__', plot)} {lacks}.")
    return lines[0]


def _bounded(figure: Figure, title: str) -> Figure:
    """Few enough things to look at, and to send; called `title`, unless by a name of its own."""
    figure = replace(figure, title=figure.title or title)
    if isinstance(figure, Chart):
        return replace(figure, marks=figure.marks[:MOST_MARKS])
    if isinstance(figure, Gallery):
        return replace(figure, pictures=figure.pictures[:MOST_PICTURES])
    return figure


def _reason(error: BaseException | None) -> str:
    """Why there is no plot, for the student. An exception of our own is nobody's business."""
    if isinstance(error, Wrong | Fault):
        return error.says
    if isinstance(error, StudentRaised):
        if "NotImplementedError" in error.kinds:
            return say("plot.not_written")
        return say("plot.raised", kind=error.kinds[0], message=error.message)
    if isinstance(error, _Ours):
        return say("plot.ours")
    return say("plot.other_form")
