"""Trusted room: who handed in what, by the names of folders and archives.

    PATH            file, folder or archive
    one student's   a file of an exercise at its top, or folders named after exercises
    a class's       a folder or an archive per student, named after the student
    a download      of Canvas, Moodle or GitHub Classroom (autograder.downloads)

An archive that somebody named is first seen through: a folder that holds all the rest is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from autograder import archives, downloads, folders
from autograder.course import Course, CourseError
from autograder.downloads import Download
from autograder.findings import SUFFIXES, Findings, Found, Refused, readable, reason, without_suffix
from autograder.folders import MAX_FILES
from autograder.sentences import say
from autograder.visible import line

MAX_LEVELS = 2
"""Archives in archives: a class's, and those of its students."""


@dataclass(frozen=True)
class HandIn:
    """All that a student handed in at one place, a folder or an archive.

    `origin` says where that lies. `files` can be read until the next hand-in is asked for; none
    is an archive. `refused` are sentences for the student about archives that are not opened.
    `closed` says why the system lets nobody read it, or nothing. `notes` are sentences for the
    student.
    """

    student: str
    origin: Path
    files: tuple[Found, ...]
    refused: tuple[str, ...] = ()
    closed: str = ""
    notes: tuple[str, ...] = ()


def student_of(name: str, container: str = "") -> str:
    """Whose a folder or an archive called `name` is, its suffix taken off; it is in `container`."""
    return downloads.owner(name, container)


def hand_ins(paths: Sequence[Path], course: Course, student: str | None) -> Iterator[HandIn | str]:
    """What everybody handed in under `paths`, and remarks for the instructor.

    `student` says whose everything is. Raises `CourseError` for what the caller got wrong.
    """
    who = None if student is None else readable(student)
    for path in paths:
        with ExitStack() as stack:
            try:
                yield from _at(path, course, who, stack)
            except OSError as error:
                raise CourseError(f"{line(str(path))} cannot be read: {reason(error)}.") from None
            except Refused as why:
                raise CourseError(f"{line(str(path))} {why}.") from None


def _at(path: Path, course: Course, who: str | None, stack: ExitStack) -> Iterator[HandIn | str]:
    if path.is_dir():
        path = path if path.name not in ("", "..") else path.resolve()
        name = readable(path.name)
        found, load = _sorted(folders.search(path), course, who, name)
        yield from found.remarks
        one = who is not None or _is_one_students(found, course) or not _children(found)
        if one and not load.platform:
            whose = who or student_of(name, readable(path.resolve().parent.name))
            yield from (f"{inner} cannot be read: {why}." for inner, why in found.closed.items())
            yield from _hand_in(whose, path, found.files, MAX_LEVELS)
        else:
            yield from _class(path, load, MAX_LEVELS)
    elif not path.is_file():
        if path.exists():
            raise CourseError(f"{line(str(path))} is neither a file nor a folder.")
        raise CourseError(f"There is no file or folder {line(str(path))}.")
    else:
        file = folders.single(path)
        if file.is_archive:
            yield from _in_archive(file, course, who, stack)
        elif file.name.lower().endswith(SUFFIXES):
            parent = student_of(readable(path.resolve().parent.name))
            yield HandIn(who or parent, path, (file,))
        else:
            raise CourseError(
                f"{line(str(path))} is neither a Python file, nor a notebook, nor a folder, "
                f"nor an archive."
            )


def _in_archive(
    file: Found, course: Course, who: str | None, stack: ExitStack
) -> Iterator[HandIn | str]:
    """What lies in an archive that the caller named: a class's, or one student's."""
    name = without_suffix(file.name)
    stem = who or student_of(name)
    try:
        opened_file = stack.enter_context(folders.opened(file.origin.resolve()))
        found = archives.search(opened_file, file.name, file.origin)
        found, load = _sorted(found, course, who, name)
        if not load.platform:
            name = _only_folder(found) or name
            found, load = _sorted(_seen_through(found), course, who, name)
    except Refused as why:
        yield HandIn(stem, file.origin, (), (say("intake.refused", file=file.name, why=why),))
        return
    except OSError as error:
        yield HandIn(stem, file.origin, (), closed=reason(error))
        return
    yield from (f"{file.name}: {remark}" for remark in found.remarks)
    full = [child for child, files in _children(found).items() if files]
    several = who is None and len(full) > 1 and not _is_one_students(found, course)
    if several or load.platform:
        yield from _class(file.origin, load, MAX_LEVELS - 1)
    else:
        yield from _hand_in(stem, file.origin, found.files, MAX_LEVELS - 1)


def _sorted(
    found: Findings, course: Course, who: str | None, name: str
) -> tuple[Findings, Download]:
    """What lies in the folder or archive `name`, by students if it is a platform's download."""
    if who is not None or _is_one_students(found, course):
        return found, Download(found)
    load = downloads.by_student(found, name)
    return load.found, load


def _class(origin: Path, load: Download, levels: int) -> Iterator[HandIn | str]:
    """A hand-in for every folder and every archive at the top."""
    found = load.found
    for child, files in _children(found).items():
        if child in found.closed:
            yield HandIn(student_of(child), origin / child, (), closed=found.closed[child])
            continue
        packed = any(file.is_archive and not file.folder and file.name == child for file in files)
        who = student_of(without_suffix(child) if packed else child)
        for item in _hand_in(who, origin / child, files, levels):
            if load.platform and isinstance(item, HandIn):
                item = replace(item, notes=load.notes.get(child, ()), files=_undated(item.files))
            yield item
    loose = [file.name for file in found.files if not file.folder and not file.is_archive]
    if loose:
        what = "was" if len(loose) == 1 else f"and {len(loose) - 1} more were"
        yield f"{loose[0]} {what} left alone: beside the students' folders, not in one."


def _hand_in(
    student: str, origin: Path, files: Iterable[Found], levels: int
) -> Iterator[HandIn | str]:
    """One student's hand-in with its archives opened, or a remark that it cannot be read."""
    with ExitStack() as stack:
        try:
            unpacked = archives.unpacked(files, levels, stack)
        except OSError as error:
            yield HandIn(student, origin, (), closed=reason(error))
            return
        yield from (f"{student}: {remark}" for remark in unpacked.remarks)
        if len(unpacked.files) > MAX_FILES:
            yield f"{student}: there are more than {MAX_FILES} files; the others were left alone."
        yield HandIn(student, origin, unpacked.files[:MAX_FILES], unpacked.refused)


def _undated(files: Iterable[Found]) -> tuple[Found, ...]:
    """Without times: those in a student's own archive are no better than the download's."""
    return tuple(replace(file, modified=None) for file in files)


def _children(found: Findings) -> dict[str, list[Found]]:
    """Folders and archives at the top, and what each holds: the students, if it is a class."""
    held: dict[str, list[Found]] = {path[0]: [] for path in found.folders}
    for file in found.files:
        if file.folder:
            inner = replace(file, folder=file.folder[1:])
            held.setdefault(file.folder[0], []).append(inner)
        elif file.is_archive:
            held.setdefault(file.name, []).append(file)
    return dict(sorted(held.items()))


def _is_one_students(found: Findings, course: Course) -> bool:
    """Whether exercises, and not students, are at the top."""
    modules = {exercise.module.lower() for exercise in course.exercises}
    tops = {exercise.slug for exercise in course.exercises} | modules | {"assignments"}
    own = any(not file.folder and file.module.lower() in modules for file in found.files)
    return own or any(path[0].lower() in tops for path in found.folders)


def _only_folder(found: Findings) -> str:
    """The one folder that holds all the rest, as programs put it in when they pack one."""
    tops = {path[0] for path in found.folders}
    return "" if len(tops) != 1 or any(not f.folder for f in found.files) else min(tops)


def _seen_through(found: Findings) -> Findings:
    """Without the one folder that holds all the rest."""
    if not _only_folder(found):
        return found
    files = tuple(replace(file, folder=file.folder[1:]) for file in found.files)
    inner = frozenset(path[1:] for path in found.folders if len(path) > 1)
    return Findings(files, inner, found.remarks)
