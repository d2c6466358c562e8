"""Trusted room: which of a student's files answer which exercise. Reads files, runs nothing.

An exercise is recognised by its file's name, also as browsers and learning platforms rename it.
What is wrong with an answer becomes its student's feedback. What cannot be read through no fault
of the student's is not graded at all: the instructor is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.course import Course, Exercise, did_you_mean
from autograder.findings import Found, Refused, readable, reason
from autograder.notebooks import Taken, module
from autograder.results import Submission
from autograder.sentences import say
from autograder.students import HandIn

MAX_HELPERS = 20
MAX_TOTAL = 4 << 20
"""Bytes of one submission."""
MAX_COPIES = 20
"""Files of one student that are named after the same exercise."""
_SHOWN = 3


def answers(
    hand_in: HandIn, course: Course, exercises: Sequence[Exercise]
) -> Iterator[Submission | str]:
    """A student's submissions for `exercises`, and remarks on those that cannot be read."""
    by_exercise, strangers = _by_exercise(hand_in.files, course)
    for exercise in exercises:
        files = by_exercise.get(exercise.slug, [])
        if not files:
            continue
        try:
            chosen, notes = _code_or_notebooks(files, exercise)
            yield _answer(hand_in, exercise, chosen, strangers, notes)
        except OSError as error:
            yield f"{exercise.slug} is not graded: a file cannot be read ({reason(error)})."


def _by_exercise(
    files: Sequence[Found], course: Course
) -> tuple[dict[str, list[Found]], list[Found]]:
    """(slug -> files named after that exercise, Python files named after none)."""
    modules = {exercise.module.lower(): exercise.slug for exercise in course.exercises}
    named: dict[str, list[Found]] = {}
    strangers: list[Found] = []
    for file in files:
        slug = modules.get(file.module.lower())
        if slug is not None:
            named.setdefault(slug, []).append(file)
        elif file.is_code and not file.name.startswith("test_") and file.name != "conftest.py":
            strangers.append(file)
    return named, strangers


def _code_or_notebooks(
    files: Sequence[Found], exercise: Exercise
) -> tuple[Sequence[Found], list[str]]:
    """The files of one kind, and a note on the other: Python files, but not those left as given."""
    code = [file for file in files if file.is_code]
    notebooks = [file for file in files if not file.is_code]
    if not code or not notebooks:
        return files, []
    if all(_is_as_given(file, exercise) for file in code):
        return notebooks, [say("intake.stub_alone", file=code[0].name)]
    return code, [say("intake.notebook_alone", notebook=notebooks[0].name, file=code[0].name)]


def _is_as_given(file: Found, exercise: Exercise) -> bool:
    try:
        given = exercise.stub.read_bytes()
        return file.read().split() == given.split()
    except (OSError, Refused):
        return False


def _source(file: Found, exercise: Exercise) -> Taken:
    """The code in a Python file, or in a notebook. Raises `Refused`, `OSError`."""
    content = file.read()
    return Taken(content) if file.is_code else module(content, exercise)


def _answer(
    hand_in: HandIn,
    exercise: Exercise,
    files: Sequence[Found],
    strangers: Sequence[Found],
    notes: list[str],
) -> Submission:
    """One exercise's submission; what is wrong with it becomes the student's feedback.

    Raises `OSError` if a file cannot be read through no fault of the student's.
    """
    notes = [*hand_in.notes, *notes]
    nesting = min(file.nesting for file in files)
    for file in files:
        if file.nesting > nesting and len(notes) < _SHOWN:
            notes.append(say("intake.outside", file=file.path))
    files = [file for file in files if file.nesting == nesting]
    proper = f"{exercise.module}.{'py' if files[0].is_code else 'ipynb'}"
    main = min(files, key=lambda file: file.name != proper)
    try:
        content, said = _source(main, exercise)
        others = (file for file in files if file is not main)
        differ = len(files) > MAX_COPIES or any(
            _source(file, exercise).source != content for file in others
        )
    except Refused as why:
        if len(files) == 1:
            return _refused(
                hand_in, exercise, files, say("intake.refused", file=main.name, why=why)
            )
        differ = True
    if differ:
        return _refused(hand_in, exercise, files, _several([file.origin for file in files]))
    if main.name != proper:
        notes.append(say("intake.renamed", file=main.name, name=f"{exercise.module}.py"))
    notes += said
    sources = {f"{exercise.module}.py": content}
    taken = [main]
    room = MAX_TOTAL - len(content)
    for helper in strangers:
        if helper.folder != main.folder or not helper.stem.isidentifier():
            continue
        try:
            content = helper.read()
            if len(taken) > MAX_HELPERS or len(content) > room:
                raise Refused(say("refused.one_too_many"))
            if sources.setdefault(f"{helper.stem}.py", content) != content:
                raise Refused(say("refused.twice"))
        except Refused as why:
            notes.append(say("intake.left_out", file=helper.name, why=why))
            continue
        room -= len(content)
        taken.append(helper)
        notes.append(say("intake.along", file=helper.name))
    return Submission(
        hand_in.student,
        exercise,
        sources,
        digest(sources),
        main.origin,
        notes=tuple(notes),
        submitted=_newest(file.modified for file in taken),
    )


def instead(
    hand_in: HandIn, course: Course, exercises: Sequence[Exercise]
) -> Iterator[Submission | str]:
    """What becomes of a hand-in that answers none of `exercises`.

    Feedback, where it can only be meant for one of them; otherwise remarks for the instructor.
    """
    files, name = hand_in.files, readable(hand_in.origin.name)
    if hand_in.closed:
        yield f"{name} cannot be read: {hand_in.closed}."
        return
    if hand_in.refused:
        if len(exercises) == 1:
            yield _refused(hand_in, exercises[0], files, " ".join(hand_in.refused[:_SHOWN]))
        else:
            yield from hand_in.refused
        return
    notebooks = [file for file in files if not file.is_code]
    for file in (*_by_exercise(files, course)[1], *notebooks):
        for exercise in exercises:
            suffix = "py" if file.is_code else "ipynb"
            hint = did_you_mean(f"{file.module}.{suffix}".lower(), [f"{exercise.module}.{suffix}"])
            if hint:
                says = say("intake.misnamed", file=file.name, hint=hint)
                yield _refused(hand_in, exercise, [file], says)
                return
    if files:
        yield "none of the files is named after an exercise asked for."
    else:
        yield f"no Python file in {name}."


def several(answers: Sequence[Submission]) -> Submission:
    """No submission but its feedback: a student's different answers to one exercise."""
    problem = _several([answer.origin for answer in answers if answer.origin is not None])
    submitted = _newest(answer.submitted for answer in answers)
    return replace(answers[0], files={}, sha256="", problem=problem, notes=(), submitted=submitted)


def digest(files: Mapping[str, bytes]) -> str:
    """sha256 of the files: of the one file's bytes, or of names and bytes if there are several."""
    if len(files) == 1:
        return hashlib.sha256(next(iter(files.values()))).hexdigest()
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0{len(files[name])}\0".encode())
        whole.update(files[name])
    return whole.hexdigest()


def _refused(
    hand_in: HandIn, exercise: Exercise, files: Sequence[Found], problem: str
) -> Submission:
    """No submission but its feedback."""
    origin = files[0].origin if files else hand_in.origin
    submitted = _newest(file.modified for file in files)
    return Submission(
        *(hand_in.student, exercise, {}, "", origin, problem, hand_in.notes), submitted=submitted
    )


def _several(origins: Sequence[Path]) -> str:
    return say("intake.several", files=_told_apart(origins))


def _told_apart(origins: Sequence[Path]) -> str:
    """A few files by names that differ, with as little of the folders as that takes."""
    different = list(dict.fromkeys(tuple(map(readable, path.parts)) for path in origins))
    if len(different) == 1:
        return say("intake.times", file=different[0][-1], number=len(origins))
    depth = 1
    while len({parts[-depth:] for parts in different}) < len(different):
        depth += 1
    names = ["/".join(parts[-depth:]) for parts in different]
    more = [say("intake.more", number=len(names) - _SHOWN)] if len(names) > _SHOWN else []
    return say("intake.and").join(names[:_SHOWN] + more)


def _newest(times: Iterable[float | None]) -> float | None:
    return max((time for time in times if time is not None), default=None)
