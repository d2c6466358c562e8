"""A class on a real Dask cluster on loopback: equal marks, nothing lost, strangers refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.batch import Batch, Step
from autograder.cluster import Cluster
from autograder.course import Course, CourseError
from autograder.keys import keys
from autograder.store import opened, standing
from autograder.store.entries import enter
from autograder.work import Setting
from tests.mini_course import RIGHT, TRIPLES, hand_in, write_course

ROOT = Path(__file__).resolve().parent.parent
# A worker on which another torch seems to be installed.
STRANGER = """
import importlib.metadata as metadata
true = metadata.version
metadata.version = lambda name: "9.9.9" if name == "torch" else true(name)
"""


class Daemons:
    """A scheduler and workers of their own, started as an administrator does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[str]] = []
        scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        self.address = self._hears(scheduler, "Scheduler at:").split()[-1]

    def worker(self, *, options: tuple[str, ...] = (), **env: str) -> subprocess.Popen[str]:
        """One more worker, ready for work."""
        fixed = ("--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", "--memory-limit", "0")
        worker = self._start("worker", self.address, *fixed, *options, **env)
        self._hears(worker, "Registered to:")
        return worker

    def _start(self, *words: str, **env: str) -> subprocess.Popen[str]:
        paths = os.pathsep.join(filter(None, [env.pop("PYTHONPATH", ""), str(ROOT)]))
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words, "--no-dashboard"],
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1", **env},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        self._running.append(process)
        return process

    @staticmethod
    def _hears(process: subprocess.Popen[str], wanted: str) -> str:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if wanted in line:
                return line.strip()
        raise AssertionError("".join(said))

    def close(self) -> None:
        for process in reversed(self._running):
            process.kill()
            process.wait()
            assert process.stderr is not None
            process.stderr.close()


@pytest.fixture
def daemons(tmp_path: Path) -> Iterator[Daemons]:
    opened_ = Daemons(tmp_path)
    yield opened_
    opened_.close()


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return write_course(tmp_path / "course")


def run(course: Course, out: Path, address: str, tell: Any) -> list[str]:
    """Grade a class of twelve on the cluster; returns what is said of refused workers."""
    said: list[str] = []
    setting = Setting(course.root)
    own = {e.slug: keys(e, "introduction", "cpu") for e in course.exercises}
    with opened(out, "c", write=True, make=True) as db:
        students = [hand_in(course, f"s{n}", (RIGHT, TRIPLES)[n % 2]) for n in range(12)]
        asked = enter(db, students, "first", "later")

        def pool(tasks: int, fresh: int) -> Cluster:
            return Cluster(address, setting, "introduction", own, said.append)

        batch = Batch(db, course, setting, pool, 4)
        batch.run(batch.plan(asked), "graded", "", tell)
        counting = standing.counting(db)
        found = {entry.student: counting[entry.number].earned for entry in asked}
        assert found == {f"s{n}": (10, 4)[n % 2] for n in range(12)}
        assert len(standing.history(db)) == 12
    return said


def test_a_worker_that_dies_loses_nothing_and_a_stranger_is_refused(
    daemons: Daemons, course: Course, tmp_path: Path
) -> None:
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    (stranger / "sitecustomize.py").write_text(STRANGER, "utf-8")
    daemons.worker(PYTHONPATH=str(stranger))
    victim = daemons.worker()
    daemons.worker()
    steps: list[Step] = []

    def tell(step: Step) -> None:
        steps.append(step)
        if len(steps) == 3:
            victim.send_signal(signal.SIGKILL)

    said = run(course, tmp_path / "out", daemons.address, tell)
    assert len(steps) == 12
    assert len(said) == 1 and "it has torch 9.9.9, not " in said[0]


def test_when_all_workers_die_a_new_one_ends_the_class(
    daemons: Daemons, course: Course, tmp_path: Path
) -> None:
    first = daemons.worker()
    steps: list[Step] = []

    def tell(step: Step) -> None:
        steps.append(step)
        if len(steps) == 3:
            first.send_signal(signal.SIGKILL)
            daemons.worker()

    assert run(course, tmp_path / "out", daemons.address, tell) == []
    assert len(steps) == 12


def test_without_a_worker_that_would_grade_alike_nothing_is_graded(
    daemons: Daemons, course: Course, tmp_path: Path
) -> None:
    with pytest.raises(CourseError, match="No worker of the cluster can be used: there is none"):
        run(course, tmp_path / "out", daemons.address, None)
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    (stranger / "sitecustomize.py").write_text(STRANGER, "utf-8")
    daemons.worker(PYTHONPATH=str(stranger))
    with pytest.raises(CourseError, match="none would grade as this machine does"):
        run(course, tmp_path / "out", daemons.address, None)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "local:x"])
def test_a_wrong_address_is_one_line(
    course: Course, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.cluster.SECONDS_TO_CONNECT", 1)
    with pytest.raises(CourseError, match="cannot be reached") as caught:
        run(course, tmp_path / "out", address, None)
    assert "\n" not in str(caught.value)
