"""The numbers of the class report, against scipy and by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pointbiserialr

from autograder.site.book import book
from autograder.site.details import exercise_page
from autograder.site.items import FEWEST, discrimination, spread, times
from autograder.site.mistakes import made
from tests.made_class import TITLES, made_class, piece

PAIRS = st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=FEWEST, max_size=60)


@given(PAIRS)
def test_discrimination_is_the_point_biserial_correlation(pairs: list[tuple[bool, int]]) -> None:
    passed, rest = [p for p, _ in pairs], [float(r) for _, r in pairs]
    got = discrimination(passed, rest)
    if len(set(passed)) < 2 or len(set(rest)) < 2:
        assert got is None
    else:
        assert got == pytest.approx(pointbiserialr(passed, rest).statistic, abs=1e-12)


def test_few_students_tell_nothing() -> None:
    assert discrimination([True, False] * 4 + [True], [1.0, 0.0] * 4 + [1.0]) is None
    assert discrimination([True, False] * 5, [1.0, 0.0] * 5) == pytest.approx(1.0)
    assert discrimination([], []) is None


def test_a_check_is_compared_with_the_others_alone() -> None:
    """Whoever passes the first check fails the second: with its own points it would look fine."""
    pieces = [
        piece(f"s{n:02}", outcomes=("failed", "passed") if n % 2 else ("passed", "failed"))
        for n in range(12)
    ]
    (column,) = book(pieces, TITLES).columns
    page = exercise_page(column, book(pieces, TITLES), frozenset())
    assert [item.discrimination for item in page.items] == ["−1.00", "−1.00"]
    assert all(item.weak for item in page.items)


def test_the_page_tells_what_scipy_finds() -> None:
    whole = made_class(40)
    for column in whole.columns:
        page = exercise_page(column, whole, frozenset())
        known = [p for p in column.pieces if p.mark.earned is not None]
        for number, item in enumerate(page.items):
            checks = [p.mark.checks[number].check for p in known]
            passed = [c.outcome == "passed" for c in checks]
            rest = [(p.mark.earned or 0) - c.earned for p, c in zip(known, checks, strict=True)]
            want = pointbiserialr(passed, rest).statistic
            assert item.discrimination.replace("−", "-") == f"{want:+.2f}"


def test_what_was_not_judged_is_in_no_rate() -> None:
    pieces = [piece("a", outcomes=("grader_error", "passed")), piece("b"), piece("c")]
    whole = book(pieces, TITLES)
    first, second = exercise_page(whole.columns[0], whole, frozenset()).items
    assert (first.passed, first.judged, first.rate) == (2, 2, 100)
    assert (second.passed, second.judged, second.rate) == (1, 3, 33)
    assert [(word.letter, count) for word, count in first.endings] == [("P", 2), ("G", 1)]
    undecided = [piece(name, outcomes=("grader_error",)) for name in "ab"]
    alone = book(undecided, TITLES)
    (item,) = exercise_page(alone.columns[0], alone, frozenset()).items
    assert (item.rate, item.discrimination, item.judged) == (None, "–", 0)


def test_spread() -> None:
    found = spread([0, 0.5, 3, 2.99, 7, -1], 3)
    assert found.counts == (3, 0, 1, 2)
    assert found.total == 6 and found.median == pytest.approx(1.745)
    assert spread([], 2).counts == (0, 0, 0) and spread([], 2).mean is None


def test_times() -> None:
    assert times([]) is None
    found = times([0.2, 5.0, 0.1])
    assert found is not None and (found.median, found.longest) == (0.2, 5.0)


def test_mistakes_count_students_not_checks() -> None:
    twice = piece("b", outcomes=("failed", "failed"), diagnosis="Twice.")
    pieces = [twice, piece("c", diagnosis="Once."), piece("a", diagnosis="Once."), piece("d")]
    found = made(pieces)
    assert [(one.says, one.students) for one in found] == [
        ("Once.", ("c", "a")),
        ("Twice.", ("b",)),
    ]
    assert found[1].checks == ("Check number 1", "Check number 2")
