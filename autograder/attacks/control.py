"""Instructor room: control runs, which show that an attack works where nothing holds it.

The naive grader (ATTACKS/naive/server.py) runs as an ordinary user: under a spare uid if the
harness is root. Its children are bounded by limits and time, and see loopback addresses only
because that is all that the attacks ask for.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.attacks import traces
from autograder.attacks.catalog import NAIVE, PIPELINE, Attack, home
from autograder.attacks.ground import FLOOD, Ground
from autograder.course import CourseError, Exercise
from autograder.sandbox.view import PACKAGE, view

SPARE = 61_184  # beside those that graders hold: a control may run while somebody grades
SECONDS = 4.0
GRACE_SECONDS = 10.0
START_SECONDS = 120.0
GROWN_MB = 1000
MB = 1 << 20
LIMITS = {
    "RLIMIT_CORE": 0,
    "RLIMIT_CPU": 20,
    "RLIMIT_FSIZE": 200 * MB,
    "RLIMIT_AS": 6144 * MB,
    "RLIMIT_DATA": 2048 * MB,
    "RLIMIT_NOFILE": 1024,
}


@dataclass(frozen=True)
class Control:
    """How a control went: whether it showed what it should, and what was seen, in words."""

    works: bool
    saw: str
    impossible: str = ""  # why it cannot work on this machine, whoever tries


class Naive:
    """The naive grader of one run; a warm process, one child an attack."""

    def __init__(self, ground: Ground, honest: Mapping[str, bytes]) -> None:
        """`honest`: number of an exercise -> source of a right answer to it."""
        self._ground = ground
        self._honest = honest
        self._process: subprocess.Popen[str] | None = None
        self._runs = 0

    def run(self, attack: Attack, exercise: Exercise) -> Control:
        """Run one attack, and say whether its control shows what its header promises."""
        folder = self._ground.folder / f"control-{self._ground.mark}" / str(self._runs)
        self._runs += 1
        folder.mkdir(parents=True)
        self._hand_in(attack, exercise, folder)
        hangs = attack.control == "killed" and attack.grader != PIPELINE
        order = {
            "folder": str(folder),
            "exercise": attack.exercise,
            "module": exercise.module,
            "grader": attack.grader,
            "limits": LIMITS,
            "seconds": SECONDS if hangs else 6 * SECONDS,
        }
        try:
            said = self._ask(order)
            printed, page, table = (
                _printed(folder / name) for name in ("stdout", "report.html", "grades.csv")
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        active = traces.injected(page, self._ground.mark) or traces.formulas(table)
        return self._judge(attack, said, printed, active or traces.in_terminal(page), page)

    def _hand_in(self, attack: Attack, exercise: Exercise, folder: Path) -> None:
        honest = self._honest[attack.exercise]
        folder.chmod(0o777)
        if attack.grader != PIPELINE:
            source = self._ground.source(attack)
            for name, text in (("before", honest), ("attack", source), ("after", honest)):
                (folder / f"{name}.py").write_bytes(text)
                (folder / f"{name}.py").chmod(0o666)
            return
        students = folder / "class"
        students.mkdir()
        students.chmod(0o777)
        files = {"0-before": honest, "2-after": honest}
        if attack.folder:
            write_folder(attack, self._ground, students)
        else:
            files["1-attack"] = self._ground.source(attack)
        for name, text in files.items():
            (students / name).mkdir()
            (students / name / f"{exercise.module}.py").write_bytes(text)
            (students / name).chmod(0o777)

    def _judge(
        self, attack: Attack, said: Mapping[str, Any], output: str, active: str, page: str
    ) -> Control:
        scores = said["scores"]
        left = self._ground.evidence(output + page)
        saw = {
            "forged": scores.get("attack", 0) > 0,
            "killed": "after" not in scores if said["ended"] else "before" in scores,
            "poisoned": scores.get("after", -1) != scores.get("before", -1),
            "evidence": bool(left),
            "flood": len(output) > FLOOD,
            "memory": said["mb"] > GROWN_MB,
            "injected": bool(active),
        }
        words = {
            "forged": f"forged {scores.get('attack')} points",
            "killed": "ended the run" if said["ended"] else "never came back",
            "poisoned": f"the next one got {scores.get('after')} points",
            "evidence": ", ".join(left),
            "flood": f"printed {len(output) >> 20} MB",
            "memory": f"the grader grew to {said['mb']} MB",
            "injected": f"the report has {active}",
        }
        if not saw[attack.control]:
            for line in output.splitlines():
                if line.startswith("impossible:"):
                    return Control(False, "", line.removeprefix("impossible:").strip()[:120])
        what = attack.control if saw[attack.control] else ""
        return Control(bool(what), words.get(what, f"nothing: {scores} {output[-300:]!r}"))

    def _ask(self, order: Mapping[str, Any]) -> dict[str, Any]:
        process = self._started()
        assert process.stdin is not None and process.stdout is not None
        gone: dict[str, Any] = {"ended": True, "code": None, "scores": {}, "mb": 0}
        try:
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            self.close()
            return gone
        ready = select.select([process.stdout], [], [], order["seconds"] + GRACE_SECONDS)[0]
        line = process.stdout.readline() if ready else ""
        if not line:  # the attack has ended its grader
            self.close()
            return gone
        said: dict[str, Any] = json.loads(line)
        return said

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                _command([sys.executable, str(home() / NAIVE / "server.py"), *self._words]),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(self._ground),
                cwd="/",
                text=True,
                start_new_session=True,
            )
            assert self._process.stdout is not None
            ready = select.select([self._process.stdout], [], [], START_SECONDS)[0]
            if not ready or self._process.stdout.readline() != "ready\n":
                raise CourseError("The naive grader of the controls does not start.")
        return self._process

    @property
    def _words(self) -> tuple[str, str]:
        """The secret, and a file that holds it: what such graders keep in memory and open."""
        return self._ground.secret, str(self._ground.folder / "course/.autograder/course.key")

    def close(self) -> None:
        """End the naive grader."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except BrokenPipeError:
                        continue


def write_folder(attack: Attack, ground: Ground, into: Path) -> None:
    """Have an attack that writes a submission do so, as an ordinary user. Raises CourseError."""
    program = ground.folder / f"{attack.name}.py"
    program.write_bytes(ground.source(attack))
    program.chmod(0o644)
    into.mkdir(exist_ok=True)
    into.chmod(0o777)
    done = subprocess.run(
        _command([sys.executable, str(program), str(into)]),
        env=_environment(ground),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    program.unlink()
    if done.returncode:
        raise CourseError(f"{attack.path} does not write its folder: {done.stderr[-500:]}")


def _command(words: list[str]) -> list[str]:
    """The words as an ordinary user, who can enter the folders that Python and we lie in."""
    if os.geteuid() != 0:
        return words
    paths = {*view().binds, PACKAGE, home(), PACKAGE.parent / "datasets"}
    order = {"uid": SPARE, "paths": sorted(str(path) for path in paths if path.exists())}
    python = [sys.executable, "-s", "-P"]
    return [*python, "-m", "autograder.sandbox.launcher", json.dumps(order), *words]


def _environment(ground: Ground) -> dict[str, str]:
    own = ("PATH", "LANG", "VIRTUAL_ENV")
    kept = {name: os.environ[name] for name in own if name in os.environ}
    return kept | {
        "HOME": str(ground.drop),
        "TMPDIR": str(ground.drop),
        "COURSE_KEY": ground.secret,
        "PYTHONPATH": str(PACKAGE.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
    }


def _printed(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(8 * MB).decode("utf-8", "replace")
    except OSError:
        return ""
