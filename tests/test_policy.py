"""What attempts are worth: tables of cases, properties, and a course.toml that is not right."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import CourseError, load_course
from autograder.policy import ALL, Adjustment, Attempt, Policy, Standing, load_policy, total
from autograder.policy import standing as stand

ROOT = Path(__file__).resolve().parent.parent
SLUGS = ("01_hill", "02_valley", "14_extra")
HILL = "01_hill"
HOUR, DAY = 3600.0, 86400.0
DUE = datetime(2026, 12, 1, 22, 59, tzinfo=UTC).timestamp()
LATE = Policy(deadlines={HILL: DUE}, grace=900.0, per_day=0.1, at_most=0.5)
BEST = replace(LATE, counts="best")


def tries(
    *earned: int | None, possible: int = 10, late: tuple[float | None, ...] = ()
) -> list[Attempt]:
    """Attempts 1, 2, …; `late`: seconds after the deadline, in time if left out."""
    when = [*late, *[-HOUR] * (len(earned) - len(late))]
    return [
        Attempt(number, points, possible, None if after is None else DUE + after)
        for number, (points, after) in enumerate(zip(earned, when, strict=True), 1)
    ]


def at(attempts: list[Attempt], policy: Policy = LATE, *by_hand: Adjustment) -> Standing:
    return stand(attempts, by_hand, "ada", HILL, policy)


def hand(points: float, reason: str = "typo in the task", author: str = "kay") -> Adjustment:
    return Adjustment(points, reason, author, 5.0)


def course_toml(folder: Path, text: str) -> Path:
    (folder / "course.toml").write_text(text, "utf-8")
    return folder


# What counts


@pytest.mark.parametrize(
    ("attempts", "policy", "earned", "counted"),
    [
        (tries(4), LATE, 4, 1),
        (tries(4, 8, 6), LATE, 6, 3),
        (tries(4, 8, 6), BEST, 8, 2),
        (tries(8, 8), BEST, 8, 1),
        (tries(7, 8, late=(0, 2 * DAY)), BEST, 7, 1),
        (tries(7, 9, late=(0, 2 * DAY)), BEST, 7, 1),
        (tries(6, 9, late=(0, 2 * DAY)), BEST, 7, 2),
        (tries(0), LATE, 0, 1),
        (tries(None), LATE, None, 1),
        (tries(None), BEST, None, 1),
        (tries(None, 3), LATE, 3, 2),
        (tries(3, None), LATE, None, 2),
        (tries(3, None), BEST, None, None),
        (tries(10, None), BEST, 10, 1),
        (tries(None, 10), BEST, 10, 2),
        (tries(None, None), BEST, None, None),
        (tries(9, None, late=(0, DAY)), BEST, 9, 1),
        (tries(8, None, late=(0, DAY)), BEST, None, None),
        (tries(5, None, late=(0, 30 * DAY)), BEST, 5, 1),
        ([], LATE, 0, None),
    ],
)
def test_the_attempt_that_counts(
    attempts: list[Attempt], policy: Policy, earned: float | None, counted: int | None
) -> None:
    found = at(attempts, policy)
    assert (found.earned, found.counted) == (earned, counted)
    assert at(attempts[::-1], policy) == found


def test_what_is_possible_is_said_by_the_attempt_that_counts() -> None:
    attempts = [*tries(9), Attempt(2, 8, 12, DUE)]
    assert (at(attempts).possible, at(attempts, BEST).possible, at([]).possible) == (12, 10, 0)
    open_one = [Attempt(1, 3, 10, DUE), Attempt(2, None, 12, DUE)]
    assert at(open_one, BEST).possible == 12


# Late


@pytest.mark.parametrize(
    ("after", "days", "penalty"),
    [
        (-DAY, 0, 0),
        (0, 0, 0),
        (900, 0, 0),
        (900.5, 1, 1),
        (901, 1, 1),
        (900 + DAY, 1, 1),
        (901 + DAY, 2, 2),
        (900 + 5 * DAY, 5, 5),
        (900 + 6 * DAY, 6, 5),
        (1e30, None, 5),
        (None, 0, 0),
        (float("nan"), 0, 0),
        (float("inf"), 0, 0),
    ],
)
def test_begun_days_cost_up_to_the_cap(after: float | None, days: int | None, penalty: int) -> None:
    found = at(tries(8, late=(after,)))
    assert days is None or found.late_days == days
    assert (found.penalty, found.earned) == (penalty, 8 - penalty)


@pytest.mark.parametrize(
    ("policy", "days", "earned"),
    [
        (Policy(), 0, 8),
        (Policy(per_day=0.1), 0, 8),
        (Policy(deadlines={HILL: DUE}), 2, 8),
        (Policy(deadlines={"02_valley": DUE}, per_day=0.1), 0, 8),
        (Policy(deadlines={HILL: DUE}, per_day=0.1), 2, 6),
        (Policy(deadlines={HILL: DUE}, per_day=0.1, at_most=0.0), 2, 8),
        (Policy(deadlines={HILL: DUE}, per_day=1.0), 2, 0),
        (replace(LATE, extensions={("ada", HILL): DAY}), 1, 7),
        (replace(LATE, extensions={("ada", ALL): DAY}), 1, 7),
        (replace(LATE, extensions={("ada", ALL): DAY, ("ada", HILL): DAY}), 1, 7),
        (replace(LATE, extensions={("ada", ALL): DAY, ("ada", HILL): 2 * DAY}), 0, 8),
        (replace(LATE, extensions={("ada", ALL): 2 * DAY, ("ada", HILL): DAY}), 0, 8),
        (replace(LATE, extensions={("ada", "02_valley"): DAY, ("bob", ALL): DAY}), 2, 6),
    ],
)
def test_what_two_days_cost(policy: Policy, days: int, earned: float) -> None:
    found = at(tries(8, late=(2 * DAY,)), policy)
    assert (found.late_days, found.earned) == (days, earned)


def test_a_penalty_takes_no_more_than_there_is() -> None:
    found = at(tries(2, late=(4 * DAY,)))
    assert (found.earned, found.penalty, found.late_days) == (0, 2, 4)


def test_an_open_attempt_is_late_and_costs_nothing_yet() -> None:
    found = at(tries(None, late=(DAY,)))
    assert (found.earned, found.counted, found.late_days, found.penalty) == (None, 1, 1, 0)


@pytest.mark.parametrize(
    ("spelled", "stored"), [("Zo\u00eb", "Zoe\u0308"), ("Zoe\u0308", "Zo\u00eb"), ("é.ü", "é.ü")]
)
def test_a_name_is_the_same_however_its_accents_are_stored(
    tmp_path: Path, spelled: str, stored: str
) -> None:
    text = f'[extensions."{spelled}"]\nall = 1\n'
    assert load_policy(course_toml(tmp_path, text), SLUGS).extension(stored, HILL) == DAY


def test_a_name_that_is_no_unicode_has_no_extension() -> None:
    assert LATE.extension("ada\udcff", HILL) == 0


# Points by hand, extra credit, totals


@pytest.mark.parametrize(
    ("attempts", "points", "earned", "adjusted"),
    [
        (tries(8), (1.5,), 9.5, 1.5),
        (tries(8), (5,), 13, 5),
        (tries(8), (-3, 1), 6, -2),
        (tries(8), (-9,), 0, -9),
        (tries(8), (0.1, 0.2), 8.3, 0.3),
        (tries(8), (0.005,), 8.01, 0.01),
        (tries(8), (0.0025, 0.0025), 8.01, 0.01),
        (tries(8), (-0.005,), 8, 0),
        (tries(8, late=(2 * DAY,)), (1,), 7, 1),
        (tries(1, late=(4 * DAY,)), (2,), 2, 2),
        (tries(None), (2,), None, 2),
        (tries(3, None), (2,), None, 2),
        ([], (2,), 2, 2),
        ([], (-2,), 0, -2),
    ],
)
def test_points_by_hand_come_last(
    attempts: list[Attempt], points: tuple[float, ...], earned: float | None, adjusted: float
) -> None:
    found = at(attempts, LATE, *map(hand, points))
    assert (found.earned, found.adjusted) == (earned, adjusted)


@pytest.mark.parametrize("points", [float("nan"), float("inf"), -1e7])
def test_points_by_hand_are_points(points: float) -> None:
    with pytest.raises(ValueError, match="points must be"):
        hand(points)


@pytest.mark.parametrize(("reason", "author"), [("", "kay"), (" \n", "kay"), ("because", " ")])
def test_points_by_hand_have_a_reason_and_an_author(reason: str, author: str) -> None:
    with pytest.raises(ValueError, match="a reason and an author"):
        hand(1, reason, author)


@pytest.mark.parametrize(
    ("share", "possible", "penalty", "earned"),
    [(0.1, 7, 0.7, 6.3), (0.025, 5, 0.12, 4.88), (0.333, 10, 3.33, 6.67), (0.1, 3, 0.3, 2.7)],
)
def test_what_is_shown_adds_up(share: float, possible: int, penalty: float, earned: float) -> None:
    found = at(tries(possible, possible=possible, late=(DAY,)), replace(LATE, per_day=share))
    assert (found.penalty, found.earned) == (penalty, earned)


def test_extra_credit_adds_to_the_points_alone() -> None:
    policy = Policy(extra=frozenset({HILL}))
    extra, plain = at(tries(4), policy), stand(tries(9), (), "ada", "02_valley", policy)
    assert (extra.extra, extra.possible, plain.extra) == (True, 10, False)
    assert total([extra, plain]) == (13.0, 10)
    assert total([extra]) == (4.0, 0)
    assert total([plain, at(tries(None), policy)]) == (None, 10)
    assert total([]) == (0.0, 0)


def test_a_total_is_exact() -> None:
    tenth = at(tries(1, late=(DAY,)), replace(LATE, per_day=0.09))
    assert tenth.earned == 0.1
    assert total([tenth] * 3) == (0.3, 30)


# What is told


@pytest.mark.parametrize(
    ("attempts", "policy", "lines"),
    [
        (tries(8), Policy(), ()),
        (tries(8), LATE, ()),
        ([], LATE, ("Nothing was handed in.",)),
        (tries(8, 6), LATE, ("Attempt 2 counts, the last of 2.",)),
        (tries(8, 6), BEST, ("Attempt 1 counts, the best of 2.",)),
        (
            tries(8, None, None),
            BEST,
            ("Which attempt counts is open: a check of ours broke on attempt 2.",),
        ),
        (
            tries(8, late=(600,)),
            LATE,
            ("Handed in 0 h 10 min after 2026-12-01 22:59 UTC: within the grace period.",),
        ),
        (
            tries(8, late=(59,)),
            Policy(deadlines={HILL: DUE}),
            ("Handed in less than a minute after 2026-12-01 22:59 UTC: 1 day late.",),
        ),
        (
            tries(8, late=(DAY + 2.5 * HOUR,)),
            replace(LATE, per_day=0.125),
            (
                "Handed in 1 day 2 h after 2026-12-01 22:59 UTC: 2 days late.",
                "Being late cost 2.5 points (12.5% of 10 for every day begun, at most 50%).",
            ),
        ),
        (
            tries(8, late=(DAY,)),
            replace(LATE, extensions={("ada", ALL): DAY / 2}),
            (
                "The deadline was moved by 0.5 days.",
                "Handed in 12 h 0 min after 2026-12-02 10:59 UTC: 1 day late.",
                "Being late cost 1 point (10% of 10 for every day begun, at most 50%).",
            ),
        ),
        (
            tries(8, late=(None,)),
            LATE,
            ("When this was handed in is not known, so it is not late.",),
        ),
        (tries(8, late=(None,)), Policy(), ()),
        (
            tries(8),
            Policy(extra=frozenset({HILL})),
            ("Extra credit: these points add to the total, and nothing to what is possible.",),
        ),
    ],
)
def test_what_is_told(attempts: list[Attempt], policy: Policy, lines: tuple[str, ...]) -> None:
    assert at(attempts, policy).lines == lines


def test_points_by_hand_are_told_with_author_and_reason() -> None:
    told = at(tries(8), LATE, hand(1), hand(-20.5, "copied", "lin")).lines
    assert told == (
        "+1 point by kay: typo in the task",
        "-20.5 points by lin: copied",
        "Points never go below 0.",
    )


def test_an_open_mark_has_no_floor_yet() -> None:
    found = at(tries(None), LATE, hand(-20))
    assert (found.earned, found.lines) == (None, ("-20 points by kay: typo in the task",))


def test_what_people_wrote_stays_one_short_line() -> None:
    (told,) = at(tries(8), LATE, hand(1, "a\r\nb\u2028" + "c" * 9999, "x\n" + "k" * 9999)).lines
    assert len(told) < 450
    assert len(told.splitlines()) == 1
    assert "a b cc" in told


# Properties

shares = st.fractions(0, 1, max_denominator=1000).map(float)
moments = st.none() | st.floats(DUE - 9 * DAY, DUE + 9 * DAY)
results = st.none() | st.integers(0, 10)
policies = st.builds(
    Policy,
    counts=st.sampled_from(["best", "last"]),
    deadlines=st.sampled_from([{}, {HILL: DUE}, {HILL: DUE + 0.25}]),
    grace=st.floats(0, 2 * DAY),
    per_day=shares,
    at_most=shares,
    extensions=st.sampled_from([{}, {("ada", HILL): DAY}, {("ada", ALL): 7 * HOUR}]),
)
adjustments = st.lists(
    st.builds(
        Adjustment,
        points=st.floats(-20, 20),
        reason=st.sampled_from(["a", "b"]),
        author=st.sampled_from(["a", "b"]),
        at=st.sampled_from([1.0, 2.0]),
    ),
    max_size=4,
)


@st.composite
def histories(draw: st.DrawFn) -> list[Attempt]:
    given_in = draw(st.lists(st.tuples(results, moments), max_size=5))
    return [Attempt(n, points, 10, when) for n, (points, when) in enumerate(given_in, 1)]


def worth(found: Standing) -> float:
    assert found.earned is not None
    return found.earned


@given(histories(), adjustments, policies, st.randoms(use_true_random=False))
def test_order_does_not_matter(
    attempts: list[Attempt], by_hand: list[Adjustment], policy: Policy, chance: random.Random
) -> None:
    found = at(attempts, policy, *by_hand)
    chance.shuffle(attempts)
    chance.shuffle(by_hand)
    assert at(attempts, policy, *by_hand) == found


@given(histories(), adjustments, policies)
def test_points_are_hundredths_that_add_up(
    attempts: list[Attempt], by_hand: list[Adjustment], policy: Policy
) -> None:
    found = at(attempts, policy, *by_hand)
    for number in (found.penalty, found.adjusted, found.earned or 0.0):
        assert number == round(number, 2)
    assert found.penalty >= 0
    if found.earned is None or found.counted is None:
        assert found.penalty == 0
        return
    raw = attempts[found.counted - 1].earned
    assert raw is not None
    sum_of_all = raw - Fraction(str(found.penalty)) + Fraction(str(found.adjusted))
    assert Fraction(str(found.earned)) == max(Fraction(0), sum_of_all)
    exact = sum((Fraction(str(one.points)) for one in by_hand), Fraction(0))
    assert abs(Fraction(str(found.adjusted)) - exact) <= Fraction(1, 200)


@given(st.integers(0, 10), moments, policies)
def test_the_cap_holds_and_nothing_is_negative(
    points: int, when: float | None, policy: Policy
) -> None:
    found = at([Attempt(1, points, 10, when)], policy)
    assert 0 <= worth(found) <= points
    half = Fraction(1, 200)
    cap = Fraction(str(policy.at_most)) * 10
    assert Fraction(str(found.penalty)) <= min(cap, found.late_days * 10) + half


@given(st.integers(0, 10), moments, st.floats(0, 9 * DAY), policies)
def test_later_is_never_better(
    points: int, when: float | None, later: float, policy: Policy
) -> None:
    early = at([Attempt(1, points, 10, when)], policy)
    late = at([Attempt(1, points, 10, None if when is None else when + later)], policy)
    assert worth(late) <= worth(early)
    assert late.late_days >= early.late_days


@given(histories(), policies, st.floats(0, 9 * DAY), st.sampled_from([HILL, ALL]))
def test_an_extension_never_lowers_points(
    attempts: list[Attempt], policy: Policy, seconds: float, which: str
) -> None:
    attempts = [one for one in attempts if one.earned is not None]
    before = policy.extensions.get(("ada", which), 0.0)
    more = {**policy.extensions, ("ada", which): before + seconds}
    longer = replace(policy, extensions=more)
    assert worth(at(attempts, longer)) >= worth(at(attempts, policy))
    other = replace(policy, extensions={**policy.extensions, ("bob", which): seconds})
    assert at(attempts, other) == at(attempts, policy)


@given(histories(), policies, st.integers(0, 10), moments)
def test_another_attempt_never_lowers_the_best(
    attempts: list[Attempt], policy: Policy, points: int, when: float | None
) -> None:
    policy = replace(policy, counts="best")
    attempts = [one for one in attempts if one.earned is not None]
    more = [*attempts, Attempt(len(attempts) + 1, points, 10, when)]
    assert worth(at(more, policy)) >= worth(at(attempts, policy))


@given(histories(), policies, st.data())
def test_a_settled_standing_holds_whatever_broken_checks_will_say(
    attempts: list[Attempt], policy: Policy, data: st.DataObject
) -> None:
    found = at(attempts, policy)
    judged = [
        one if one.earned is not None else replace(one, earned=data.draw(st.integers(0, 10)))
        for one in attempts
    ]
    after = at(judged, policy)
    assert after.earned is not None
    if found.earned is not None:
        assert after.earned == found.earned
    elif found.counted is not None:
        assert after.counted == found.counted


@given(histories(), policies)
def test_an_open_standing_could_come_out_differently(
    attempts: list[Attempt], policy: Policy
) -> None:
    def judged(points: int) -> float:
        settled = [
            one if one.earned is not None else replace(one, earned=points) for one in attempts
        ]
        return worth(at(settled, policy))

    full = [at([replace(one, earned=10)], policy).earned for one in attempts if one.earned is None]
    if at(attempts, policy).earned is None and any(full):
        assert judged(0) < judged(10) or not full[-1]


# course.toml


def test_without_a_file_the_last_attempt_counts_and_nothing_is_late(tmp_path: Path) -> None:
    assert load_policy(tmp_path, SLUGS) == Policy()
    assert load_policy(course_toml(tmp_path, ""), SLUGS) == Policy()
    assert load_policy(ROOT, SLUGS) == Policy(), "the repository's own course has the defaults"


def test_every_key_is_read(tmp_path: Path) -> None:
    text = """
        [attempts]
        counts = "best"
        [deadlines]
        01_hill = 2026-12-01T23:59:00+01:00
        02_valley = 2026-12-01T22:59:00.5Z
        [late]
        grace_minutes = 1.5
        per_day = 33.3
        at_most = 50
        [extensions.ada]
        01_hill = 3
        all = 0.1
        [extensions."Bob B."]
        all = 2
        [extra_credit]
        exercises = ["14_extra"]
    """
    assert load_policy(course_toml(tmp_path, text), SLUGS) == Policy(
        counts="best",
        deadlines={HILL: DUE, "02_valley": DUE + 0.5},
        grace=90.0,
        per_day=0.333,
        at_most=0.5,
        extensions={("ada", HILL): 3 * DAY, ("ada", ALL): 8640.0, ("Bob B.", ALL): 2 * DAY},
        extra=frozenset({"14_extra"}),
    )


def test_an_editor_of_windows_may_have_written_it(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_bytes(b'\xef\xbb\xbf[attempts]\r\ncounts = "best"\r\n')
    assert load_policy(tmp_path, SLUGS) == Policy(counts="best")


ZONE = "01_hill must be a date and time with its time zone"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("attempts", "is no TOML in UTF-8: Expected '=' after a key"),
        ('[attempts]\ncounts = "best"\ncounts = "last"', "is no TOML in UTF-8"),
        ("[deadlines]\n01_hill = 2026-02-30T12:00:00Z", "is no TOML in UTF-8"),
        ("caps = 3", "caps is unknown."),
        ("[deadline]", "deadline is unknown. Did you mean 'deadlines'?"),
        ('["a\\nb"]', "'a\\nb' is unknown."),
        ("late = 3", "late must be a table, [late]."),
        ("[[late]]", "late must be a table, [late]."),
        ('[attempts]\ncount = "best"', "attempts.count is unknown. Did you mean 'counts'?"),
        ('[attempts]\ncounts = "first"', 'attempts.counts must be "best" or "last".'),
        ("[attempts]\ncounts = []", 'attempts.counts must be "best" or "last".'),
        ("[deadlines]\n01_hill = 2026-12-01T23:59:00", ZONE),
        ("[deadlines]\n01_hill = 2026-12-01", ZONE),
        ("[deadlines]\n01_hill = 23:59:00", ZONE),
        ('[deadlines]\n01_hill = "2026-12-01T23:59:00Z"', ZONE),
        ("[deadlines]\n01_hill = 1796165940", ZONE),
        ("[deadlines]\n01_hill = 0026-12-01T23:59:00Z", "01_hill: the year 26 cannot be right."),
        ("[deadlines]\n01_hill = 9999-12-31T23:59:00Z", "01_hill: the year 9999 cannot be right."),
        (
            "[deadlines]\n01_hil = 2026-12-01T23:59:00Z",
            "deadlines.01_hil: there is no exercise '01_hil'. Did you mean '01_hill'?",
        ),
        ("[late]\nper_week = 3", "late.per_week is unknown."),
        ("[late]\nper_day = -1", "late.per_day must be a number of percent from 0 to 100."),
        ("[late]\nper_day = 101", "late.per_day must be a number of percent from 0 to 100."),
        ("[late]\nper_day = true", "late.per_day must be"),
        ("[late]\nper_day = nan", "late.per_day must be"),
        ('[late]\nper_day = "10%"', "late.per_day must be"),
        ("[late]\nat_most = inf", "late.at_most must be a number of percent from 0 to 100."),
        ("[late]\ngrace_minutes = -1", "late.grace_minutes must be a number of minutes from 0 to"),
        ("[late]\ngrace_minutes = 1e300", "late.grace_minutes must be"),
        ("[extensions]\nada = 3", "extensions.ada must be a table, [extensions.ada]."),
        (
            "[extensions.ada]\n01_hill = -1",
            "extensions.ada.01_hill must be a number of days from 0",
        ),
        (
            "[extensions.ada]\nall = 367",
            "extensions.ada.all must be a number of days from 0 to 366.",
        ),
        (
            "[extensions.ada]\n02_vale = 1",
            "there is no exercise '02_vale'. Did you mean '02_valley'?",
        ),
        ("[extensions.ada.l]\nall = 1", "extensions.ada.l: put a name that has dots in quotes."),
        ('[extensions."a\\nb"]\nall = -1', "extensions.'a\\nb'.all must be"),
        (
            "[extra_credit]\nexercise = []",
            "extra_credit.exercise is unknown. Did you mean 'exercises'?",
        ),
        ('[extra_credit]\nexercises = "14_extra"', "extra_credit.exercises must be a list"),
        ("[extra_credit]\nexercises = [14]", "extra_credit.exercises must be a list"),
        (
            '[extra_credit]\nexercises = ["14_extr"]',
            "extra_credit.exercises: there is no exercise '14_extr'. Did you mean '14_extra'?",
        ),
    ],
)
def test_what_is_not_right_is_one_line_with_file_and_key(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(CourseError) as caught:
        load_policy(course_toml(tmp_path, text), SLUGS)
    told = str(caught.value)
    assert told.startswith(str(tmp_path / "course.toml"))
    assert says in told
    assert len(told.splitlines()) == 1


def test_what_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_bytes(b"# \xff")
    with pytest.raises(CourseError, match="is no TOML in UTF-8"):
        load_policy(tmp_path, SLUGS)
    (tmp_path / "course.toml").unlink()
    (tmp_path / "course.toml").mkdir()
    with pytest.raises(CourseError, match="cannot be read"):
        load_policy(tmp_path, SLUGS)


# Time zones


@pytest.fixture
def local_time() -> Iterator[None]:
    """Puts the machine's time zone back."""
    before = os.environ.get("TZ")
    yield
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize("zone", ["UTC0", "EST5EDT,M3.2.0,M11.1.0", "<+14>-14"])
@pytest.mark.parametrize(
    "spelled", ["2026-12-01T22:59:00Z", "2026-12-01T23:59:00+01:00", "2026-12-02T04:29:00+05:30"]
)
def test_a_deadline_is_a_moment_wherever_the_grader_is(
    tmp_path: Path, local_time: None, spelled: str, zone: str
) -> None:
    os.environ["TZ"] = zone
    time.tzset()
    policy = load_policy(course_toml(tmp_path, f"[deadlines]\n01_hill = {spelled}\n"), SLUGS)
    assert policy.deadlines == {HILL: DUE}
    told = at(tries(8, late=(60,)), policy).lines
    assert told == ("Handed in 0 h 1 min after 2026-12-01 22:59 UTC: 1 day late.",)


@pytest.mark.parametrize(
    ("handed_in", "days"),
    [
        ((24, 23, 59, 2), 0),
        ((25, 0, 0, 2), 1),
        ((25, 22, 59, 1), 1),  # 24 hours later: the clocks went back an hour
        ((25, 23, 0, 1), 2),
        ((25, 23, 59, 1), 2),
    ],
)
def test_a_day_has_24_hours_also_when_the_clocks_change(
    tmp_path: Path, handed_in: tuple[int, int, int, int], days: int
) -> None:
    text = "[deadlines]\n01_hill = 2026-10-24T23:59:00+02:00\n"
    policy = load_policy(course_toml(tmp_path, text), SLUGS)
    day, hour, minute, offset = handed_in
    zone = timezone(timedelta(hours=offset))
    when = datetime(2026, 10, day, hour, minute, tzinfo=zone).timestamp()
    assert at([Attempt(1, 8, 10, when)], policy).late_days == days


# The page, and the room


def test_the_page_is_right(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "policy.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    slugs = [exercise.slug for exercise in load_course(ROOT).exercises]
    policy = load_policy(course_toml(tmp_path, example), slugs)
    parts = {name: getattr(policy, name) for name in Policy.__dataclass_fields__}
    assert all(value != getattr(Policy(), name) for name, value in parts.items())
    rows = re.findall(r"^\| (\S+) \| (\d\d_\w+) \| (\S+) \| (\d+) \| (\S+) \|$", page, re.MULTILINE)
    assert len(rows) == 8
    for student, slug, when, days, points in rows:
        attempt = Attempt(1, 8, 10, datetime.fromisoformat(when).timestamp())
        found = stand([attempt], (), student, slug, policy)
        assert (found.late_days, found.earned) == (int(days), float(points)), (student, when)


def test_the_rules_need_no_torch() -> None:
    code = (
        "import sys, autograder.policy\n"
        "heavy = {'torch', 'numpy', 'pandas', 'msgpack', 'sqlalchemy', 'jinja2'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
