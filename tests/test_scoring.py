"""What judgements are worth: only what is passed pays, and our own fault is never a mark."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import Terms
from autograder.outcomes import Outcome
from autograder.scoring import SKIPPED, Score, score
from autograder.trial import Judgement, StudentError

PASSED, FAILED, GRADER_ERROR = Outcome.PASSED, Outcome.FAILED, Outcome.GRADER_ERROR


class Checks:
    def __init__(self, terms: Mapping[str, Terms]) -> None:
        self._terms = terms

    @property
    def checks(self) -> tuple[str, ...]:
        return tuple(self._terms)

    def terms(self, check: str) -> Terms:
        return self._terms[check]

    def title(self, check: str) -> str:
        return f"title of {check}"


CHAIN = Checks(
    {
        "a": Terms(1),
        "b": Terms(2, ("a",)),
        "c": Terms(3, ("b",)),
        "d": Terms(4, ("a", "c")),
    }
)


def scored(*outcomes: Outcome) -> Score:
    return score(
        CHAIN, [Judgement(name, out) for name, out in zip(CHAIN.checks, outcomes, strict=True)]
    )


def outcomes(result: Score) -> list[Outcome]:
    return [check.outcome for check in result.checks]


def test_all_passed_earns_everything() -> None:
    result = scored(PASSED, PASSED, PASSED, PASSED)
    assert (result.earned, result.possible) == (10, 10)
    assert [check.title for check in result.checks] == [f"title of {name}" for name in "abcd"]


@pytest.mark.parametrize("other", [o for o in Outcome if o not in (PASSED, GRADER_ERROR)])
def test_nothing_but_passed_pays(other: Outcome) -> None:
    result = scored(PASSED, PASSED, PASSED, other)
    assert (result.earned, result.possible) == (6, 10)
    assert outcomes(result)[3] is other


def test_what_stands_on_a_failed_check_is_skipped_all_the_way() -> None:
    result = scored(FAILED, PASSED, PASSED, PASSED)
    assert outcomes(result) == [FAILED, *[Outcome.SKIPPED] * 3]
    assert result.earned == 0 and result.checks[1].says == SKIPPED


def test_a_failed_check_keeps_its_own_word_even_where_it_stands_on_another() -> None:
    result = scored(FAILED, Outcome.RAISED, PASSED, PASSED)
    assert outcomes(result)[:2] == [FAILED, Outcome.RAISED]


def test_our_own_fault_leaves_the_score_open_and_so_does_what_stands_on_it() -> None:
    result = scored(GRADER_ERROR, PASSED, PASSED, PASSED)
    assert outcomes(result) == [GRADER_ERROR] * 4 and result.earned is None
    result = scored(PASSED, PASSED, PASSED, GRADER_ERROR)
    assert outcomes(result)[:3] == [PASSED] * 3 and result.earned is None


def test_what_fails_beside_our_own_fault_is_decided() -> None:
    result = scored(PASSED, FAILED, GRADER_ERROR, PASSED)
    assert outcomes(result) == [PASSED, FAILED, GRADER_ERROR, GRADER_ERROR]
    assert result.earned is None


def test_a_diagnosis_and_an_error_are_told_only_where_something_is_wrong() -> None:
    error = StudentError("ValueError", "no", ())
    judged = [Judgement("a", PASSED, error=error), Judgement("b", Outcome.RAISED, error=error)]
    result = score(CHAIN, judged, {"a": "diagnosis", "b": "diagnosis"})
    assert [(c.diagnosis, c.error) for c in result.checks] == [("", None), ("diagnosis", error)]


@given(st.lists(st.sampled_from(list(Outcome)), min_size=4, max_size=4))
def test_points_are_earned_only_by_passing_on_passed_ground(given_outcomes: list[Outcome]) -> None:
    result = scored(*given_outcomes)
    final = dict(zip(CHAIN.checks, outcomes(result), strict=True))
    for check, before in zip(result.checks, given_outcomes, strict=True):
        paid = before is PASSED and all(
            final[need] is PASSED for need in CHAIN.terms(check.name).needs
        )
        assert check.earned == (check.possible if paid else 0)
        assert (check.outcome is PASSED) == paid
    assert (result.earned is None) == (GRADER_ERROR in final.values())
    assert result.earned is None or 0 <= result.earned <= result.possible == 10
