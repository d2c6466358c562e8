"""Which level is chosen, and by whom: also played for accounts and machines that are not this."""

from __future__ import annotations

import dataclasses
import json
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import Limits, SandboxError, opening
from autograder.sandbox.cold import ColdSandbox
from autograder.sandbox.landlock import abi
from autograder.sandbox.spare import spare_uid
from autograder.sandbox.view import view

from .asking import OBEY, ask, open_obeying

ROOT = Path(__file__).resolve().parents[2]
SOMEBODY = 60_999

REPORT = """
import json, os, sys
from pathlib import Path
from autograder.sandbox import Limits, SandboxError
from autograder.sandbox.opening import open_with
if sys.argv[1] == "refuse":
    from autograder.sandbox import policy, seccomp
    seccomp.load(seccomp.refuse(policy.NAMESPACES))
try:
    entry = Path(sys.argv[3])
    with open_with(start=sys.argv[2], entry=str(entry), shown=[entry], preload=()) as box:
        jail = box.start(Limits())
        with open(f"/proc/{jail._running.pid}/status") as status:
            uids = next(line for line in status if line.startswith("Uid:")).split()[1:]
        jail.finish()
        print(json.dumps({"letter": box.level.letter, "uids": uids, "mine": os.getuid()}))
except SandboxError as error:
    print(json.dumps({"refused": str(error)}))
"""


def run(words: list[str]) -> dict[str, object]:
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def as_somebody(words: list[str]) -> list[str]:
    """The words, run by an ordinary account even when the tests are run by root."""
    if os.geteuid() != 0:
        return words
    paths = [str(path) for path in (*view().binds, ROOT)]
    order = json.dumps({"uid": SOMEBODY, "paths": paths})
    return [sys.executable, "-m", "autograder.sandbox.launcher", order, *words]


@pytest.mark.parametrize("start", ["cold", "warm"])
def test_an_ordinary_account_gets_the_full_level(start: str) -> None:
    got = run(as_somebody([sys.executable, "-c", REPORT, "allow", start, str(OBEY)]))
    if "refused" in got:
        pytest.skip(f"user namespaces are refused here: {got['refused']}")
    assert got["letter"] == "A"
    assert set(got["uids"]) == {str(got["mine"])}  # type: ignore[call-overload]
    assert got["mine"] != 0


@pytest.mark.skipif(not abi(), reason="this kernel has no Landlock")
@pytest.mark.parametrize("start", ["cold", "warm"])
def test_where_namespaces_are_refused_the_reduced_level_is_chosen(start: str) -> None:
    got = run(as_somebody([sys.executable, "-c", REPORT, "refuse", start, str(OBEY)]))
    assert got["letter"] in {"B", "C"}
    assert "0" not in got["uids"]  # type: ignore[operator]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is sent away")
def test_root_whose_python_nobody_may_enter_is_told_what_to_do() -> None:
    closed = [path for path in view().binds if str(path).startswith("/root/")]
    if not closed:
        pytest.skip("this Python can be entered by everybody")
    got = run([sys.executable, "-c", REPORT, "refuse", "cold", str(OBEY)])
    assert "grade as an ordinary user" in str(got["refused"])


def test_auto_never_falls_to_no_isolation(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def refuse(plan: object, kind: object) -> None:
        tried.append(plan.level.letter)  # type: ignore[attr-defined]
        raise SandboxError("not here")

    monkeypatch.setattr(opening, "_tried", refuse)
    with pytest.raises(SandboxError, match="--isolation none") as refused:
        opening.open_sandbox("auto")
    assert "E" not in tried
    assert len(tried) == 2
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("start", ["cold", "warm"])
def test_no_isolation_is_had_by_name(start: str) -> None:
    from autograder.sandbox import Limits

    with open_obeying("none", start) as box:
        assert box.level.letter == "E"
        jail = box.start(Limits())
        assert ask(jail, "import os; result = os.getuid()") != 0
        assert jail.finish().cause == "killed"


def test_an_unknown_word_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="isolation is one of"):
        opening.open_sandbox("full")
    with pytest.raises(ValueError, match="start is one of"):
        opening.open_sandbox(start="hot")


def test_python_itself_cannot_be_hidden() -> None:
    with pytest.raises(SandboxError, match="Python itself needs it"):
        view([Path(sys.prefix)])


def test_without_bubblewrap_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxError, match="apt-get install bubblewrap"):
        open_obeying("A")


def test_a_runner_that_cannot_be_imported_is_our_own_failure() -> None:
    from autograder.sandbox import Limits
    from autograder.sandbox.opening import open_with

    box = open_with(entry=str(OBEY), shown=[OBEY], preload=("no_such_module",))
    with box, pytest.raises(SandboxError, match="no_such_module"):
        box.start(Limits())


def test_the_jail_that_is_only_tried_stays_until_it_has_been_seen() -> None:
    """One that ended by itself could be gone before its pidfd is opened."""
    plan = opening.plan_for("A", view(), "", ())
    spare = spare_uid() if os.geteuid() == 0 else None
    plan = dataclasses.replace(plan, spare=spare.uid if spare else None)
    with ColdSandbox(plan) as box:
        try:
            jail = box.start(Limits())
        except SandboxError as error:
            pytest.skip(f"level A cannot be had here: {error}")
        assert not select.select([jail.sock], [], [], 0.2)[0]
        assert jail.finish().cause == "killed"
    if spare is not None:
        spare.close()
