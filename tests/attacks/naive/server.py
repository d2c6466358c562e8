"""The control: a grader as many are written, which grades inside the process of the submission.

Started by the harness as an ordinary user, without isolation. Each order (a line of JSON on stdin)
is a child that grades an honest submission, the attack, and the honest one again, in one process,
by one of a few usual ways to compare and to store. The answer is a line of JSON on stdout.
"""

import importlib.util
import json
import math
import os
import resource
import select
import signal
import sys
import traceback
import unittest
from pathlib import Path

import msgpack
import numpy as np
import pytest
import torch

from autograder import wire
from autograder.inside import probes
from autograder.inside.runner import Runner

sys.path.insert(0, os.path.dirname(__file__))
KEY = sys.argv[1]  # the secret of a course, where a grader in Python would have it
MB = 1 << 20
POINTS = 2
SCORES = {}
ERRORS = []


def load(path, module):
    spec = importlib.util.spec_from_file_location(module, path)
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[module] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def by_numpy(got, want):
    assert np.allclose(got, want)


def by_torch(got, want):
    assert torch.allclose(got, want)


def by_equality(got, want):
    equal = got == want
    assert equal if isinstance(equal, bool) else equal.all()


def by_math(got, want):
    pairs = zip(np.ravel(got).tolist(), np.ravel(want).tolist(), strict=True)
    assert all(math.isclose(a, b, abs_tol=1e-9) for a, b in pairs)


def by_builtins(got, want):
    assert all(abs(a - b) < 1e-6 for a, b in zip(got, want))


def by_error(got, want):
    if np.max(np.abs(got - want)) > 1e-6:
        raise AssertionError("the largest error is too large")


def by_unittest(got, want):
    case = unittest.TestCase()
    case.assertTrue(np.allclose(got, want))


def by_approx(got, want):
    assert np.ravel(got).tolist() == pytest.approx(np.ravel(want).tolist())


def by_probes(got, want):
    """Compares beside the submission what the probes say of both."""
    assert torch.equal(probes.PROBES["values"](got), probes.PROBES["values"](want))


COMPARE = {
    "torch": by_torch,
    "equality": by_equality,
    "math": by_math,
    "builtins": by_builtins,
    "error": by_error,
    "unittest": by_unittest,
    "approx": by_approx,
    "probes": by_probes,
}


def points(path, module, checks, compare):
    secret_of_this_course = KEY  # noqa: F841 - what a walk over the frames finds
    submission = load(path, module)
    earned = 0
    for check in checks:
        try:
            for got, want in check(submission, sys.modules["reference"]):
                compare(got, want)
            earned += POINTS
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            places = ", ".join(frame.name for frame in frames)
            ERRORS.append(f"{type(error).__name__}: {error} ({places})")
    return earned


def by_test_case(path, module, checks, compare):
    """One unittest.TestCase; the points are the tests that its result holds for passed."""
    submission = load(path, module)

    class Case(unittest.TestCase):
        pass

    for number, check in enumerate(checks):

        def test(self, check=check):
            for got, want in check(submission, sys.modules["reference"]):
                self.assertTrue(np.allclose(got, want))

        setattr(Case, f"test_{number}", test)
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Case)
    result = unittest.TestResult()
    suite.run(result)
    return POINTS * (result.testsRun - len(result.failures) - len(result.errors))


class Plugin:
    def __init__(self, submission, checks):
        self._submission, self.checks, self.passed = (lambda: submission), checks, 0

    def pytest_generate_tests(self, metafunc):
        metafunc.parametrize("check", self.checks)

    @pytest.fixture
    def submission(self):
        return [self._submission()]  # boxed: pytest looks for fixtures in modules

    def pytest_runtest_logreport(self, report):
        self.passed += report.when == "call" and report.passed


def by_pytest(path, module, checks, compare):
    """pytest in the folder of the submission; the points are the reports that passed."""
    Path("test_all.py").write_text(
        "import sys\nimport numpy as np\n\n\n"
        "def test_it(submission, check):\n"
        "    for got, want in check(submission[0], sys.modules['reference']):\n"
        "        assert np.allclose(got, want)\n"
    )
    plugin = Plugin(load(path, module), checks)
    arguments = ["-q", "-p", "no:cacheprovider", "--import-mode=importlib", "test_all.py"]
    pytest.main(arguments, plugins=[plugin])
    return POINTS * plugin.passed


class Verdicts(Runner):
    """A runner that is asked for the verdict, and not for data."""

    def _op_verdict(self, earned):
        return earned


def answer(frame):
    """Evaluates what the runner asks back, as it comes; an error here is the grader's end."""
    try:
        number, what, arguments, keywords = wire.unpack(frame, lambda ref: ref)
        return wire.pack(["ok", [by_numpy, by_error][number](*arguments, **keywords)], None)
    except Exception:
        os._exit(70)


def save(way):
    if way == "json":
        with open("results.json", "w") as file:
            json.dump(SCORES, file)
    elif way == "msgpack":
        Path("results.bin").write_bytes(msgpack.packb(SCORES))
    elif way == "wire":
        Path("results.bin").write_bytes(wire.pack(SCORES, None))
    elif way == "runner":
        runner = Verdicts(answer)
        Path("results.bin").write_bytes(runner.serve(wire.pack(["verdict", SCORES], None)))
    elif way == "print":
        print("SCORES", *(f"{who}={earned}" for who, earned in SCORES.items()), flush=True)


def child(order, socket):
    checks = __import__(f"checks_{order['exercise']}").CHECKS
    way = order["grader"]
    compare = COMPARE.get(way, by_torch if order["exercise"] == "06" else by_numpy)
    grade = {"pytest": by_pytest, "testcase": by_test_case}.get(way, points)
    if way == "pipeline":
        load("class/0-before/" + order["module"] + ".py", "reference")
        import pipeline

        def earned(path, module, checks):
            return points(path, module, checks, compare)

        pipeline.run(order, earned, ERRORS, SCORES, save)
        return
    load("before.py", "reference")
    for who in ("before", "attack", "after"):
        SCORES[who] = 0
        SCORES[who] = grade(f"{who}.py", order["module"], checks, compare)
        if way == "socket":
            message = wire.pack(["ok", dict(SCORES)], None)
            wire.write_frame(socket, wire.Frame(wire.Kind.REPLY, bytes(8), message))
        else:
            save(way if way in ("msgpack", "wire", "runner", "print") else "json")


def scores(way, socket):
    """What the instructor reads afterwards."""
    found = {}
    try:
        if way in ("msgpack", "wire"):
            return wire.unpack(Path("results.bin").read_bytes(), None)
        if way == "runner":
            return wire.unpack(Path("results.bin").read_bytes(), None)[1]
        if way == "print":
            lines = [x for x in Path("stdout").read_text().splitlines() if x.startswith("SCORES")]
            return {k: int(v) for k, v in (word.split("=") for word in lines[-1].split()[1:])}
        if way == "socket":
            socket.settimeout(1)
            for _ in range(3):
                frame = wire.read_frame(socket)
                found = wire.unpack(frame.payload, None)[1] | found
            return found
        return json.loads(Path("results.json").read_text())
    except Exception:
        return found


def serve(order):
    import socket

    ours, theirs = socket.socketpair()
    os.chdir(order["folder"])
    pid = os.fork()
    if pid == 0:
        ours.close()
        os.set_inheritable(theirs.fileno(), True)
        os.setsid()
        for name, most in order["limits"].items():
            resource.setrlimit(getattr(resource, name), (most, most))
        out = os.open("stdout", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        os.dup2(out, 1)
        os.dup2(out, 2)
        sys.stdin.close()
        try:
            child(order, theirs)
        except SystemExit:
            raise
        except BaseException as error:
            print(f"the grader ended: {type(error).__name__}: {error}"[:2000], flush=True)
            os._exit(1)
        sys.exit(0)
    theirs.close()
    pidfd = os.pidfd_open(pid)
    ended = bool(select.select([pidfd], [], [], order["seconds"])[0])
    if not ended:
        os.killpg(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    found = scores(order["grader"], ours)
    os.close(pidfd)
    ours.close()
    os.chdir("/")
    code = os.waitstatus_to_exitcode(status)
    return {"ended": ended, "code": code, "scores": found, "mb": used.ru_maxrss >> 10}


def main():
    torch.set_num_threads(1)
    os.set_inheritable(os.open(sys.argv[2], os.O_RDONLY), True)  # a file left open, as happens
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    answers.write("ready\n")
    answers.flush()
    while line := sys.stdin.readline():
        said = serve(json.loads(line))
        answers.write(json.dumps(said) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
