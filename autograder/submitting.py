"""Student room: exercises made ready to be handed in: looked at, loaded once, written, receipted.

    found(exercise) ─► Work ─► problem(work, seconds) ─► write(works, …) ─► Receipt

What is written is what `grade` reads: a folder named after the exercise, in one named after the
student if that is told, or a zip of the same. No check runs here, and no mark is given.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograder.bundle import zipped
from autograder.child import Child
from autograder.course import Course, CourseError, Exercise
from autograder.findings import SUFFIXES, Refused, room
from autograder.notebooks import module
from autograder.own_files import graded_file, is_begun, own_files
from autograder.sentences import say
from autograder.visible import line, sentence

MAX_NAME = 100
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Work:
    """What a student has of one exercise: `files` to hand in, name -> bytes, the graded one first.

    `code` is what Python runs of it. `notes` are sentences for the student.
    """

    exercise: Exercise
    files: Mapping[str, bytes] = field(repr=False)
    code: Mapping[str, bytes] = field(repr=False)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandedIn:
    """One file on a receipt. Where it is one Python file, results.json has the same `sha256`."""

    exercise: str
    file: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Receipt:
    """What was written where, and when by this machine's clock, in UTC."""

    student: str
    to: str
    at: str
    files: tuple[HandedIn, ...]
    sha256: str = ""  # of the zip, if it is one


def student_id(name: str) -> str:
    """`name`, if every system can have a file of that name. Raises `CourseError`."""
    bad = not name.strip() or len(name) > MAX_NAME or _FORBIDDEN.search(name)
    if bad or name != name.strip(". ") or _RESERVED.fullmatch(name) or name.startswith("__"):
        raise CourseError(say("submit.bad_student", name=repr(line(name))))
    return name


def found(course: Course, exercise: Exercise) -> Work:
    """What there is to hand in: the Python file, or the notebook where only that is begun.

    Raises `CourseError` if it cannot be read, or is larger than what is graded.
    """
    stub, notebook = exercise.stub, exercise.stub.with_suffix(".ipynb")
    source = _read(stub)
    if graded_file(exercise) == notebook:
        content = _read(notebook)
        try:
            taken = module(content, exercise)
        except Refused as why:
            raise CourseError(say("submit.refused", path=line(str(notebook)), why=why)) from None
        notes = [*taken.notes, *_not_begun(notebook.name, taken.source, exercise)]
        return Work(exercise, {notebook.name: content}, {stub.name: taken.source}, tuple(notes))
    notes = _not_begun(stub.name, source, exercise)
    if notebook.is_file():
        notes.append(say("submit.notebook_stays", notebook=notebook.name, file=stub.name))
    files = {stub.name: source}
    others = {e.module.lower() for e in course.exercises}
    for path in own_files(exercise):
        if path == stub or not path.stem.isidentifier():
            continue
        if path.stem.lower() in others:
            notes.append(say("submit.other_exercise", file=path.name))
            continue
        files[path.name] = _read(path)
        notes.append(say("submit.along", file=path.name))
    return Work(exercise, files, files, tuple(notes))


def problem(work: Work, seconds: float) -> str:
    """Why the file cannot be graded as it is: one line, or nothing. Loads it in a child process."""
    name = f"{work.exercise.module}.py"
    order = {
        "do": "load",
        "module": work.exercise.module,
        "files": {n: base64.b64encode(content).decode() for n, content in work.code.items()},
        "origin": f"{work.exercise.folder}{os.sep}",
        "names": work.exercise.functions,
    }
    with Child() as child:
        child.begin(order)
        ended = child.wait(seconds)
        result = child.result()
    if ended is None:
        return say("submit.slow", file=name, seconds=seconds)
    if result is None:
        return say("submit.ended_python", file=name, code=ended)
    if result["says"]:
        return say("submit.not_loaded", file=name, why=sentence(result["says"]).rstrip("."))
    if result["missing"]:
        return say("submit.missing", file=name, names=", ".join(result["missing"]))
    return ""


def write(works: Sequence[Work], to: Path, student: str, as_zip: bool) -> Receipt:
    """Write `works` into the folder `to`, and beside them the receipt. Raises `CourseError`."""
    files = {
        f"{work.exercise.slug}/{name}": content
        for work in works
        for name, content in work.files.items()
    }
    what = works[0].exercise.slug if len(works) == 1 else "exercises"
    digest = ""
    if as_zip:
        content = zipped(files)
        digest = hashlib.sha256(content).hexdigest()
        place = to / f"{student or what}.zip"
        _put(place, content)
    else:
        place = to / student if student else to
        for work in works:
            _refuse_others(place / work.exercise.slug, work)
        for name, content in files.items():
            _put(place / name, content)
    handed_in = tuple(
        HandedIn(work.exercise.slug, name, len(content), hashlib.sha256(content).hexdigest())
        for work in works
        for name, content in work.files.items()
    )
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    receipt = Receipt(student, str(place), now, handed_in, digest)
    text = json.dumps(asdict(receipt), indent=1) + "\n"
    _put(to / f"{'-'.join(filter(None, [student, what]))}.receipt.json", text.encode("ascii"))
    return receipt


def _not_begun(name: str, source: bytes, exercise: Exercise) -> list[str]:
    if is_begun(source, exercise.functions):
        return []
    return [say("submit.untouched", file=name)]


def _refuse_others(folder: Path, work: Work) -> None:
    """An older file beside the new ones would be graded with them."""
    try:
        there = sorted(p.name for p in folder.iterdir() if p.name.lower().endswith(SUFFIXES))
    except OSError:
        return  # it is not there yet, or `_put` says why not
    for name in there:
        if name not in work.files:
            raise CourseError(say("submit.in_the_way", path=line(str(folder / name))))


def _read(path: Path) -> bytes:
    most = room(path.name)
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise CourseError(
            say("submit.unreadable", path=line(str(path)), why=error.strerror)
        ) from None
    if len(content) > most:
        raise CourseError(say("submit.too_large", path=line(str(path)), size=most >> 20))
    return content


def _put(path: Path, content: bytes) -> None:
    """Write one file whole, in the place of what was there."""
    draft = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise CourseError(
            say("submit.unwritable", path=line(str(path)), why=error.strerror)
        ) from None
