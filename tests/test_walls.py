"""The walls of the house: who may import whom, and what no trusted module may touch."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENGINE = ROOT / "autograder"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(ENGINE.rglob("*.py"))
}
INSIDE_MAY_IMPORT = {"numpy", "torch", "sympy", "pandas", "sklearn", "scipy", "autograder"}
STUDENT = (
    *(
        "checks",
        "course",
        "datasets",
        "loopback",
        "outcomes",
        "proxy",
        "session",
        "selfcheck",
        *("bundle", "ending", "in_notebook"),
        *("child", "keyboard", "own_files", "progress", "ready", "saves"),
        *("sentences", "submitting", "visible", "watching"),
    ),
    *("pytest_public", "cli", "cli.app", "cli.learning", "cli.options", "cli.student"),
    *("cli.watching", "__main__"),
)
TRUSTED_ONLY = (
    *("sandbox", "candidates", "trial", "judge", "grading", "mistakes", "remote", "report"),
    *("feedback", "intake", "verify", "pytest_hidden", "rounds", "scoring", "results", "batch"),
    *("bench", "cluster", "executors", "export", "keys", "policy", "private", "pseudonyms"),
    *("publishing", "store", "work"),
    *("nbgrader_course", "nbgrader_plugin", "nbgrader_scores", "nbgrader_time", "regions"),
    *("downloads", "gradescope", "chain", "once", "site", "similarity", "templates"),
)
ROOMS = ("Both rooms", "Trusted room", "Student room", "Instructor room", "Inside the sandbox")


def imports(path: Path, top_level: bool = False) -> Iterator[str]:
    """Names of the modules that a file imports, with what it takes from them."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body if top_level else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, room: str) -> bool:
    return name == f"autograder.{room}" or name.startswith(f"autograder.{room}.")


@pytest.mark.parametrize("name", MODULES)
def test_the_first_line_says_the_room(name: str) -> None:
    docstring = ast.get_docstring(ast.parse(MODULES[name].read_text("utf-8"))) or ""
    assert docstring.startswith(ROOMS), f"{name} does not say which room it is in"


def test_no_module_grows_beyond_three_hundred_lines() -> None:
    long = {name: len(path.read_text("utf-8").splitlines()) for name, path in MODULES.items()}
    # A table of system call numbers is data, one line a call.
    assert {n: c for n, c in long.items() if c > 300 and not n.endswith("syscalls")} == {}


def test_the_wire_imports_nothing_of_ours() -> None:
    for name, path in MODULES.items():
        if within(name, "wire"):
            ours = [i for i in imports(path) if i.startswith("autograder.")]
            assert all(within(i, "wire") for i in ours), name


def test_the_inside_imports_the_wire_and_libraries_only() -> None:
    for name, path in MODULES.items():
        if not within(name, "inside"):
            continue
        for imported in imports(path):
            top = imported.split(".")[0]
            assert top in INSIDE_MAY_IMPORT or top in sys.stdlib_module_names, (name, imported)
            if top == "autograder":
                assert within(imported, "wire") or within(imported, "inside"), (name, imported)


def test_nobody_imports_the_inside_but_the_loopback() -> None:
    guilty = [
        name
        for name, path in MODULES.items()
        if not within(name, "inside")
        and name != "autograder.loopback"
        and any(within(imported, "inside") for imported in imports(path))
    ]
    assert guilty == []


def test_the_students_path_stays_out_of_the_grader() -> None:
    for room in STUDENT:
        name = f"autograder.{room}"
        top_level = room.startswith("cli")  # commands import what they need when they run
        for imported in imports(MODULES[name], top_level=top_level):
            assert not any(within(imported, trusted) for trusted in TRUSTED_ONLY), (name, imported)


@pytest.mark.parametrize("name", [n for n in MODULES if not within(n, "inside")])
def test_no_trusted_module_unpickles_or_evaluates(name: str) -> None:
    path = MODULES[name]
    for imported in imports(path):
        assert imported.split(".")[0] not in {"pickle", "dill", "marshal", "shelve", "joblib"}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        assert called not in {"eval", "exec", "torch.load", "__import__"}, (name, called)
        if called in {"np.load", "numpy.load"}:
            assert name == "autograder.datasets", name
            assert "allow_pickle=False" in ast.unparse(node)


def test_the_engine_names_no_exercise() -> None:
    folders = [p for p in (ROOT / "assignments").iterdir() if re.match(r"\d\d_", p.name)]
    assert folders
    words = {word for folder in folders for word in (folder.name, folder.name[3:])}
    words.discard("device")  # 14_device: a word that the engine needs for itself
    for name, path in MODULES.items():
        text = path.read_text("utf-8")
        assert not [word for word in words if word in text], name


def test_both_trees_have_the_same_exercises() -> None:
    slugs = [
        {p.name for p in (ROOT / tree).iterdir() if re.match(r"\d\d_", p.name)}
        for tree in ("assignments", "reference_solutions")
    ]
    assert slugs[0] == slugs[1]


def test_a_light_command_imports_no_heavy_library() -> None:
    code = (
        "import sys, autograder.cli.app\n"
        "heavy = {'torch', 'pandas', 'sklearn', 'sympy', 'numpy', 'msgpack', 'jinja2'}\n"
        "heavy |= {'watchfiles'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
