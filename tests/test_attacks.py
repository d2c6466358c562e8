"""The attack suite: a sample of it for real, and whether the suite itself would notice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.attacks import AttackResult, page, run, traces
from autograder.attacks.catalog import CONTROLS, NAIVE, home, load
from autograder.course import CourseError, default_root, load_exercise
from autograder.sandbox import Sandbox, SandboxError, open_sandbox
from autograder.stamp import fingerprint, stamped

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = (
    "end/exit_at_import",
    "end/kill_parent",
    "end/segfault",
    "forge/json_dump",
    "forge/numpy_allclose",
    "forge/reference_stolen",
    "forge/runner_passed",
    "inject/message_html",
    "inject/name_formula",
    "kernel/ptrace",
    "kernel/user_namespace",
    "lie/equal_to_all",
    "lie/nan",
    "network/tcp",
    "poison/numpy_functions",
    "process/double_fork",
    "process/shell",
    "read/course_key",
    "read/garbage_collector",
    "read/tracebacks",
    "remember/earlier_round",
    "resource/bytes",
    "resource/stdout_flood",
    "submitted/conftest",
    "submitted/link_to_key",
    "undetermined/odd_types",
    "wire/forged_replies",
    "write/temporary",
)
FAMILIES = {
    *("end", "forge", "inject", "kernel", "lie", "network", "poison", "process", "read"),
    *("remember", "resource", "submitted", "undetermined", "wire", "write"),
}


@pytest.fixture(scope="module")
def warm() -> Iterator[Sandbox]:
    """A warm sandbox that hides the course."""
    try:
        opened = open_sandbox("auto", hidden=[default_root()], start="warm")
    except SandboxError as error:
        pytest.skip(f"no sandbox can be had here: {error}")
    with opened:
        yield opened


@pytest.fixture(scope="module")
def results(warm: Sandbox) -> dict[str, AttackResult]:
    """The sample, let loose in one run."""
    return {f"{r.family}/{r.name}": r for r in run(warm, names=SAMPLE)}


@pytest.mark.parametrize("title", SAMPLE)
def test_an_attack_works_unprotected_and_gains_nothing_here(
    title: str, results: dict[str, AttackResult]
) -> None:
    result = results[title]
    assert result.problems == ()
    assert result.earned <= result.floor
    assert result.control or result.impossible, f"the control showed {result.saw}"


def test_the_suite_is_whole() -> None:
    attacks = load()
    assert len(attacks) >= 80
    assert {attack.family for attack in attacks} == FAMILIES
    assert {attack.control for attack in attacks} == CONTROLS
    assert {title.partition("/")[0] for title in SAMPLE} == FAMILIES
    assert all(attack.how and attack.goal.endswith(".") for attack in attacks)
    assert not any(attack.floor for attack in attacks if attack.family != "remember")


def test_an_attack_without_a_sound_header_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "forge" / "x.py"
    bad.parent.mkdir()
    sound = (
        '"""Goal."""\nEXERCISE = "02"\nOUTCOMES = {"failed"}\nFLOOR = 0\nCONTROL = "forged: x"\n'
    )
    bad.write_text(sound)
    assert load(folder=tmp_path)[0].control == "forged"
    for wrong in ("FLOOR = 1 + 1", 'OUTCOMES = {"won"}', 'CONTROL = "wish: x"', "EXERCISE = 2"):
        bad.write_text(f"{sound}{wrong}\n")
        with pytest.raises(CourseError, match=r"x\.py"):
            load(folder=tmp_path)
    with pytest.raises(CourseError, match="no attack nonsense"):
        load(["nonsense"])


HEADER = '''"""It {0}."""

EXERCISE = "02"
OUTCOMES = {{"failed"}}
FLOOR = 0
CONTROL = "forged: it does not matter"

'''
MUTE = "def peaks(x, y):\n    return 0\n"
CANARIES = {
    "answers": ("", "earned 10 points"),
    "claims": ("print('@CLAIM@', flush=True)\n" + MUTE, "claims success"),
    "ends": ("import os\nos._exit(0)\n", "ended as crashed"),
    "gains_nothing": (MUTE, "did not work"),
}


def test_the_suite_notices_an_attack_that_wins(warm: Sandbox, tmp_path: Path) -> None:
    """Four attacks that break a promise each, and are found out for it."""
    reference = load_exercise(default_root(), _slug("02")).reference.read_text("utf-8")
    right = reference.partition("\n")[2].replace("from __future__ import annotations\n", "")
    for name, (body, _) in CANARIES.items():
        path = tmp_path / "canary" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEADER.format(name) + (body or right))
    found = {r.name: r for r in run(warm, attacks=tmp_path)}
    assert not any(result.held for result in found.values())
    for name, (_, expected) in CANARIES.items():
        said = "; ".join(found[name].problems) or f"did not work: {found[name].saw}"
        assert expected in said, (name, said)
    # A wrong answer that does nothing gets no point of the naive grader, and disturbs nobody.
    assert "nothing: {'before': 10, 'attack': 0, 'after': 10}" in found["gains_nothing"].saw


def _slug(number: str) -> str:
    folders = (default_root() / "assignments").iterdir()
    return next(folder.name for folder in folders if folder.name.startswith(f"{number}_"))


@pytest.mark.parametrize(
    "text",
    (
        "<p>a<script>x</script></p></html>",
        "<p onclick=x>a</p></html>",
        "<a href='mark'>a</a></html>",
        "<p>\x1b[31m</p></html>",
        "</html>see [this](http://localhost/mark)",
        "</html>a\u202eb",
    ),
)
def test_active_text_is_seen(text: str) -> None:
    assert traces.injected(text, "mark")


def test_harmless_text_is_not_taken_for_active() -> None:
    page_ = "<html><p class='x'>&lt;script&gt; onclick mark</p></html>"
    fenced = "````text\n```\n[x](http://mark)\n````\n`[x](mark)`\n"
    assert traces.injected(page_ + fenced, "mark") == ""


def test_formulas_are_seen() -> None:
    assert traces.formulas("student,01\n=1+1,3\n")
    assert traces.formulas('student,01\n"@SUM(1)",3\n')
    assert traces.formulas("student,01\n'=1+1,-3\n") == ""


def test_secrets_and_expected_numbers_are_seen() -> None:
    numbers = frozenset({"1.23456789"})
    assert traces.secrets_in("it was s3cret", ("s3cret",), numbers) == "a secret"
    assert traces.secrets_in("got 1.2345678901", (), numbers) == "an expected value"
    assert traces.secrets_in("got 1.2345688901 and 1.23", ("s3cret",), numbers) == ""


def test_the_table_replaces_the_last_one(tmp_path: Path) -> None:
    good = AttackResult("f", "good", "It wins.", True, "won", "", ("failed",), 0, 0, 1.0, ())
    bad = AttackResult(
        "f", "b|d", "<b>", False, "nothing", "", ("passed",), 3, 0, 1.0, ("earned 3",)
    )
    path = tmp_path / "security.md"
    mark = f"<!-- generated from {'0' * 64} -->"
    path.write_text(f"before\n{mark}\nold\n<!-- end of generated part -->\nafter\n", "utf-8")
    page.write((good, bad), "A (isolated)", path, ROOT)
    text = path.read_text("utf-8")
    assert text.startswith("before\n") and text.endswith("after\n") and "old" not in text
    assert "2 attacks were let loose, 1 of them" in text
    assert "| f | 2 | 1 | 1 | 0 |" in text
    assert "**3 points (passed); earned 3**" in text and "b\\|d" in text and "<b>" not in text
    path.write_text("no place", "utf-8")
    with pytest.raises(CourseError, match="no generated part"):
        page.write((good,), "A", path, ROOT)


def test_the_table_in_the_docs_is_of_these_attacks() -> None:
    made_from = stamped(ROOT / "docs" / "security.md")
    assert made_from == fingerprint(ROOT, page.PARTS), "stale: run `make proof`"


def test_attacks_lie_beside_their_control() -> None:
    assert (home() / NAIVE / "server.py").is_file()
