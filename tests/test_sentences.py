"""The catalog of sentences: every name that is said is there, every sentence is said, none else."""

from __future__ import annotations

import ast
import json
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from autograder import keys, sentences
from autograder.cli.learning import COMMANDS
from autograder.course import CourseError
from autograder.feedback import markdown, page
from autograder.feedback.page import TEMPLATES
from autograder.feedback.words import WORDS
from autograder.outcomes import Outcome, Where
from autograder.progress import State
from autograder.results import Isolation
from autograder.sentences import FOLDER, language, read, say
from autograder.trial import StudentError
from tests.test_feedback import check, result
from tests.test_figures import every_kind

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
    "help": {command.__name__: set() for command in COMMANDS},
}
"""Names of which the second half is computed, with the fields that they may have."""

# Who reads what still stands in the code. Names of modules, and of packages with a slash.
PROVEN = """
    chain checks inside/ junk mutants once scoring trial wire/
"""
"""Students, in part: these files are what a proof of hours is of, so nothing moves out of them."""
QUOTES_THE_PROVEN = "feedback/view"
"""Knows two sentences of `trial` that its page need not repeat."""
INSTRUCTORS = """
    answers batch bench bundle cluster devices downloads entries export/ folders gradescope/__main__
    gradescope/build intake kills nbgrader_plugin nbgrader_time plot_work policy/points
    policy/rules private proofs pseudonyms pytest_hidden report roster sandbox/ site/ store/
    students work attacks/
    cli/app cli/authors cli/card cli/disputes cli/doctor cli/exports cli/grading cli/options
    cli/instructor cli/persons cli/platforms cli/proofs cli/reports
    cli/screen cli/similar cli/teaching cli/where
"""
AUTHORS = """
    authoring course judge mistakes nbgrader_course plotting proxy published regions stamp verify
"""
"""Who writes exercises and proves them: what is wrong with a file of a course."""
INSTALLERS = "datasets sentences rounds"
"""What is said where files of the installation or a setting are not right."""
MACHINES = """
    candidates cli/__init__ cli/examples feedback/charts feedback/folder leaks notebook_cells
    notebooks progress pytest_public remote replay selfcheck session
"""
"""Commands, code, styles, names, faults of the protocol; what nobody reads as a sentence."""
HOLDS_TEXT = " ".join([PROVEN, QUOTES_THE_PROVEN, INSTRUCTORS, AUTHORS, INSTALLERS, MACHINES])
_WORD = re.compile(r"(?<![\w./-])[A-Za-z]{2,}(?=[\s.,:;!?]|$)")


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


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of what reads like a sentence: two words, or a word between values.

    Docstrings, assertions, patterns and what `say` is given do not count.
    """
    tree = ast.parse(source)
    quiet: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            quiet.add(id(node.value))
        elif isinstance(node, ast.Assert):
            quiet.update(map(id, ast.walk(node)))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("say", "re.compile"):
            quiet.update(map(id, node.args))
        elif isinstance(node, ast.JoinedStr):
            quiet.update(map(id, node.values))
    for node in ast.walk(tree):
        if id(node) in quiet:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = (v.value if isinstance(v, ast.Constant) else "_" for v in node.values)
            text = "".join(map(str, parts))
            if " " in text and _WORD.search(text):
                yield node.lineno, text
        elif (
            isinstance(node, ast.Constant)
            and type(node.value) is str
            and len(_WORD.findall(node.value)) > 1
        ):
            yield node.lineno, node.value


def told_by_pages() -> Iterator[tuple[str, set[str]]]:
    """(name, fields) of what the feedback page's templates say."""
    for path in TEMPLATES.glob("*.j2"):
        tree = jinja2.Environment(autoescape=True).parse(path.read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "say":
                (name,) = call.args
                assert isinstance(name, nodes.Const), (path, call.lineno)
                yield name.value, {keyword.key for keyword in call.kwargs}


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
    for page_name, given in told_by_pages():
        assert fields(CATALOG[page_name]) == given, page_name
        said[page_name] = given
    assert set(CATALOG) == set(said)
    for name, known in said.items():
        assert fields(CATALOG[name]) <= known, name


def test_no_sentence_for_students_stands_in_the_code() -> None:
    """What is found here belongs into words/en.toml, or its module above, with who reads it."""
    listed = {name: False for name in HOLDS_TEXT.split()}
    assert len(listed) == len(HOLDS_TEXT.split())
    for path in sorted(ENGINE.rglob("*.py")):
        name = path.relative_to(ENGINE).with_suffix("").as_posix()
        found = list(texts(path.read_text("utf-8")))
        known = [n for n in listed if n == name or (n.endswith("/") and name.startswith(n))]
        assert known or not found, f"{name}:{found[0][0]} says {found[0][1]!r}"
        listed.update((n, True) for n in known if found)
    assert [n for n, speaks in listed.items() if not speaks] == [], "listed, and say nothing"


def test_feedback_is_said_through_the_catalog_in_every_module() -> None:
    """`Refused` and `Fault` become feedback, `Wrong` and `Missing` too, also in those above."""
    for path, call in calls("Refused", "Fault", "Wrong", "Missing"):
        name = path.relative_to(ENGINE).with_suffix("").as_posix()
        if name in PROVEN.split() or name.startswith("inside/"):
            continue
        found = [text for part in call.args[:2] for text in texts(f"x = {ast.unparse(part)}")]
        assert not found, f"{name}:{call.lineno}"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('x = "Not yet."', 1),
        ('def f(a):\n    """A docstring."""\n    return f"{a} of {a}"', 1),
        ('raise ValueError(f"line {n}: {why}")', 1),
        ('x = say("page.for", student="two words")', 1),
        ('x = say("page.for", student=name) or "word" + f"{a}/{b}" + "a-b c.py"', 0),
        ('assert x, "we never get here"\nre.compile("a word or two")', 0),
    ],
)
def test_what_reads_like_a_sentence(code: str, found: int) -> None:
    assert len(list(texts(code))) == found


def test_the_pages_templates_hold_no_words() -> None:
    for path in TEMPLATES.glob("*.html.j2"):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
        text = re.sub(r"<style>.*?</style>|<[^>]*>", "", text, flags=re.S)
        assert not re.search(r"[A-Za-z]", text), text.strip()


def test_what_a_judgement_says_is_part_of_its_key() -> None:
    judging = {part for part in keys._JUDGING if part.endswith(".py")} | {"autograder/remote.py"}
    sections = set()
    for path, call in calls("say"):
        if f"autograder/{path.relative_to(ENGINE).as_posix()}" in judging:
            name = call.args[0]
            text = name.values[0] if isinstance(name, ast.JoinedStr) else name
            assert isinstance(text, ast.Constant)
            sections.add(text.value.split(".")[0])
    assert sections == set(keys.SAID)


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


@pytest.fixture
def cyrillic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A language in which every letter of every sentence is another one."""
    lines = []
    for name, text in CATALOG.items():
        told = re.sub(r"{[^}]*}|[A-Za-z]", lambda found: found[0] if found[0][1:] else "ж", text)
        lines.append(f"{name} = {json.dumps(told)}\n")
    (tmp_path / "xx.toml").write_text("".join(lines), "utf-8")
    monkeypatch.setattr(sentences, "FOLDER", tmp_path)
    for cached in (sentences.languages, sentences._catalog):
        monkeypatch.setattr(sentences, cached.__name__, cached.__wrapped__)
    monkeypatch.setenv(sentences.VARIABLE, "xx")


@pytest.mark.usefixtures("cyrillic")
def test_a_page_in_another_language_is_in_no_other() -> None:
    """What is not the catalog's are digits here, so that a word of English is one of the page's.

    How an outcome is told is read when the program starts, in the language of then.
    """
    place = Where("1.py", 2, "3")
    error = StudentError("4", "5", (place, Where("1.py", 1, "")))
    said = {"says": "6", "diagnosis": "7", "called": "8", "returned": "9"}
    checks = [
        check(outcome, f"1{number}", error=error if "e" in outcome else None, **said)
        for number, outcome in enumerate(Outcome)
    ]
    own = check(Outcome.FAILED, "0", called="f8")
    other = {"student": "1", "exercise": "2", "title": "3", "round": "4", "device": "5"}
    other |= {"isolation": Isolation("6", "7", "8"), "versions": {"9": "0"}, "sha256": "1"}
    whole = result(*checks, own, own, notes=("2",), **other)
    plots = every_kind("3")
    files = {"1.py": b"f8\n" * 60, "2.py": b"def f8():\n" + b" 1\n" * 60}
    kept = " ".join([*(f"{w.says} {w.advice}" for w in WORDS.values()), "SHA-256 python text"])
    html = page(whole, files, plots)
    assert html.startswith('<!DOCTYPE html>\n<html lang="xx">')
    shown = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    shown = re.sub(r"<[^>]*>", " ", shown)
    for text in (shown, markdown(whole, files, plots)):
        assert "жжжж" in text
        words = set(re.findall(r"[A-Za-z]{2,}", text)) - set(re.findall(r"[A-Za-z]+", kept))
        assert words <= {"def", "py"}
    for label in re.findall(r'aria-label="([^"]*)"', html):
        assert not re.search("[A-Za-z]", label)


def test_an_unknown_language_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sentences.VARIABLE, "xx\n")
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "status"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "GRADEPROOF_LANGUAGE is one of en, not 'xx\\n'." in done.stderr
