"""Both rooms of people: the engine's sentences for students, by name, in one language.

    autograder/words/en.toml        name -> sentence, with {fields}; a translation is one such file
    GRADEPROOF_LANGUAGE=de          chooses words/de.toml; what it lacks is said in English

Texts of exercises (titles, hints, what a check says) are the course's and stand in its own files.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "words"
VARIABLE = "GRADEPROOF_LANGUAGE"
DEFAULT = "en"


def say(name: str, /, **values: object) -> str:
    """The sentence `name` ("section.key") with its fields filled in.

    Raises `KeyError` for a name or a field that there is not. Values are never taken for templates.
    """
    return template(name).format_map(values)


def template(name: str) -> str:
    """The sentence `name` with its fields still in braces. Raises `KeyError`."""
    return _catalog(language()).get(name) or _catalog(DEFAULT)[name]


def spoken(*sections: str) -> dict[str, str]:
    """What is said under `sections` in the language that is spoken: name -> template."""
    names = (name for name in _catalog(DEFAULT) if name.split(".")[0] in sections)
    return {name: template(name) for name in names}


def language() -> str:
    """The language that is spoken. Raises `CourseError` if nobody wrote it down."""
    wanted = os.environ.get(VARIABLE) or DEFAULT
    if wanted not in (known := languages()):
        from autograder.course import CourseError  # it says its own errors through this module

        raise CourseError(f"{VARIABLE} is one of {', '.join(known)}, not {wanted!r}.")
    return wanted


@cache
def languages() -> tuple[str, ...]:
    """All that there are, by the names of their files."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def read(path: Path) -> dict[str, str]:
    """A catalog: "section.key" -> sentence."""
    sections = tomllib.loads(path.read_text("utf-8"))
    return {f"{s}.{key}": text for s, section in sections.items() for key, text in section.items()}


@cache
def _catalog(name: str) -> dict[str, str]:
    return read(FOLDER / f"{name}.toml")
