"""What people install: one top-level module, student material and data, nothing of the instructor.

The wheel is built and installed into an environment of its own, where a student checks and an
instructor grades. Torch and the like are borrowed from this environment, gradeproof is not.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CANARY = b"gradeproof-" + b"canary"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return out


@pytest.fixture(scope="session")
def elsewhere(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment that has the wheel installed."""
    home = tmp_path_factory.mktemp("environment")
    home.chmod(0o755)  # pytest's folders are closed, also to the uid that root's jails run under
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = home / "bin" / "python"
    (wheel,) = built.glob("*.whl")
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([str(python), *install], check=True)
    (packages,) = home.glob("lib/python*/site-packages")
    borrowed = next(p for p in sys.path if p.endswith("site-packages"))
    # A path in a .pth file adds the folder itself, not the editable install that lies in it.
    (packages / "borrowed.pth").write_text(borrowed + "\n", "utf-8")
    return python


def run(python: Path, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PYTEST"))}
    return subprocess.run(
        [str(python), "-m", "autograder", *args],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def members(archive: Path) -> dict[str, bytes]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    with tarfile.open(archive) as sdist:
        files = [member for member in sdist.getmembers() if member.isfile()]
        return {m.name: sdist.extractfile(m).read() for m in files}  # type: ignore[union-attr]


def test_the_wheel_has_one_top_level_module(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    tops = {name.split("/")[0] for name in members(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"autograder"}


def test_nothing_of_the_instructor_is_shipped(built: Path) -> None:
    for archive in (*built.glob("*.whl"), *built.glob("*.tar.gz")):
        for name, content in members(archive).items():
            assert "reference_solutions" not in name, name
            assert "hidden_checks" not in name, name
            if name.endswith((".py", ".toml", ".md", ".ini", ".cfg", ".txt")):
                # The engine knows the canary's name to look for it; a canary line has its tail.
                assert CANARY + b"-6f1d" not in content or name.endswith("bundle.py"), name


def test_student_material_data_and_licenses_are_shipped(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(members(wheel))
    slugs = [p.name for p in (ROOT / "assignments").iterdir() if p.is_dir() and p.name[0].isdigit()]
    for slug in slugs:
        assert f"autograder/_data/assignments/{slug}/exercise.toml" in names
        assert f"autograder/_data/assignments/{slug}/README.md" in names
    assert "autograder/_data/assignments/pytest.ini" in names
    assert {f"autograder/gradescope/{name}" for name in ("setup.sh", "run_autograder")} <= names
    assert "autograder/words/en.toml" in names
    assert any(name.endswith("winequality-red.csv") for name in names)
    licenses = [name for name in names if ".dist-info/licenses/" in name]
    assert any(name.endswith("licenses/LICENSE") for name in licenses)
    assert sum("datasets/" in name for name in licenses) >= 2


def test_every_instructor_file_carries_the_canary() -> None:
    files = [p for p in (ROOT / "reference_solutions").rglob("*") if p.is_file()]
    sources = [p for p in files if p.suffix in {".py", ".ini", ".toml", ".md"}]
    assert sources
    for path in sources:
        assert CANARY in path.read_bytes().split(b"\n")[0], path


def test_a_student_self_checks_where_only_the_wheel_is(elsewhere: Path, tmp_path: Path) -> None:
    began = run(elsewhere, "init", "course", cwd=tmp_path)
    assert began.returncode == 0, began.stderr
    course = tmp_path / "course"
    checked = run(elsewhere, "check", "02", "--json", cwd=course)
    assert checked.returncode == 1, checked.stderr
    (result,) = json.loads(checked.stdout)
    assert {check["outcome"] for check in result["checks"]} == {"not_attempted"}
    (exercise,) = (course / "assignments").glob("02_*")
    (stub,) = exercise.glob("[a-s]*.py")
    shutil.copy(ROOT / "reference_solutions" / exercise.name / stub.name, stub)
    solved = run(elsewhere, "check", "02", cwd=course)
    assert solved.returncode == 0, solved.stdout + solved.stderr


def test_an_instructor_grades_with_the_wheel_and_a_course_folder(
    elsewhere: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "ann"
    mine.mkdir()
    (reference,) = (ROOT / "reference_solutions").glob("02_*/[a-g]*t.py")
    shutil.copy(reference, mine)
    grade = ("grade", str(mine), "--out", str(tmp_path / "out"), "--json")
    alone = run(elsewhere, *grade, cwd=tmp_path)
    assert alone.returncode == 2
    assert "--course DIR" in alone.stderr and len(alone.stderr.strip().splitlines()) == 1
    course = tmp_path / "a course"
    for tree in ("assignments", "reference_solutions"):
        shutil.copytree(ROOT / tree, course / tree)
    graded = run(elsewhere, "--course", str(course), *grade, cwd=tmp_path)
    assert graded.returncode == 0, graded.stderr
    (result,) = json.loads(graded.stdout)["results"]
    assert (result["earned"], result["possible"], result["state"]) == (10, 10, "graded")
