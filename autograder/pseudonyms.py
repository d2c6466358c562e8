"""Trusted room: pseudonyms in the place of students' ids. Who is who is kept in a file of its own.

A pseudonym follows from the course key and the id: the same student has the same one in every
run and every OUT of a course. Without the key and without the file nobody can tell who it is.
"""

from __future__ import annotations

import contextlib
import csv
import hmac
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from autograder.course import CourseError
from autograder.intake import Intake
from autograder.policy import Policy
from autograder.policy.rules import nfc
from autograder.private import write_private
from autograder.results import Submission
from autograder.rounds import course_key
from autograder.store import persons
from autograder.visible import line

_SIGNS = "23456789bcdfghjkmnpqrstvwxyz"  # no vowels, so no words; nothing that looks like another
_LENGTH = 10  # 48 bits: among 10,000 students two share one with a chance of 2 in 10 million
_HEADER = ["pseudonym", "student"]
_FORMULA = "=+-@\t\r\n'＝＋－＠"
_SHORT = 4


def settled(db: Connection, root: Path, out: Path, file: Path | None, intake: Intake) -> Intake:
    """The intake under the names by which `out` knows students: pseudonyms, if a `file` is given.

    Whoever is new is written into `file` first. Which names they are is settled once for an OUT;
    raises `CourseError` if it is the other ones, or if the file cannot be used.
    """
    before = persons.pseudonymous(db)
    if before and file is None:
        raise CourseError(f"{out} holds pseudonyms: say --pseudonyms FILE.")
    if before is False and file is not None:
        raise CourseError(f"{out} holds students' ids: choose another folder for pseudonyms.")
    if file is not None:
        if file.resolve().is_relative_to(out.resolve()):
            raise CourseError(f"{file} lies in {out}: keep the pseudonyms apart from the results.")
        key = course_key(root)
        # Before anything is entered: a killed run leaves no pseudonym that nobody knows.
        remember(file, key, [s.student for s in intake.submissions])
        intake = disguise(intake, key)
    if before is None:
        persons.settle_names(db, file is not None)
    return intake


def pseudonym(key: bytes, student: str) -> str:
    """Such as `p-x7kd3m9qwb`: plain as the name of a file, never a number or a formula."""
    message = b"pseudonym\0" + nfc(student).encode("utf-8", "surrogatepass")
    number = int.from_bytes(hmac.digest(key, message, "sha256"), "big")
    signs = []
    for _ in range(_LENGTH):
        number, index = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[index])
    return "p-" + "".join(signs)


def disguise(intake: Intake, key: bytes) -> Intake:
    """The intake without ids. What students wrote stays as it is, and so do remarks about whoever
    handed in nothing that can be graded: they have no pseudonym."""
    names = {s.student: pseudonym(key, s.student) for s in intake.submissions}
    remarks = []
    for remark in intake.remarks:
        for student in sorted(names, key=len, reverse=True):
            remark = without(remark, student, names[student])
        remarks.append(remark)
    found = [_disguised(s, names[s.student]) for s in intake.submissions]
    # In the order of the pseudonyms: rows in the order of a class list would tell who is who.
    return Intake(tuple(sorted(found, key=lambda s: s.student)), tuple(remarks))


def _disguised(submission: Submission, name: str) -> Submission:
    return replace(
        submission,
        student=name,
        origin=None,
        problem=without(submission.problem, submission.student, name),
        notes=tuple(without(note, submission.student, name) for note in submission.notes),
    )


def without(text: str, student: str, name: str) -> str:
    """`text` with `name` wherever it holds the id `student`, as names of files do.

    In upper or lower case, and within words too, unless the id is so short that it is in many.
    """
    if not student.strip() or nfc(student).casefold() not in nfc(text).casefold():
        return text
    pattern = re.escape(nfc(student))
    if len(student) < _SHORT:
        pattern = rf"(?<![^\W_]){pattern}(?![^\W_])"
    return re.sub(pattern, name, nfc(text), flags=re.IGNORECASE)


def policy_for(db: Connection, root: Path, policy: Policy) -> Policy:
    """The policy for the names of this OUT: `course.toml` names who has an extension by ids."""
    if not persons.pseudonymous(db):
        return policy
    key = course_key(root)
    extensions = {
        (pseudonym(key, student), exercise): seconds
        for (student, exercise), seconds in policy.extensions.items()
    }
    return replace(policy, extensions=extensions)


def remember(file: Path, key: bytes, students: Sequence[str]) -> dict[str, str]:
    """Add to `file` who is who among `students`. Returns pseudonym -> id for all that it names.

    Raises `CourseError` if the file cannot be used, or if two students would share a pseudonym.
    """
    with _kept(file) as known:
        before = dict(known)
        for student in students:
            name = pseudonym(key, student)
            other = known.setdefault(name, student)
            if nfc(other) != nfc(student):
                both = f"{line(other)} and {line(student)}"
                raise CourseError(f"{file}: {both} would have the same pseudonym {name}.")
        if known != before or not _private(file):
            _write(file, known)
    return known


def strike(file: Path, name: str) -> bool:
    """Take one pseudonym out of `file`; whether it was there. Raises `CourseError`."""
    with _kept(file) as known:
        found = known.pop(name, None) is not None
        if found:
            _write(file, known)
    return found


def read(file: Path) -> dict[str, str]:
    """Pseudonym -> id. A missing file names nobody. Raises `CourseError`."""
    try:
        text = file.read_bytes().decode("utf-8", "surrogatepass")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is no UTF-8"
        raise CourseError(f"{file} cannot be read: {said}.") from None
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        rows = []
    if not rows or rows[0] != _HEADER or any(len(row) != len(_HEADER) for row in rows):
        raise CourseError(
            f"{file} is no file of pseudonyms: its columns are not pseudonym,student."
        )
    return {name: student.removeprefix("'") for name, student in rows[1:]}


def _private(file: Path) -> bool:
    return file.exists() and not file.stat().st_mode & 0o077


@contextlib.contextmanager
def _kept(file: Path) -> Iterator[dict[str, str]]:
    """What `file` holds, while nobody else changes it: its folder is locked."""
    import fcntl  # here: grading needs a POSIX system, importing this does not

    try:
        folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise CourseError(f"{file} cannot be written: {error.strerror}.") from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield read(file)
    finally:
        os.close(folder)


def _write(file: Path, known: Mapping[str, str]) -> None:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(_HEADER)
    for name, student in sorted(known.items(), key=lambda item: item[1]):
        # A spreadsheet must not take an id for a formula; reading takes the mark off again.
        rows.writerow([name, f"'{student}" if student[:1] in _FORMULA else student])
    write_private(file, text.getvalue().encode("utf-8", "surrogatepass"))
