"""The commands without a GPU: one line, what to do, exit code 2; and what is said with one."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.cli import card
from autograder.cli.where import How, batch_for, where
from autograder.course import CourseError, load_course
from autograder.executors import Lanes, Workers, lane_of, processes
from autograder.sandbox import SandboxError, doctor, gpu
from autograder.sandbox.gpu import Card
from autograder.work import Setting, Task

ROOT = Path(__file__).resolve().parents[2]
CARD = Card("NVIDIA Played", "GPU-1", ("/dev/null",))


def without_cuda() -> None:
    import torch

    if torch.backends.cuda.is_built():
        pytest.skip("this torch may find a GPU")


def said(*words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "autograder", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_grading_without_a_gpu_ends_before_anything_is_begun(tmp_path: Path) -> None:
    without_cuda()
    out = tmp_path / "out"
    code, line = said("grade", "tests/demo_class/ada", "--out", str(out), "--device", "cuda")
    assert code == 2
    assert line.startswith("autograder: cuda cannot be used here: ")
    assert "--device cpu" in line and line.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize("command", [["grade", "x.py", "--out", "out"], ["verify", "12"]])
def test_a_word_that_is_no_device_is_one_line(command: list[str]) -> None:
    code, line = said(*command, "--device", "gpu")
    assert (code, line.count("\n")) == (2, 1)
    assert "--device is cpu, cuda, cuda:N or auto, not 'gpu'" in line


def test_mutants_are_tried_on_the_cpu() -> None:
    code, line = said("verify", "12", "--mutate", "--device", "cuda")
    assert code == 2 and "on the CPU" in line


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--device", "cuda"), "cuda cannot be used here"),
        (("--device", "auto"), "need no GPU"),
        (("--device", "gpu"), "--device is"),
        (("--device", "cuda", "--docs", "docs/security.md"), "leave out --docs"),
    ],
)
def test_attacks_are_let_loose_on_a_gpu_only_where_one_is(
    words: tuple[str, ...], says: str
) -> None:
    if "cuda cannot" in says:
        without_cuda()
    code, line = said("doctor", "--attack", *words)
    assert (code, line.count("\n")) == (2, 1) and says in line


def test_what_stays_on_the_cpu_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exercises = load_course(ROOT).exercises[:5]
    asked: list[str] = []
    monkeypatch.setattr(gpu, "find", lambda device: asked.append(device) or CARD)
    card.require(exercises, "cuda:1")
    told = capsys.readouterr().err.split()
    assert "Played." in told and "01_starting_value," in told
    assert "04_regression_slope" not in told
    needy = replace(exercises[0], device="cuda")
    card.require([needy], "cpu")
    assert "01_starting_value" in capsys.readouterr().err
    card.require(exercises, "auto")
    card.require(exercises, "cpu")
    card.require(exercises, "cuda:1", quiet=True)
    assert capsys.readouterr().err == ""
    assert asked == ["cuda:1", "cuda:1"]


def test_a_missing_gpu_is_the_callers_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(device: str) -> Card:
        raise gpu.unusable(device, "there is none")

    monkeypatch.setattr(gpu, "find", none)
    with pytest.raises(CourseError, match="there is none"):
        card.require(load_course(ROOT).exercises, "cuda")
    with pytest.raises(CourseError, match="--device is"):
        card.check("tpu")


def test_doctor_tells_what_a_gpu_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    from autograder.sandbox.opening import open_with

    monkeypatch.setattr(gpu, "find", lambda device: CARD)
    monkeypatch.setattr(
        doctor, "open_sandbox", lambda device: open_with("none", entry="", preload=())
    )
    found = doctor._gpu()
    assert found.ok and "NVIDIA Played" in found.detail and gpu.SAYS in found.detail

    def none(device: str) -> Card:
        raise SandboxError("cuda cannot be used here: no driver. Grade with --device cpu")

    monkeypatch.setattr(gpu, "find", none)
    found = doctor._gpu()
    assert not found.ok and found.detail == "cuda cannot be used here: no driver"


def test_tasks_for_the_gpu_get_processes_of_their_own() -> None:
    setting = Setting(ROOT, device="cuda", gpu_share=2)
    assert isinstance(processes(4, Setting(ROOT), 1, 0), Workers)
    lanes = processes(4, setting, 100, 0)
    assert isinstance(lanes, Lanes)
    pools = {name: make() for name, make in lanes._pools.items()}
    assert {name: pool._max_workers for name, pool in pools.items()} == {"cpu": 4, "cuda": 2}  # type: ignore[attr-defined]
    for pool in pools.values():
        pool.shutdown()
    lanes.shutdown()


def test_a_task_says_its_lane() -> None:
    task = Task(Setting(ROOT), "x", "r", None, {}, device="cuda")  # type: ignore[arg-type]
    assert (lane_of(task), lane_of(), lane_of("a plot")) == ("cuda", "cpu", "cpu")


def test_a_far_cluster_holds_its_gpu_tasks_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    course = load_course(ROOT)
    for cluster, width in ((None, 6), ("local:4", 6), ("tcp://far:1", 64)):
        how = How(None, 2, cluster, "cuda", "auto", "warm", False, False, 3)
        setting, _, _ = where(course, how)
        assert (setting.device, setting.gpu_share) == ("cuda", 3)
        assert batch_for(None, course, how)._widths["cuda"] == width  # type: ignore[arg-type]


def test_without_a_gpu_the_benchmark_writes_nothing() -> None:
    without_cuda()
    before = (ROOT / "docs" / "gpu.md").read_bytes()
    done = subprocess.run(
        [sys.executable, "benchmarks/gpu.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "Nothing was measured" in done.stdout
    assert (ROOT / "docs" / "gpu.md").read_bytes() == before
