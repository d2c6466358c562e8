"""Generated docs are as new as what they were made from."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.kills import Kills, Survivor
from autograder.naming import Naming
from autograder.proofs import Proof, Rate
from autograder.published import helpers, made_from, publish, published
from autograder.stamp import fingerprint, stamped, write_part

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("slug", [e.slug for e in load_course(ROOT).exercises])
def test_the_proof_is_of_this_exercise(slug: str) -> None:
    rows = published(ROOT / "docs" / "validity.md")
    stale = f"stale: run `autograder verify {slug} --docs docs/validity.md`, or `make proof`"
    assert rows.get(slug) == made_from(ROOT, slug), stale


def test_a_row_ages_with_the_helpers_that_its_checks_import(tmp_path: Path) -> None:
    engine = {
        "helper": "from autograder import deep\nfrom autograder.checks import same\n",
        "deep": "import autograder.helper\n",  # a circle ends
        "checks": "import autograder.unused\n",  # of ENGINE: for every exercise anyway
        "unused": "",
    }
    checks = {
        "01_a": "import autograder.checks\nfrom autograder.checks import same\n",
        "02_b": "from autograder.helper import twin\nimport numpy.linalg\n",
    }
    (tmp_path / "autograder").mkdir()
    for name, text in engine.items():
        (tmp_path / "autograder" / f"{name}.py").write_text(text, "utf-8")
    files = {slug: tmp_path / "reference_solutions" / slug / "hidden_checks.py" for slug in checks}
    for slug, file in files.items():
        file.parent.mkdir(parents=True)
        file.write_text(checks[slug], "utf-8")
    assert helpers(tmp_path, files["01_a"]) == set()
    assert helpers(tmp_path, files["02_b"]) == {"autograder/helper.py", "autograder/deep.py"}
    before = {slug: made_from(tmp_path, slug) for slug in checks}
    (tmp_path / "autograder" / "deep.py").write_text("DEPTH = 2\n", "utf-8")
    (tmp_path / "autograder" / "unused.py").write_text("DEPTH = 2\n", "utf-8")
    assert made_from(tmp_path, "01_a") == before["01_a"]
    assert made_from(tmp_path, "02_b") != before["02_b"]


PROOF = Proof(
    exercise="01_a",
    points=10,
    checks=5,
    accepted=4,
    mistakes=12,
    seeds=3,
    false_fail=Rate(0, 15),
    lost=Rate(40, 41),
    junk=Rate(1, 59),
    naming=Naming(("a", "b"), (("c", "d"),), ("e",)),
    cpu_seconds=0.254,
    mutants=Kills(50, 47, survivors=(Survivor("a.py", 1, 2, "x → y"),), equivalent=()),
)


def test_a_proof_replaces_its_own_rows(tmp_path: Path) -> None:
    page = tmp_path / "validity.md"
    page.write_text(
        f"<!-- generated from {'0' * 64} -->\n<!-- end of generated part -->\n", "utf-8"
    )
    other = replace(PROOF, exercise="02_b")
    publish(page, tmp_path, [other, PROOF])
    publish(page, tmp_path, [replace(PROOF, seeds=7, cpu_seconds=1.0)])
    text = page.read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| 01_a |")]
    assert rows[0].startswith("| 01_a | 10 | 5 | 4 | 12 | 7 | 0/15 (0.0% to 21.8%) | 2/100 (")
    assert rows[1].startswith("| 01_a | 2/4 | 1 | 47/50 | 94.0% | 0 | 1.00 | `")
    assert len(rows) == 2 and text.count("| 02_b |") == 2
    assert "| 02_b | 10 | 5 | 4 | 12 | 3 |" in text and "| 02_b | 2/4 | 1 | 47/50 |" in text
    assert sorted(published(page)) == ["01_a", "02_b"]


@pytest.mark.parametrize(
    ("proof", "says"),
    [
        (replace(PROOF, failures=("something",)), "not proven"),
        (replace(PROOF, mutants=None), "without mutants"),
    ],
)
def test_half_a_proof_is_not_published(tmp_path: Path, proof: Proof, says: str) -> None:
    page = tmp_path / "validity.md"
    page.write_text(
        f"<!-- generated from {'0' * 64} -->\n<!-- end of generated part -->\n", "utf-8"
    )
    before = page.read_bytes()
    with pytest.raises(ValueError, match=says):
        publish(page, tmp_path, [proof])
    assert page.read_bytes() == before


def parts(program: str) -> tuple[str, ...]:
    """PARTS of a program below benchmarks/, which is not imported for it."""
    tree = ast.parse((ROOT / "benchmarks" / program).read_text("utf-8"))
    listed = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PARTS"
    )
    found: tuple[str, ...] = ast.literal_eval(listed)
    return found


@pytest.mark.parametrize(
    ("program", "page"),
    [
        ("class.py", "performance.md"),
        ("costs.py", "costs.md"),
        ("scaling.py", "scaling.md"),
        ("gradescope.py", "integrations.md"),
        ("pages.py", "report.md"),
        ("plots.py", "feedback.md"),
        ("standin.py", "gpu-standin.md"),
    ],
)
def test_the_figures_are_of_this_code(program: str, page: str) -> None:
    listed = parts(program)
    assert all((ROOT / part).exists() for part in listed), "a part that is not there"
    stale = f"stale: run benchmarks/{program} as its first lines say, or `make proof`"
    assert stamped(ROOT / "docs" / page) == fingerprint(ROOT, listed), stale


def test_the_results_are_of_these_references() -> None:
    listed = parts("results/__main__.py")
    assert all((ROOT / part).exists() for part in listed), "a part that is not there"
    made_from = stamped(ROOT / "docs" / "results.md")
    stale = "stale: run `python -m benchmarks.results`, or `make proof`"
    assert made_from == fingerprint(ROOT, listed), stale
    page = (ROOT / "docs" / "results.md").read_text("utf-8")
    plots = {path.name: path.read_text("utf-8") for path in (ROOT / "docs/results").iterdir()}
    assert sorted(plots) == sorted(re.findall(r"\]\(results/(\S+)\)", page))
    for name, plot in plots.items():
        assert f"generated from {made_from}" in plot, f"{name} is of another run"


def test_a_changed_source_changes_the_fingerprint(tmp_path: Path) -> None:
    source = tmp_path / "a" / "b.py"
    source.parent.mkdir()
    source.write_text("x = 1\n", "utf-8")
    before = fingerprint(tmp_path, ["a"])
    source.write_text("x = 2\n", "utf-8")
    assert fingerprint(tmp_path, ["a"]) != before
    source.rename(source.with_name("c.py"))
    assert fingerprint(tmp_path, ["a"]) != before


def test_only_the_generated_part_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    mark = f"<!-- generated from {'0' * 64} -->"
    page.write_text(f"before\n{mark}\nold\n<!-- end of generated part -->\nafter\n", "utf-8")
    write_part(page, "a" * 64, r"new \1 text")
    text = page.read_text("utf-8")
    assert stamped(page) == "a" * 64
    assert text.startswith("before\n") and text.endswith("after\n")
    assert r"new \1 text" in text and "old" not in text


def test_a_plot_ages_no_proof(tmp_path: Path) -> None:
    """It decides no verdict, so hours of proving need not be done again for a nicer picture."""
    folder = tmp_path / "reference_solutions" / "01_a"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text("x = 1\n", "utf-8")
    before = made_from(tmp_path, "01_a")
    (folder / "plots.py").write_text("y = 1\n", "utf-8")
    assert made_from(tmp_path, "01_a") == before
    (folder / "hidden_checks.py").write_text("y = 1\n", "utf-8")
    assert made_from(tmp_path, "01_a") != before
