"""What is bound, masked and allowed, worked out before anything is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.sandbox import SandboxError
from autograder.sandbox import view as module
from autograder.sandbox.view import View, mounts, readable, view


def test_parents_are_mounted_before_what_lies_in_them() -> None:
    shown = View(binds=(Path("/a/b/c"), Path("/a")), masks=(Path("/a/b"),), links=(), search=())
    assert list(mounts(shown)) == [
        ("bind", Path("/a")),
        ("mask", Path("/a/b")),
        ("bind", Path("/a/b/c")),
    ]


def test_landlock_reads_all_but_the_masked(tmp_path: Path) -> None:
    for name in ("lib/packages/ours/data", "lib/packages/ours/wire", "lib/packages/torch", "bin"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "lib64").symlink_to("lib")  # as in every virtual environment
    ours = tmp_path / "lib" / "packages" / "ours"
    shown = View(binds=(tmp_path, ours / "wire"), masks=(ours,), links=(), search=())
    read, listed = readable(shown)
    below = {Path(path) for path in read if path.startswith(str(tmp_path))}
    assert below == {
        tmp_path / "bin",
        tmp_path / "lib" / "packages" / "torch",
        ours / "wire",
    }
    assert {Path(path) for path in listed} == {
        tmp_path,
        tmp_path / "lib",
        tmp_path / "lib" / "packages",
    }


def test_our_package_is_masked_where_it_lies_among_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "autograder"
    for part in ("wire", "inside", "_data"):
        (package / part).mkdir(parents=True)
    monkeypatch.setattr(module, "PACKAGE", package)
    shown = view(shown=[tmp_path])
    assert package in shown.masks
    assert package / "wire" in shown.binds
    assert package / "_data" not in shown.binds


def test_a_folder_is_masked_under_each_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "real" / "course").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    by_name = {tmp_path / "real" / "course", tmp_path / "link" / "course"}
    for name in ("real", "link"):
        shown = view(hidden=[tmp_path / name / "course"], shown=[tmp_path / "link"])
        assert by_name <= set(shown.masks)


def test_what_is_not_there_needs_no_mask_and_a_file_cannot_be_masked(tmp_path: Path) -> None:
    shown = view(hidden=[tmp_path / "nothing"], shown=[tmp_path])
    assert tmp_path / "nothing" not in shown.masks
    (tmp_path / "file").touch()
    with pytest.raises(SandboxError, match="not a folder"):
        view(hidden=[tmp_path / "file"], shown=[tmp_path])


def test_of_the_course_nothing_is_bound() -> None:
    root = Path(__file__).resolve().parents[2]
    shown = view(hidden=[root])
    for path in shown.binds:
        for room in ("reference_solutions", "assignments", "datasets", "tests", ".git"):
            assert not (root / room).is_relative_to(path)
            assert not path.is_relative_to(root / room)
