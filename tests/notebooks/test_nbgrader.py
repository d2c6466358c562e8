"""The released nbgrader takes the notebooks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.nbgrader_course import build
from autograder.notebooks import module
from tests.notebooks.nbgrader import ROOT, nbgrader

COURSE = load_course(ROOT)
# One whose notebook has functions only, and one with a class.
EXERCISES = COURSE.select(["01", "06"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An nbgrader course with two released assignments."""
    folder = tmp_path_factory.mktemp("course")
    assert build(COURSE, EXERCISES, folder) == ()
    for exercise in EXERCISES:
        nbgrader(folder, "generate_assignment", exercise.slug)
    return folder


def test_the_source_validates(folder: Path) -> None:
    first = EXERCISES[0]
    told = nbgrader(folder, "validate", f"source/{first.slug}/{first.module}.ipynb")
    assert "Success! Your notebook passes all the tests." in told


def test_the_release_does_not_validate_before_it_is_written(folder: Path) -> None:
    first = EXERCISES[0]
    told = nbgrader(folder, "validate", f"release/{first.slug}/{first.module}.ipynb")
    assert f"VALIDATION FAILED ON {len(first.hidden)} CELL(S)" in told


def test_every_notebook_fits_nbformat_and_nbgraders_schema() -> None:
    import nbformat
    from nbgrader.nbgraderformat import MetadataValidator

    from autograder.nbgrader_course import notebook

    for exercise in COURSE.exercises:
        read = nbformat.reads(notebook(exercise).decode(), as_version=4)
        nbformat.validate(read)
        MetadataValidator().validate_nb(read)


def test_a_release_keeps_the_points_and_no_solution(folder: Path) -> None:
    for exercise in EXERCISES:
        release = folder / "release" / exercise.slug
        names = {path.name for path in release.iterdir()}
        assert names == {f"{exercise.module}.ipynb", exercise.public_checks.name}
        content = (release / f"{exercise.module}.ipynb").read_bytes()
        marks = [c["metadata"].get("nbgrader", {}) for c in json.loads(content)["cells"]]
        assert sum(m.get("points", 0) for m in marks) == exercise.possible
        assert all(len(m["checksum"]) == 32 for m in marks if m.get("solution"))
        taken = module(content, exercise)
        assert taken.notes == () and b"canary" not in taken.source
        assert taken.source.count(b"raise NotImplementedError('Write this one.')") >= 3
