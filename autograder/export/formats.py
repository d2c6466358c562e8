"""Trusted room: the formats of `export` by name, and what each of them takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.export import (
    canvas,
    github,
    junit,
    moodle,
    moodle_feedback,
    nbgrader_db,
    plain_csv,
    plain_json,
)
from autograder.export.records import Exported, Options, Record

Write = Callable[[Sequence[Record], bytes, Options], Exported]
Fill = Callable[[Sequence[Record], Path, Options], Exported]


@dataclass(frozen=True)
class Format:
    """One format. `write` gets the records, the template's bytes (empty without) and options.

    `fill` gets the path of a file instead, which is there and is changed in place, whole or not at
    all. `one` is a format for a single exercise, `quotes` one that needs the students' own files.
    """

    write: Write | None = None
    fill: Fill | None = None
    template: bool = False
    one: bool = False
    quotes: bool = False


FORMATS: Mapping[str, Format] = {
    "canvas": Format(canvas.write, template=True),
    "moodle": Format(moodle.write, template=True, one=True),
    "moodle-feedback": Format(moodle_feedback.write, template=True, one=True, quotes=True),
    "nbgrader-db": Format(fill=nbgrader_db.fill),
    "github": Format(github.write),
    "junit": Format(junit.write),
    "csv": Format(plain_csv.write),
    "json": Format(plain_json.write),
}
