"""Trusted room: whose is what in a download from Canvas, Moodle or GitHub Classroom.

    Canvas    leeana_LATE_100002_555_mini-1.py, anon_x7Kd3_555_mini.py; all files side by side
    Moodle    Ana Lee_123_assignsubmission_file/mini.py, or ..._file_mini.py side by side
    GitHub    homework-submissions/homework-analee/mini.py

A download becomes a class: a folder per student, named by an id that `autograder.export` finds
again. Full names go no further than this module. Nobody is guessed: a name of two readings is
left alone and told, because students choose the names of their files, and some their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.findings import Findings, Found
from autograder.sentences import say

_ONLINE = ("text.html", "link.html")
_NUMBER = re.compile(r"[1-9][0-9]*")
_ANONYMOUS = re.compile(r"[0-9A-Za-z]{5}")
_MOODLE = re.compile(r"[^_/]*_([0-9]+)_assignsubmission_([a-z0-9]+)(?:_([^/]*))?", re.S)
_IN_REMARK = re.compile(r"[^_/]*_([0-9]+)_assignsubmission_[a-z0-9]+_?")
_CANVAS_IN_REMARK = re.compile(r"\S*?_(?=[0-9]+_([0-9]+_|text\.html|link\.html))")
_CLONES = re.compile(r"(.+)-submissions")


@dataclass(frozen=True)
class Piece:
    """One reading of a name: whose file it is, and what it was called; empty for online text."""

    student: str
    name: str
    late: bool = False


@dataclass(frozen=True)
class Download:
    """What was found, with a folder per student at the top if it is from a `platform`.

    `notes` are sentences for students. Of no platform's download the times can be trusted to be
    those of handing in.
    """

    found: Findings
    platform: str = ""
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def owner(name: str, container: str = "") -> str:
    """Whose the folder `name` is that lies in the folder `container`: an id, or the name itself."""
    moodle = _MOODLE.fullmatch(name)
    if moodle and not moodle[3]:
        return _participant(moodle[1])
    clones = _CLONES.fullmatch(container)
    if clones and name.startswith(f"{clones[1]}-"):
        return name[len(clones[1]) + 1 :] or name
    return name


def by_student(found: Findings, container: str) -> Download:
    """`found` in a folder or an archive called `container`, in a folder per student.

    What is no download comes back as it is, but for files that only a platform writes.
    """
    tops = [file for file in found.files if not file.folder]
    folders = sorted({path[0] for path in found.folders})
    held = {file.folder[0] for file in found.files if file.folder}
    if any(_is_moodle(name) for name in folders) or _all_flat(tops, held, _flat_moodle):
        return _sorted(found, container, "Moodle", _flat_moodle)
    if _all_flat(tops, held, _canvas) and _several(tops, container):
        return _sorted(found, container, "Canvas", _canvas)
    clones = _CLONES.fullmatch(container)
    if clones and folders and all(owner(name, container) != name for name in folders):
        return _sorted(found, container, "GitHub", lambda name: [])
    plain = tuple(file for file in found.files if not is_online_text(file.name))
    return Download(replace(found, files=plain))


def is_online_text(name: str) -> bool:
    """Whether a platform wrote the file `name` from what a student typed into a page."""
    moodle = _MOODLE.fullmatch(name)
    typed = [piece for piece in _canvas(name) if not piece.name]
    return bool(typed) or (moodle is not None and moodle[2] == "onlinetext")


def _participant(number: str) -> str:
    """Moodle's own word, whatever language the course speaks."""
    return f"Participant {number}"


def _is_moodle(folder: str) -> bool:
    return owner(folder) != folder


def _flat_moodle(name: str) -> list[Piece]:
    """The one reading of a file of Moodle's older form, in which everything lies side by side."""
    found = _MOODLE.fullmatch(name)
    if not found or not found[3] or found[3].startswith("."):
        return []
    return [Piece(_participant(found[1]), found[3] if found[2] == "file" else "")]


def _canvas(name: str) -> list[Piece]:
    """All readings of a file's name: [NAME_][LATE_]USER_FILE_NAME, or ..._USER_text.html.

    Canvas itself looks for numbers between `_`. A name may hold such, and so may a file's.
    """
    parts = name.split("_")
    readings: list[Piece] = []
    for i, part in enumerate(parts[:-1]):
        before, after = parts[:i], parts[i + 1 :]
        late = before[-1:] == ["LATE"]
        if before and _NUMBER.fullmatch(part):
            readings += _rest(part, after, late)
        if part == "anon" and before in ([], ["LATE"]) and _ANONYMOUS.fullmatch(after[0]):
            readings += _rest(f"anon_{after[0]}", after[1:], late)
    return readings


def _rest(student: str, after: Sequence[str], late: bool) -> Iterator[Piece]:
    """The reading in which `after` follows a student's number."""
    if len(after) == 1 and after[0] in _ONLINE:
        yield Piece(student, "", late)
    elif len(after) > 1 and _NUMBER.fullmatch(after[0]) and (name := "_".join(after[1:])):
        yield Piece(student, name, late)


def _all_flat(
    tops: Sequence[Found], held: set[str], read: Callable[[str], Sequence[Piece]]
) -> bool:
    """Whether there are only files side by side, and all have names of a platform's."""
    return bool(tops) and not held and all(read(file.name) for file in tops)


def _several(tops: Sequence[Found], container: str) -> bool:
    """A student may call two files so, but hardly as if they were of two people."""
    readings = [_canvas(file.name) for file in tops]
    students = {pieces[0].student for pieces in readings if len(pieces) == 1}
    return len(students) > 1 or "submissions" in container.lower()


def _sorted(
    found: Findings, container: str, platform: str, read: Callable[[str], Sequence[Piece]]
) -> Download:
    """The files of a download in a folder per student, under the names that students gave them."""
    files: list[Found] = []
    remarks: dict[str, None] = {}
    notes: dict[str, tuple[str, ...]] = {}
    folders = set()
    for path in found.folders:
        moodle = _MOODLE.fullmatch(path[0])
        folders.add((owner(path[0], container), *path[1:]))
        if moodle and not moodle[3] and moodle[2] != "file":
            remarks[_online(_participant(moodle[1]))] = None
    for file in found.files:
        if file.folder:
            moodle = _MOODLE.fullmatch(file.folder[0])
            if moodle is None or moodle[3] or moodle[2] == "file":
                student = owner(file.folder[0], container)
                files.append(_placed(file, student, file.folder[1:], file.name))
            continue
        pieces = read(file.name)
        if len(pieces) != 1:
            said = "whose it is is not clear" if pieces else "it is not in a student's folder"
            remarks[f"{_hidden(file.name)} was left alone: {said}."] = None
            continue
        (piece,) = pieces
        folders.add((piece.student,))
        if piece.late:
            notes[piece.student] = (say("intake.late"),)
        if piece.name:
            files.append(_placed(file, piece.student, (), piece.name))
        else:
            remarks[_online(piece.student)] = None
    return Download(
        Findings(
            files=tuple(sorted(files, key=lambda file: (file.folder, file.name))),
            folders=frozenset(folders),
            remarks=(*map(_hidden, found.remarks), *sorted(remarks)),
            closed={owner(name, container): why for name, why in found.closed.items()},
        ),
        platform,
        notes,
    )


def _placed(file: Found, student: str, folder: tuple[str, ...], name: str) -> Found:
    """The file in its student's folder, without a trace of the full name, and without a time.

    Canvas and Moodle write the time of the download into their archives, git that of the clone.
    """
    origin = Path(student).joinpath(*folder, name)
    return replace(
        file, name=name, folder=(student, *folder), origin=origin, modified=None, on_disk=False
    )


def _online(student: str) -> str:
    return (
        f"{student}: what was typed or linked online, and not handed in as a file, is left alone."
    )


def _hidden(text: str) -> str:
    """A sentence that begins with a name in a download, without the full name in it."""
    return _CANVAS_IN_REMARK.sub("", _IN_REMARK.sub(r"Participant \1", text, count=1), count=1)
