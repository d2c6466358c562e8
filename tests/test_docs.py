"""Generated docs are as new as what they were made from."""

from __future__ import annotations

import ast
from pathlib import Path

from autograder.stamp import fingerprint, stamped, write_part
from autograder.verify import PARTS

ROOT = Path(__file__).resolve().parent.parent


def test_the_proof_is_of_these_exercises() -> None:
    made_from = stamped(ROOT / "docs" / "proof.md")
    assert made_from == fingerprint(ROOT, PARTS), "stale: run `make proof`"


def test_the_costs_are_of_this_sandbox() -> None:
    tree = ast.parse((ROOT / "benchmarks" / "costs.py").read_text("utf-8"))
    parts = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PARTS"
    )
    made_from = stamped(ROOT / "docs" / "costs.md")
    assert made_from == fingerprint(ROOT, parts), "stale: run `make proof`"


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
