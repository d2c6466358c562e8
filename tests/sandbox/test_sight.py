"""What a jail can see: nothing of the course, the grader, the machine's people, other jails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.sandbox import Jail, Limits, Sandbox

from .asking import Raised, ask

ROOT = Path(__file__).resolve().parents[2]


def test_a_public_file_is_seen_and_the_hidden_folder_below_it_is_not(
    jail: Jail, course: Path
) -> None:
    assert ask(jail, f"result = open({str(course / 'public.txt')!r}).read()") == "for everybody"
    with pytest.raises(Raised, match=r"FileNotFoundError|PermissionError"):
        ask(jail, f"open({str(course / 'secret' / 'labels.txt')!r})")


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/proc/self/environ",
        "/proc/1/mem",
        "/proc/cpuinfo",
        str(ROOT / "pyproject.toml"),
        str(ROOT / "reference_solutions"),
        str(ROOT / "tests" / "conftest.py"),
        str(Path.home() / ".bashrc"),
        "/root/.ssh",
        "/home",
        "/var/log",
    ],
)
def test_the_machine_is_not_seen(jail: Jail, path: str) -> None:
    with pytest.raises(Raised, match=r"FileNotFoundError|PermissionError"):
        ask(
            jail, f"import os\nresult = (os.listdir if os.path.isdir({path!r}) else open)({path!r})"
        )


def test_of_our_package_only_the_runners_side_is_seen(full: Sandbox) -> None:
    jail = full.start(Limits())
    seen = ask(
        jail,
        f"""
        import os
        result = sorted(f for _, _, files in os.walk({str(ROOT / "autograder" / "sandbox")!r})
                        for f in files if f.endswith(".py"))
        """,
    )
    jail.finish()
    assert "zygote.py" in seen
    assert "__init__.py" not in seen
    assert "opening.py" not in seen


def test_the_environment_is_the_jails_own(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_KEY", "very secret")
    jail = sandbox.start(Limits())
    seen = ask(jail, "import os; result = dict(os.environ)")
    jail.finish()
    assert "COURSE_KEY" not in seen
    assert set(seen) <= {
        *("PATH", "LANG", "LC_CTYPE", "HOME", "TMPDIR", "PYTHONPATH", "PWD"),
        *("PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE", "PYTHONMALLOC", "GLIBC_TUNABLES"),
        *("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "CUDA_VISIBLE_DEVICES"),
    }
    assert seen["CUDA_VISIBLE_DEVICES"] == ""


def test_no_descriptor_is_inherited(sandbox: Sandbox, tmp_path: Path) -> None:
    with open(tmp_path / "grades", "w") as ours:
        os.set_inheritable(ours.fileno(), True)
        jail = sandbox.start(Limits())
        code = """
        import os
        result = []
        for fd in range(1024):
            try:
                os.fstat(fd)
            except OSError:
                continue
            result.append(fd)
        result.remove(sock.fileno())
        """
        assert ask(jail, code) == [0, 1, 2]
        jail.finish()


def test_two_jails_at_a_time_do_not_see_each_other(full: Sandbox) -> None:
    limits = Limits(processes=True)
    one, two = full.start(limits), full.start(limits)
    ask(
        one,
        """
        import socket
        open("note", "w").write("hello")
        open("/dev/shm/note", "w").write("hello")
        here = socket.socket(socket.AF_UNIX)
        here.bind("\\0note")
        here.listen()
        import builtins
        builtins.kept = here
        """,
    )
    look = "import os; result = os.listdir('.') + os.listdir('/dev/shm')"
    assert ask(two, look) == []
    with pytest.raises(Raised, match=r"ConnectionRefusedError|PermissionError"):
        ask(two, "import socket; socket.socket(socket.AF_UNIX).connect('\\0note')")
    assert ask(two, "import os; result = os.getpid()") == 1
    with pytest.raises(Raised, match="ProcessLookupError"):
        ask(two, "import os; os.kill(2, 9)")
    assert ask(one, "result = 'alive'") == "alive"
    one.finish()
    two.finish()


def test_a_second_jail_finds_nothing_of_the_first(sandbox: Sandbox) -> None:
    first = sandbox.start(Limits())
    ask(first, "import math; math.pi = 3; open('answer', 'w').write('42')")
    first.finish()
    second = sandbox.start(Limits())
    assert ask(second, "import math, os; result = [math.pi, os.listdir('.')]") == [
        pytest.approx(3.14159265),
        [],
    ]
    second.finish()
