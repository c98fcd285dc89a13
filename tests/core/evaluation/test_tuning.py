"""Thresholds: the curve, and what is proposed for a wanted precision."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer import Policy
from bot.core.evaluation.metrics import Outcome, Share, figures
from bot.core.evaluation.tuning import (
    PROMISED,
    SUGGESTED_SHARE,
    answers_needed,
    curve,
    false_suggestions,
    highest_rate,
    promise,
    roundest,
    split_promise,
    tune,
)
from tests.core.evaluation.outcomes import POLICY, right, second, silent, wrong

CONFIDENCE = st.floats(0, 1) | st.sampled_from([0.0, 0.25, 0.5, 0.5000001, 0.9, 1.0])
OUTCOMES = st.lists(
    st.builds(
        lambda make, confidence: make(confidence), st.sampled_from([right, right, second, wrong, silent]), CONFIDENCE
    )
    | st.builds(lambda confidence: silent(confidence, kind="chat"), CONFIDENCE),
    max_size=40,
)
SET = [right(0.9), right(0.8), silent(0.7), right(0.6), right(0.6), wrong(0.5), silent(0.2), silent(0.65, kind="chat")]


def test_the_curve_by_hand() -> None:
    """A point for each confidence; those that share one come together; chatter is no question."""
    points = [(p.threshold, p.precision, p.coverage) for p in curve(SET)]
    assert points == [
        (0.9, Share(1, 1), Share(1, 5)),
        (0.8, Share(2, 2), Share(2, 5)),
        (0.7, Share(2, 3), Share(2, 5)),
        (0.6, Share(4, 5), Share(4, 5)),
        (0.5, Share(4, 6), Share(4, 5)),
        (0.2, Share(4, 7), Share(4, 5)),
    ]


def test_the_best_coverage_that_reaches_the_precision() -> None:
    """Here the lower of two thresholds, because more is answered and it is still right enough."""
    policy = tune(SET, 0.8, POLICY).policy
    assert policy == Policy(answer_at=0.6, suggest_at=0.4, message_at=0.8)


def test_a_precision_out_of_reach_is_told() -> None:
    """Without thresholds, with the best there is."""
    tuning = tune([wrong(0.9), right(0.8), silent(0.7)], 0.9, POLICY)
    assert tuning.policy is None
    assert tuning.best is not None
    assert (tuning.best.threshold, tuning.best.precision) == (0.8, Share(1, 2))
    assert tune([], 0.9, POLICY).best is None


def test_what_the_set_does_not_tell_stays() -> None:
    """Without silent questions, suggestions and unasked replies are as before."""
    assert tune([right(0.8)], 0.9, POLICY).policy == Policy(0.4, 0.4, 0.9)
    assert tune([right(0.95), wrong(0.93)], 0.9, Policy(0.7, 0.4, 0.9)).policy == Policy(0.94, 0.4, 0.94)


def test_full_confidence_in_a_silent_question_cannot_be_kept_out() -> None:
    """The highest threshold there is; the report says that it does not suffice."""
    policy = tune([right(1.0), silent(1.0, kind="chat")], 0.9, POLICY).policy
    assert policy is not None
    assert policy.message_at == 1.0


@given(OUTCOMES)
def test_a_lower_threshold_covers_more(outcomes: list[Outcome]) -> None:
    """Coverage never falls along the curve, and each point is what the figures say at its threshold."""
    points = curve(outcomes)
    assert all(a.coverage.count <= b.coverage.count and a.threshold > b.threshold for a, b in pairwise(points))
    for point in points:
        found = figures([outcome.at(Policy(point.threshold, 0.0, 1.0)) for outcome in outcomes])
        assert (found.precision, found.coverage) == (point.precision, point.coverage)


@given(OUTCOMES, st.floats(0.1, 1))
def test_what_is_proposed_does_what_it_says(outcomes: list[Outcome], wanted: float) -> None:
    """The precision is reached, nothing covers more, few silent questions get suggestions, none a reply unasked."""
    policy = tune(outcomes, wanted, POLICY).policy
    reaching = [p.coverage.count for p in curve(outcomes) if p.coverage.count and p.precision.value >= wanted]
    assert (policy is None) == (not reaching)
    if policy is None:
        return
    after = [outcome.at(policy) for outcome in outcomes]
    found = figures(after)
    assert 0 <= policy.suggest_at <= policy.answer_at <= policy.message_at <= 1
    assert found.precision.value >= wanted
    assert found.coverage.count == max(reaching)
    silents = [outcome for outcome in after if outcome.asked.is_silent]
    assert false_suggestions(after).value <= SUGGESTED_SHARE
    assert found.false_replies.count == sum(outcome.confidence == 1 for outcome in silents)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_round_number_between(one: float, other: float) -> None:
    """Above the lower bound, not above the upper one."""
    low, high = sorted((one, other))
    assert low < roundest(low, high) <= high or low == high == roundest(low, high)


@pytest.mark.parametrize(
    ("low", "high", "round_one"), [(0.61, 0.78, 0.7), (0.612, 0.618, 0.615), (0.0, 1.0, 0.5), (0.89, 0.9, 0.9)]
)
def test_as_few_decimals_as_possible(low: float, high: float, round_one: float) -> None:
    """So that it can be pasted and remembered."""
    assert roundest(low, high) == round_one


@pytest.mark.parametrize(
    ("count", "total", "bound"), [(0, 59, 0.0495), (5, 105, 0.0975), (1, 20, 0.2161), (10, 10, 1.0), (3, 200, 0.0382)]
)
def test_the_highest_rate_is_that_of_clopper_and_pearson(count: int, total: int, bound: float) -> None:
    """One-sided, 95 %; the values of tables."""
    assert highest_rate(count, total) == pytest.approx(bound, abs=2e-4)


def test_how_many_answers_a_promise_takes() -> None:
    """None of 59 may be wrong; the more are, the more answers; from one in twenty on none suffice."""
    assert answers_needed(0.0) == 59
    some = answers_needed(0.02)
    assert some is not None
    assert 59 < some < (answers_needed(0.04) or 0)
    assert answers_needed(0.03) == 361
    assert answers_needed(0.05) is None
    assert answers_needed(0.0499) is None


@pytest.mark.parametrize("wrong", range(0, 37, 3))
def test_fewer_answers_promise_less(wrong: int) -> None:
    """In thousandths: no smaller number would do, though a larger one may not, where it holds one wrong answer more."""
    totals = range(1, 4_000)
    fewest = next(n for n in totals if highest_rate(-(-wrong * n // 1000), n) <= PROMISED)
    assert answers_needed(wrong / 1000) == fewest


def test_a_promise_counts_what_was_answered() -> None:
    """Wrong answers and answers to silent questions, from the threshold on, put to the bot; too few promise nothing."""
    outcomes = [*(right(0.9) for _ in range(28)), wrong(0.8), silent(0.75), silent(0.99, kind="chat"), right(0.4)]
    found = promise(outcomes, 0.7)
    assert (found.wrong.count, found.wrong.total) == (2, 30)
    assert found.at_most == pytest.approx(highest_rate(2, 30))
    assert found.missing is None
    assert promise(outcomes[:10], 0.7).at_most is None
    assert promise([], 0.7).missing is None
    assert promise([right(0.9)] * 40, 0.7).missing == 19


def test_a_threshold_is_certified_on_other_questions_than_it_was_chosen_on() -> None:
    """A threshold that one half would allow does not hide what the other half gets wrong."""
    outcomes = [right(0.9, id="1"), wrong(0.8, id="2"), right(0.7, id="3"), wrong(0.6, id="4")]
    found = split_promise(outcomes, 1.0, POLICY)
    assert found is not None
    assert (found.wrong.count, found.wrong.total) == (2, 2)
    assert split_promise([wrong(0.9, id="1"), right(0.9, id="2")], 1.0, POLICY) is None
