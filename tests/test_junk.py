"""Junk is never paid, never the grader's error, and never an exception out of the judge."""

from __future__ import annotations

import ast
from collections import defaultdict

import pytest

from autograder.candidates import InJail, InProcess, Source, jail_for
from autograder.course import Exercise
from autograder.judge import Judge, with_checks
from autograder.junk import EVERY, JAIL_ONLY, KINDS, junk_sources
from autograder.outcomes import Outcome
from autograder.rounds import Round
from autograder.sandbox import Sandbox
from autograder.trial import Judgement

ROUND = Round("junk", b"k" * 32)

TOUCHES = {
    "check_scale": {"scale"},
    "check_descend": {"descend"},
    "check_average": {"average"},
    "check_counter": {"make_counter"},
    "check_net": {"make_net"},
    "check_optimizer": {"make_net", "make_optimizer", "make_loss"},
    "check_slope": {"slope"},
    "check_random": {"shuffled", "noise", "clip_in_place"},
    "check_standardize": {"standardize"},
    "check_search": {"search"},  # of scale it takes only the sign
}


@pytest.fixture(scope="module")
def sources(toy: Exercise) -> dict[str, list[tuple[str, Source]]]:
    """kind -> (what is replaced, the source)."""
    kinds = defaultdict(list)
    for name, function, source in junk_sources(toy.functions, toy.reference.read_text("utf-8")):
        kinds[name].append((function, Source(toy.module, {f"{toy.module}.py": source})))
    return kinds


def test_there_are_many_kinds_and_each_is_a_program(
    sources: dict[str, list[tuple[str, Source]]], toy: Exercise
) -> None:
    assert len(KINDS) >= 36 and set(KINDS) == set(sources) and set(KINDS) >= JAIL_ONLY
    for variants in sources.values():
        assert [function for function, _ in variants] == [*toy.functions, EVERY]
        for _, source in variants:
            ast.parse(source.files["toy.py"])


def test_every_check_of_the_toy_course_touches_something(toy: Exercise) -> None:
    assert {check.name for check in toy.hidden} == set(TOUCHES)
    assert set().union(*TOUCHES.values()) == set(toy.functions)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - JAIL_ONLY))
def test_junk_is_never_paid(
    kind: str, sources: dict[str, list[tuple[str, Source]]], toy: Exercise
) -> None:
    def work(judge: Judge) -> dict[str, tuple[Judgement, ...]]:
        return {
            function: judge.hear(InProcess(source), ROUND, only=touching(function))
            for function, source in sources[kind]
        }

    for function, heard in with_checks(toy, work).items():
        assert len(heard) == len(touching(function))
        for judgement in heard:
            shown = (function, judgement.check, judgement.outcome, judgement.cause)
            assert judgement.outcome not in (Outcome.PASSED, Outcome.GRADER_ERROR), shown


@pytest.mark.parametrize("kind", sorted(JAIL_ONLY))
def test_junk_that_ends_its_process_ends_only_a_jail(
    kind: str,
    sources: dict[str, list[tuple[str, Source]]],
    toy: Exercise,
    sandbox: Sandbox,
) -> None:
    source = dict(sources[kind])["scale"]
    candidate = InJail(source, jail_for(toy, sandbox))

    def work(judge: Judge) -> tuple[Judgement, ...]:
        return judge.hear(candidate, ROUND, only=["check_scale", "check_average"])

    try:
        heard = with_checks(toy, work)
    finally:
        candidate.close()
    broken, sound = (judgement.outcome for judgement in heard)
    # The first process of a jail does not hear the signals that it sends itself, and an endless
    # iterator is refused by what comes of it.
    assert broken is (Outcome.CRASHED if kind == "exits_the_process" else Outcome.FAILED)
    assert sound is Outcome.PASSED


def touching(function: str) -> set[str]:
    """The checks that touch `function`."""
    return {check for check, names in TOUCHES.items() if function == EVERY or function in names}
