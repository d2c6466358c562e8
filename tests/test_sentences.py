"""The catalog of sentences: every name that is said is there, every sentence is said, none else."""

from __future__ import annotations

import ast
import string
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from autograder import sentences
from autograder.course import CourseError
from autograder.feedback.words import WORDS
from autograder.outcomes import Outcome
from autograder.progress import State
from autograder.sentences import FOLDER, language, read, say

ENGINE = Path(__file__).resolve().parent.parent / "autograder"
CATALOG = read(FOLDER / "en.toml")
FAULTS = (Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY, Outcome.CRASHED, Outcome.FORBIDDEN)
COMPUTED: dict[str, dict[str, set[str]]] = {
    "outcome": {outcome: set() for outcome in Outcome},
    "remote": {outcome: {"seconds", "memory"} for outcome in FAULTS},
    "told": {outcome: set() for outcome in Outcome},
    "advice": {outcome: set() for outcome in Outcome if WORDS[outcome].advice},
    "counts": {"best": set(), "last": set()},
    "day": {"one": {"number"}, "many": {"number"}},
    "point": {"one": {"number"}, "many": {"number"}},
    "status": {state: {"passed", "public"} for state in State},
}
"""Names of which the second half is computed, with the fields that they may have."""
PROVEN = ("checks", "trial", "scoring", "diagnosis", "judge", "plots")
"""Modules whose sentences are part of published proofs, or of the vocabulary of exercises."""


@cache
def all_calls() -> tuple[tuple[Path, ast.Call, str], ...]:
    """The calls in the engine of what is called by a plain name."""
    return tuple(
        (path, node, node.func.id)
        for path in sorted(ENGINE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )


def calls(*names: str) -> Iterator[tuple[Path, ast.Call]]:
    return ((path, call) for path, call, name in all_calls() if name in names)


def literals(node: ast.AST) -> Iterator[str]:
    """The texts of several words that stand in an expression, but not in what `say` is given."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "say":
        return
    if isinstance(node, ast.Constant) and type(node.value) is str and " " in node.value.strip():
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from literals(child)


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_all_that_is_said_is_in_the_catalog_and_the_other_way_round() -> None:
    said = {f"{s}.{key}": known for s, keys in COMPUTED.items() for key, known in keys.items()}
    for path, call in calls("say"):
        name = call.args[0]
        if path.name == "kills.py" or isinstance(name, ast.JoinedStr):
            continue  # another `say`, or one of those above
        assert isinstance(name, ast.Constant), (path, call.lineno)
        given = {str(keyword.arg) for keyword in call.keywords}
        assert fields(CATALOG[name.value]) == given, name.value
        said[name.value] = given
    assert set(CATALOG) == set(said)
    for name, known in said.items():
        assert fields(CATALOG[name]) <= known, name


def test_no_sentence_for_students_stands_in_the_code() -> None:
    """`Refused` and `Fault` become feedback; a literal in them would be in no translation."""
    for path, call in calls("Refused", "Fault", "Wrong", "Missing"):
        if path.stem in PROVEN or "inside" in path.parts:
            continue
        found = [text for argument in call.args[:2] for text in literals(argument)]
        assert not found, f"{path.name}:{call.lineno}"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda p: p.stem)
def test_a_translation_has_the_same_names_and_fields(path: Path) -> None:
    for name, text in read(path).items():
        assert name in CATALOG and text.strip()
        assert fields(text) == fields(CATALOG[name]), name
        assert all(
            not field.strip("abcdefghijklmnopqrstuvwxyz_0123456789") for field in fields(text)
        )


def test_another_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "FOLDER", tmp_path)
    (tmp_path / "en.toml").write_bytes((FOLDER / "en.toml").read_bytes())
    text = '[submit]\nalong = "{file} wird mit abgegeben."\n'
    (tmp_path / "de.toml").write_text(text, "utf-8")
    monkeypatch.setenv(sentences.VARIABLE, "de")
    for cached in (sentences.languages, sentences._catalog):
        monkeypatch.setattr(sentences, cached.__name__, cached.__wrapped__)
    assert say("submit.along", file="a{b}.py") == "a{b}.py wird mit abgegeben."
    assert say("watch.printed") == "printed"  # not translated yet
    with pytest.raises(KeyError):
        say("submit.nothing")
    for wanted in ("fr", "../en", "en.toml"):
        monkeypatch.setenv(sentences.VARIABLE, wanted)
        with pytest.raises(CourseError, match="is one of de, en, not"):
            language()


def test_an_unknown_language_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sentences.VARIABLE, "xx\n")
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "status"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "GRADEPROOF_LANGUAGE is one of en, not 'xx\\n'." in done.stderr
