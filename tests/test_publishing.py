"""Pages are written anew when what they would say changed, and only then. Nothing is graded."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import autograder.executors
from autograder import publishing, sentences
from tests.canned import Canned
from tests.desk import Desk
from tests.mini_course import RIGHT, TRIPLES


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """Ana is right, Bob is not; the pages are written. The engine's files are a copy."""
    monkeypatch.setattr(autograder.executors, "processes", lambda *asked: Canned())
    package = tmp_path / "engine" / "autograder"
    for name in ("feedback", "words"):
        shutil.copytree(publishing.PACKAGE / name, package / name)
    for path in publishing.PACKAGE.glob("*.py"):
        shutil.copy(path, package)
    monkeypatch.setattr(publishing, "PACKAGE", package)
    monkeypatch.setattr(sentences, "FOLDER", package / "words")
    desk = Desk(tmp_path, capsys)
    desk.hand_in("ana", RIGHT)
    desk.hand_in("bob", TRIPLES)
    assert graded(desk, monkeypatch) == (2, 0, 2)
    return desk


def graded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> tuple[int, ...]:
    """How many were graded, were as they were, and got a page, by a process that is new."""
    cached: tuple[tuple[Any, str], ...] = (
        (sentences, "_catalog"),
        (sentences, "languages"),
        (publishing, "_pages_code"),
    )
    for module, name in cached:
        monkeypatch.setattr(module, name, cache(getattr(module, name).__wrapped__))
    found = re.search(r"(\d+) graded, (\d+) as they were; (\d+) pages", desk.grade())
    assert found
    return tuple(map(int, found.groups()))


def change(file: str, old: str, new: str) -> None:
    path = publishing.PACKAGE / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def page(desk: Desk, student: str) -> str:
    return (desk.out / "feedback" / student / "01_mini.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("words/en.toml", "What was checked", "The checks"),
        ("feedback/view.py", "NAMED = 80", "NAMED = 81"),
        ("feedback/templates/page.html.j2", "<main>", '<main class="new">'),
        ("feedback/templates/page.css.j2", ":root", ":root "),
        ("visible.py", "LINE = 200", "LINE = 201"),
        ("figures.py", "SIDE = 28", "SIDE = 29"),
    ],
)
def test_a_change_of_what_makes_pages_writes_them_anew_and_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str
) -> None:
    assert graded(desk, monkeypatch) == (0, 2, 0)
    change(file, old, new)
    assert graded(desk, monkeypatch) == (0, 2, 2)
    assert graded(desk, monkeypatch) == (0, 2, 0)


def test_the_new_sentence_is_on_the_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "<h2>What was checked</h2>" in page(desk, "ana")
    change("words/en.toml", "What was checked", "The checks & more")
    graded(desk, monkeypatch)
    for student in ("ana", "bob"):
        assert "<h2>The checks &amp; more</h2>" in page(desk, student)
        assert "What was checked" not in page(desk, student)


def test_another_language_is_another_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '[page]\nchecked = "Was geprüft wurde"\n'
    (sentences.FOLDER / "de.toml").write_text(text, "utf-8")
    assert graded(desk, monkeypatch) == (0, 2, 2)  # there is one language more
    monkeypatch.setenv(sentences.VARIABLE, "de")
    assert graded(desk, monkeypatch) == (0, 2, 2)
    assert '<html lang="de">' in page(desk, "ana") and "Was geprüft wurde" in page(desk, "ana")
    assert graded(desk, monkeypatch) == (0, 2, 0)
    monkeypatch.delenv(sentences.VARIABLE)
    assert graded(desk, monkeypatch) == (0, 2, 2)
    assert "What was checked" in page(desk, "ana")


def test_what_says_nothing_on_pages_writes_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    change("watching.py", "TICK = 0.5", "TICK = 0.6")
    assert graded(desk, monkeypatch) == (0, 2, 0)
