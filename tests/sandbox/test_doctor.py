"""The doctor tries things for real, and names the one command that mends what is missing."""

from __future__ import annotations

import importlib.metadata
import shutil
from pathlib import Path

import pytest

from autograder.sandbox import SandboxError, doctor


def test_everything_is_tried_and_told_in_one_line() -> None:
    found = doctor.examine()
    names = [capability.name for capability in found]
    assert len(set(names)) == len(names)
    assert {"user namespaces", "bubblewrap", "Landlock", "system call filter"} <= set(names)
    assert {"cgroup v2 delegation", "huge pages", "torch", "module autograder"} <= set(names)
    assert "GPU" in names
    for capability in found:
        assert capability.detail
        assert "\n" not in capability.detail + capability.mend


def test_a_missing_bubblewrap_has_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    found = {capability.name: capability for capability in doctor.examine()}
    assert not found["bubblewrap"].ok
    assert found["bubblewrap"].mend == "sudo apt-get install bubblewrap"
    assert "A" not in found["isolation level"].detail.split(",")[0]


def test_a_foreign_distribution_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.metadata.version
    monkeypatch.setattr(
        importlib.metadata, "version", lambda name: "5.0" if name == "autograder" else real(name)
    )
    found = doctor._foreign()
    assert not found.ok
    assert "another project" in found.detail
    assert found.mend.endswith("-m pip uninstall autograder")


def test_what_fails_says_its_last_words() -> None:
    assert doctor._fails("pass") is None
    assert doctor._fails("raise SystemExit('no such luck')") == "no such luck"
    assert doctor._fails("import os; os._exit(3)") == "it ended with 3"


def test_refused_namespaces_are_mended_as_the_machine_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch = tmp_path / "apparmor"
    switch.write_text("1\n")
    monkeypatch.setattr(doctor, "APPARMOR", switch)
    assert "apparmor_restrict_unprivileged_userns=0" in doctor._mend_namespaces()
    switch.write_text("0\n")
    assert "apparmor" not in doctor._mend_namespaces()


def test_root_without_a_spare_uid_is_told_to_be_somebody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none_left() -> None:
        raise SandboxError("every spare uid is taken")

    monkeypatch.setattr(doctor.os, "geteuid", lambda: 0)
    monkeypatch.setattr(doctor, "spare_uid", none_left)
    found = doctor._account()
    assert not found.ok
    assert "ordinary user" in found.mend
