"""Both rooms of people: what a student gets, by allow-list. Nothing an instructor has can slip in.

The layout is the repository's own, so that `pytest assignments/` and `--course DIR` work in it.
Data sets are not copied: their loaders read them from the installed package.
"""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Collection, Sequence
from pathlib import Path, PurePosixPath

from autograder.course import Course, CourseError, Exercise
from autograder.sentences import say

CANARY = b"gradeproof-canary-" + b"6f1d2c9a"  # in two parts: this file itself may travel
SETTINGS = "assignments/pytest.ini"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def student_files(course: Course, exercises: Sequence[Exercise]) -> dict[str, bytes]:
    """Name -> bytes of all that a student gets for `exercises`, with LF line ends.

    Per exercise README.md, stub, public checks and exercise.toml; once, the settings of pytest.
    Raises `CourseError` if one is missing or holds the mark of an instructor's file.
    """
    paths = {SETTINGS: course.root / SETTINGS}
    for exercise in exercises:
        for name in (
            *("README.md", "exercise.toml"),
            *(exercise.stub.name, exercise.public_checks.name),
        ):
            paths[f"assignments/{exercise.slug}/{name}"] = exercise.folder / name
    return {name: _student_file(paths[name]) for name in sorted(paths)}


def init(course: Course, exercises: Sequence[Exercise], folder: Path) -> tuple[Path, ...]:
    """Write what a student gets for `exercises` into `folder`.

    Returns the files that were there before and are as they were. Raises `CourseError` in one
    line if something cannot be written.
    """
    kept = []
    for name, content in student_files(course, exercises).items():
        path = folder / PurePosixPath(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:  # never over a student's work
                file.write(content)
        except FileExistsError:
            if not path.is_file():
                raise CourseError(say("init.in_the_way", path=path)) from None
            kept.append(path)
        except OSError as error:
            raise CourseError(say("submit.unwritable", path=path, why=error.strerror)) from None
    return tuple(kept)


def bundle(course: Course, exercises: Sequence[Exercise], file: Path) -> Path:
    """Write what a student gets for `exercises` as the zip archive `file`, and return its path.

    The same files give the same bytes, whenever and wherever: nothing is compressed, since
    versions of zlib differ. Raises `CourseError` in one line.
    """
    content = zipped(student_files(course, exercises))
    if file.is_dir():
        raise CourseError(f"{file} is a folder; name the archive to write.")
    draft = file.with_name(file.name + ".part")
    try:
        draft.write_bytes(content)
        draft.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise CourseError(f"{file} cannot be written: {error.strerror}.") from None
    return file


def zipped(files: dict[str, bytes], executable: Collection[str] = ()) -> bytes:
    """A zip archive of `files`, name -> bytes, without a trace of time or system.

    The names in `executable` are programs.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = (0o755 if name in executable else 0o644) << 16
            archive.writestr(entry, content)
    return stream.getvalue()


def _student_file(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError:
        raise CourseError(f"{path} cannot be read, and every student needs it.") from None
    if CANARY in content:
        raise CourseError(f"{path} is marked as an instructor's file; nothing was written.")
    return content.replace(b"\r\n", b"\n")
