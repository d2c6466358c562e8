"""What a student sees of the public checks: in pytest, and in the child that the self-check starts.

Most tests run the plugin in this process, on a small exercise: only a few children import torch.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import autograder.loopback  # noqa: F401  torch cannot be imported twice by the runs in this process
from autograder.course import PACKAGE, load_course
from autograder.outcomes import Outcome
from autograder.selfcheck import check, from_record, lines, next_step

pytest_plugins = ["pytester"]

TOML = """
title = "Double"
module = "double"
[[hidden]]
name = "check_double"
title = "double doubles"
points = 7
[[hidden]]
name = "check_apply"
title = "apply calls the function"
points = 3
"""
CHECKS = '''
import numpy as np
from autograder.checks import expect, same

def test_double(submission):
    """double gives twice its argument"""
    same(submission.double(2.0), 4.0, "double(2) should be 4.")

def test_apply(submission):
    """apply calls the given function with 3"""
    def given(x):
        expect(x == 3, "apply should pass 3 on.")
        return x
    same(submission.apply(given), 3, "Return what the function returns.")
'''
STUB = """
def double(x):
    raise NotImplementedError("Write double: one product.")

def apply(function):
    raise NotImplementedError("Write apply: one call.")
"""
RIGHT = "def double(x):\n    return 2 * x\n\ndef apply(function):\n    return function(3)\n"


@pytest.fixture
def root(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with one exercise, whose stub is untouched, in the current folder."""
    for name in ("CI", "BUILD_NUMBER"):  # with one of them set, pytest tells each failure twice
        monkeypatch.delenv(name, raising=False)
    return write_course(pytester.path)


def write_course(root: Path, slug: str = "01_double", code: str = STUB) -> Path:
    folder = root / "assignments" / slug
    folder.mkdir(parents=True)
    settings = "[pytest]\naddopts = -p autograder.pytest_public --import-mode=importlib\n"
    (root / "assignments" / "pytest.ini").write_text(settings, encoding="utf-8")
    for name, text in (
        ("exercise.toml", TOML),
        ("README.md", "Double it.\n"),
        ("test_double.py", CHECKS),
        ("double.py", code),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return root


def run(pytester: pytest.Pytester, *args: str) -> tuple[int, str]:
    """Exit code and output of pytest on the course, in this process."""
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", *(args or ("assignments",)))
    return int(result.ret), result.stdout.str() + result.stderr.str()


def run_with(pytester: pytest.Pytester, root: Path, code: str, *args: str) -> tuple[int, str]:
    (root / "assignments" / "01_double" / "double.py").write_text(code, encoding="utf-8")
    return run(pytester, *args)


def test_an_untouched_stub_is_not_attempted(pytester: pytest.Pytester, root: Path) -> None:
    code, out = run(pytester)
    assert code == 1
    assert "2 not attempted in" in out
    assert "not attempted  double gives twice its argument: Write double: one product." in out
    assert "0 of 2 public checks passed.\nNext: Write double: one product.\n" in out
    assert "2 hidden checks, worth 10 points in all" in out
    assert "ERROR" not in out and "Traceback" not in out and "FAILURES" not in out


def test_right_code_passes_from_the_root_and_from_within(
    pytester: pytest.Pytester, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out = run_with(pytester, root, RIGHT)
    assert code == 0
    assert "2 of 2 public checks passed.\nAll public checks pass. Next: hand in double.py.\n" in out
    monkeypatch.chdir(root / "assignments" / "01_double")
    code, out = run(pytester, ".")
    assert code == 0 and "2 passed" in out
    code, out = run(pytester, ".", "-k", "apply")
    assert code == 0 and "Next: run the other public checks too." in out


def test_a_wrong_answer_shows_what_was_called_and_what_came_back(
    pytester: pytest.Pytester, root: Path
) -> None:
    code, out = run_with(pytester, root, RIGHT.replace("2 * x", "3 * x"))
    assert code == 1
    assert (
        "called     double(2.0)\ncame back  a number (float): 6.0\ndouble(2) should be 4.\n" in out
    )
    assert "Traceback" not in out and "File " not in out
    assert '1 of 2 public checks passed.\nNext: work on "double gives twice' in out


@pytest.mark.parametrize("body", ["return {1, 2}", "return None", "return 'four'"])
def test_another_form_is_a_wrong_answer(pytester: pytest.Pytester, root: Path, body: str) -> None:
    code, out = run_with(pytester, root, RIGHT.replace("return 2 * x", body))
    assert code == 1 and "1 failed, 1 passed" in out
    assert "should be numbers in an array" in out and "Traceback" not in out


def test_the_checks_own_exception_is_another_form(pytester: pytest.Pytester, root: Path) -> None:
    path = root / "assignments" / "01_double" / "test_double.py"
    says = "same(submission.double(2.0), 4.0, "
    path.write_text(CHECKS.replace(says, "same(submission.double(2.0)[0], 4.0, "), encoding="utf-8")
    code, out = run_with(pytester, root, RIGHT)
    assert code == 1
    assert "What came back has another form than the task asks for." in out
    assert "Traceback" not in out


def test_what_a_probe_cannot_take_is_another_form(pytester: pytest.Pytester, root: Path) -> None:
    path = root / "assignments" / "01_double" / "test_double.py"
    says = CHECKS.replace("(submission)", "(submission, inside)")
    says = says.replace(
        "submission.double(2.0), 4.0", "inside.parameters(submission.double(2)), 4.0"
    )
    path.write_text(says, encoding="utf-8")
    code, out = run_with(pytester, root, RIGHT)
    assert code == 1
    assert "task asks for. ('int' object has no attribute 'named_parameters')" in out
    assert "Traceback" not in out


def test_an_error_shows_the_students_own_lines_only(pytester: pytest.Pytester, root: Path) -> None:
    broken = (
        RIGHT.replace("return 2 * x", "return twice(x)") + "\ndef twice(x):\n    return x / 0\n"
    )
    code, out = run_with(pytester, root, broken)
    assert code == 1
    own = root / "assignments" / "01_double" / "double.py"
    shown = [line.strip() for line in out.splitlines() if line.lstrip().startswith("File ")]
    assert shown == [f'File "{own}", line 2, in double', f'File "{own}", line 8, in twice']
    assert "return x / 0" in out and "ZeroDivisionError: float division by zero" in out
    assert "stopped with an error  double gives twice" in out
    assert "(double.py, line 8)" in out


def test_causes_are_shown_too(pytester: pytest.Pytester, root: Path) -> None:
    body = "try:\n        x / 0\n    except Exception as e:\n        raise ValueError('no') from e"
    _, out = run_with(pytester, root, RIGHT.replace("return 2 * x", body))
    assert out.index("ZeroDivisionError") < out.index("direct cause") < out.index("ValueError: no")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("def double(x:\n", "SyntaxError: "),
        ("import nothing_of_this_name\n", "ModuleNotFoundError: "),
        ("raise SystemExit(3)\n", "SystemExit: 3"),
        ("def double(y): return 2 * y\n", "Your file has no `apply`."),
    ],
)
def test_a_file_that_cannot_be_used_fails_and_is_no_error_of_pytest(
    pytester: pytest.Pytester, root: Path, code: str, told: str
) -> None:
    ended, out = run_with(pytester, root, code)
    assert ended == 1
    assert told in out
    assert "ERROR" not in out and "autograder" + os.sep not in out.replace(str(root), "")


def test_a_file_that_is_gone_is_told(pytester: pytest.Pytester, root: Path) -> None:
    (root / "assignments" / "01_double" / "double.py").unlink()
    code, out = run(pytester)
    assert code == 1
    assert "names the module double.py, which is not beside it" in out and "ERROR" not in out


def test_torch_says_not_implemented_and_means_an_error(
    pytester: pytest.Pytester, root: Path
) -> None:
    code, out = run_with(
        pytester, root, "import torch\n" + RIGHT.replace("2 * x", "torch.nn.Module()(x)")
    )
    assert code == 1
    assert "NotImplementedError: Module [Module] is missing" in out
    assert "not attempted" not in out


def test_a_verdict_that_the_student_catches_stands(pytester: pytest.Pytester, root: Path) -> None:
    body = "try:\n        function(4)\n    except Exception:\n        return 3"
    code, out = run_with(pytester, root, RIGHT.replace("return function(3)", body))
    assert code == 1
    assert "apply should pass 3 on." in out and "came back" not in out


def test_warnings_never_fail_anything(pytester: pytest.Pytester, root: Path) -> None:
    warns = "import warnings\nwarnings.warn('early', DeprecationWarning)\n" + RIGHT.replace(
        "return 2 * x", "warnings.warn('late', UserWarning); open(__file__); return 2 * x"
    )
    code, out = run_with(pytester, root, warns, "-W", "error", "assignments")
    assert code == 0
    assert "DeprecationWarning: early" in out and "UserWarning: late" in out


def test_exercises_do_not_mix_modules(pytester: pytest.Pytester, root: Path) -> None:
    """The same helper's name in two exercises, and an exercise that lacks it."""
    helped = "import helper\n" + RIGHT.replace("2 * x", "helper.TWO * x")
    for slug in ("02_double", "03_double", "04_double"):
        write_course(root, slug, helped)
    (root / "assignments" / "02_double" / "helper.py").write_text("TWO = 2\n", encoding="utf-8")
    (root / "assignments" / "03_double" / "helper.py").write_text("TWO = 5\n", encoding="utf-8")
    code, out = run_with(pytester, root, RIGHT)
    assert code == 1
    assert "3 failed, 5 passed" in out
    assert "came back  a number (float): 10.0" in out
    assert out.count("No module named 'helper'\n") >= 2
    assert "helper" not in sys.modules and "double" not in sys.modules


def test_a_fresh_module_for_every_check(pytester: pytest.Pytester, root: Path) -> None:
    counts = "seen = []\n" + RIGHT.replace(
        "return 2 * x", "seen.append(1); return 4.0 * len(seen)"
    ).replace("return function(3)", "seen.append(1); return function(2 + len(seen))")
    assert run_with(pytester, root, counts)[0] == 0


def test_the_user_can_stop_in_the_middle(pytester: pytest.Pytester, root: Path) -> None:
    """Ctrl-C while the student's code runs ends pytest, not only the check."""
    path = root / "assignments" / "01_double" / "double.py"
    path.write_text(RIGHT.replace("return 2 * x", "raise KeyboardInterrupt"), encoding="utf-8")
    record = pytester.inline_run("assignments", no_reraise_ctrlc=True)
    assert record.ret == pytest.ExitCode.INTERRUPTED
    assert record.listoutcomes() == ([], [], [])


def test_the_outcomes_can_be_had_as_json(pytester: pytest.Pytester, root: Path) -> None:
    file = root / "out.json"
    run(pytester, "assignments", "--gradeproof-json", str(file))
    record = json.loads(file.read_bytes())
    assert [check["outcome"] for check in record["checks"]] == ["not_attempted"] * 2
    assert record["planned"][1] == ["test_apply", "apply calls the given function with 3"]
    assert record["running"] is None


def test_a_record_that_ends_early_says_who_was_running(tmp_path: Path) -> None:
    (exercise,) = load_course(write_course(tmp_path)).exercises
    passed = {"name": "a", "title": "A", "outcome": "passed", "says": "", "error": ""}
    planned = [["a", "A"], ["b", "B"], ["c", "C"]]
    record = {"checks": [passed], "running": "b", "planned": planned}
    for ended, outcome in ((None, Outcome.TIMED_OUT), (-11, Outcome.CRASHED)):
        result = from_record(exercise, record, 5.0, ended, "")
        assert [c.outcome for c in result.checks] == [Outcome.PASSED, outcome, Outcome.SKIPPED]
        assert not result.passed and result.timed_out is (ended is None)
        assert '"B"' in next_step(result)
        assert all("\n" not in line for line in lines(result)) and len(lines(result)) == 3
    nothing = from_record(exercise, {}, 5.0, 4, "usage: pytest")
    assert not nothing.passed and "could not be run" in lines(nothing)[0]
    assert "pytest assignments/01_double" in next_step(nothing)


def test_a_loop_without_an_end_is_stopped(tmp_path: Path) -> None:
    """However far it came by then: starting takes longer on a busy machine."""
    (exercise,) = load_course(write_course(tmp_path, code="while True: pass\n")).exercises
    (result,) = check([exercise], 2.0)
    assert result.timed_out and not result.passed
    assert {c.outcome for c in result.checks} <= {Outcome.TIMED_OUT, Outcome.SKIPPED}
    assert bool(result.checks) != bool(result.trouble)


def test_a_program_that_ends_python_is_told_and_no_pass(tmp_path: Path) -> None:
    code = RIGHT.replace("return function(3)", "import os; os._exit(0)")
    (exercise,) = load_course(write_course(tmp_path, code=code)).exercises
    (result,) = check([exercise], 300.0)
    assert [c.outcome for c in result.checks] == [Outcome.PASSED, Outcome.CRASHED], result.output
    assert not result.passed and not result.timed_out
    assert "exit code 0" in lines(result)[1]


ELSEWHERE = """
import os, sys
for name in ("fcntl", "resource", "pwd", "grp", "termios", "autograder.sandbox"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "kill", "killpg"):
    delattr(os, name)
"""
SELF_CHECK = """
import json, os, sys
from pathlib import Path
from autograder.course import load_course
from autograder.selfcheck import check
assert not hasattr(os, "fork") and sys.modules["fcntl"] is None
(result,) = check(load_course(Path(sys.argv[1])).exercises, 300.0)
print(json.dumps([result.passed, [c.says for c in result.checks], result.output]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this already is a system without fork")
def test_no_posix_module_no_locale_and_odd_files(tmp_path: Path) -> None:
    """As on Windows: no POSIX modules, a BOM, CRLF, a path with spaces and accents.

    Both processes start without these modules, and text opened without an encoding is an error.
    """
    root = write_course(tmp_path / "Ün ïcode folder")
    text = "# Größe\nimport helper\nopen(__file__).close()\n" + RIGHT
    folder = root / "assignments" / "01_double"
    folder.joinpath("double.py").write_bytes(
        b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8")
    )
    folder.joinpath("helper.py").write_bytes(b"\xef\xbb\xbfTWO = 2\r\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "sitecustomize.py").write_text(ELSEWHERE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SELF_CHECK, str(root)],
        env={
            **os.environ,
            "PYTHONPATH": str(elsewhere),
            "PYTHONWARNDEFAULTENCODING": "1",
            "PYTHONWARNINGS": "error::EncodingWarning",
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    passed, says, output = json.loads(done.stdout)
    assert passed and says == ["", ""], output
    # The student's own `open` shows that the switch is on; the engine must not be named.
    warned = [line for line in output.splitlines() if "EncodingWarning" in line]
    assert [line for line in warned if "double.py" in line], output
    assert not [line for line in warned if str(PACKAGE) in line], output
