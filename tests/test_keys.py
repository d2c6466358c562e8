"""What a judgement is made from: a changed check costs that check and no other."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from autograder import sentences
from autograder.course import load_exercise
from autograder.keys import Keys, check_prints, device_class, keys

CHECKS = '''
"""Hidden checks."""
import numpy as np
from autograder.checks import points, same

TIGHT = 1e-6
LOOSE = 1e-2


def inputs(rng):
    return rng("x").normal(size=COUNT)


COUNT = 5


@points(1)
def check_one(submission, reference, rng):
    """One"""
    same(submission.one(inputs(rng)), 1, "No.", atol=TIGHT)


@points(2, needs=check_one)
def check_two(submission, reference):
    """Two"""
    same(submission.two(), 2, "No.", atol=LOOSE)
'''


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("TIGHT = 1e-6", "TIGHT = 1e-5", {"check_one", "check_two"}),  # two needs one
        ("LOOSE = 1e-2", "LOOSE = 1e-1", {"check_two"}),
        ("COUNT = 5", "COUNT = 6", {"check_one", "check_two"}),  # through a helper
        ('"""Two"""', '"""Two is right"""', {"check_two"}),
        ("@points(2,", "@points(3,", {"check_two"}),
        ("LOOSE = 1e-2", "LOOSE = 1e-2  # wide", set()),
        ("import numpy as np", "import numpy as np, math", set()),
        (
            "import numpy as np",
            "import numpy as np\nif np:\n    TIGHT = 1",
            {"check_one", "check_two"},
        ),
        ("LOOSE = 1e-2", "LOOSE = 1e-2\nLOOSE += 1", {"check_two"}),
    ],
)
def test_a_change_reaches_the_checks_that_use_it(old: str, new: str, changed: set[str]) -> None:
    before, after = check_prints(CHECKS), check_prints(CHECKS.replace(old, new))
    assert before.keys() == after.keys() == {"check_one", "check_two"}
    assert {check for check in before if before[check] != after[check]} == changed


@pytest.fixture
def course(tmp_path: Path) -> Path:
    import shutil

    shutil.copytree(Path(__file__).parent / "toy_course", tmp_path / "toy")
    return tmp_path / "toy"


def found(course: Path, asked: str = "r", device: str = "cpu") -> Keys:
    return keys(load_exercise(course, "01_toy"), asked, device)


def test_nothing_changed_means_equal_keys(course: Path) -> None:
    assert found(course) == found(course)
    assert found(course).of("a") != found(course).of("b")
    assert found(course, device="cuda:0") == found(course, device="cuda:1")
    assert device_class("cuda:1") == "cuda"


def test_rounds_devices_and_limits_ask_anew(course: Path) -> None:
    before = found(course)
    assert found(course, "other").answers != before.answers
    assert found(course, device="cuda").answers != before.answers
    path = course / "assignments" / "01_toy" / "exercise.toml"
    path.write_text(path.read_text("utf-8").replace("seconds = 20", "seconds = 99"), "utf-8")
    assert found(course).answers != before.answers


def test_another_reference_judges_anew_and_asks_nothing(course: Path) -> None:
    before = found(course)
    path = course / "reference_solutions" / "01_toy" / "toy.py"
    path.write_text(path.read_text("utf-8") + "\n# better\n", "utf-8")
    after = found(course)
    assert (after.answers, after.told) == (before.answers, before.told)
    assert all(after.checks[check] != before.checks[check] for check in before.checks)


def test_another_mistake_is_told_anew_and_judges_nothing(course: Path) -> None:
    before = found(course)
    mistakes = course / "reference_solutions" / "01_toy" / "mistakes"
    mistakes.mkdir()
    (mistakes / "adds.py").write_text('"""It adds."""\nLOSES = {"check_scale"}\n', "utf-8")
    after = found(course)
    assert (after.answers, after.checks) == (before.answers, before.checks)
    assert after.told != before.told and after.of("a") != before.of("a")


def test_another_sentence_judges_anew_only_where_judgements_say_it(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (sentences.FOLDER / "en.toml").read_text("utf-8")
    monkeypatch.setattr(sentences, "FOLDER", tmp_path)
    seen = []
    for old, new in (
        ("What was checked", "What was checked"),
        ("What was checked", "The checks"),
        ("goes on without end", "does not end"),
    ):
        (tmp_path / "en.toml").write_text(text.replace(old, new), "utf-8")
        monkeypatch.setattr(sentences, "_catalog", cache(sentences._catalog.__wrapped__))
        seen.append(found(course))
    assert seen[0] == seen[1] and seen[1].checks != seen[2].checks
    assert (seen[1].answers, seen[1].told) == (seen[2].answers, seen[2].told)
