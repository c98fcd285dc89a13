"""The numbers of a confidence, found again from what they made."""

from __future__ import annotations

import random

import pytest

from bot.core.evaluation.fitting import FEWEST_OF_EACH, Sample, fit
from bot.core.matching.weights import ConfidenceFeatures, ConfidenceWeights

TRUE = ConfidenceWeights(base=-3.0, score=4.0, margin=0.0, contrast=2.0)


def samples(count: int, seed: int = 0) -> list[Sample]:
    """Questions whose first result is right as often as TRUE says; the margin says nothing."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        features = ConfidenceFeatures(rng.random(), rng.random(), rng.uniform(-1, 1), 0.0, 0.0, 0.3)
        made.append(Sample(f"question {number}", features, rng.random() < features.chance(TRUE)))
    return made


def test_what_made_the_samples_is_found() -> None:
    """And it tells right from wrong on questions it was not fitted to, better than a confidence that does not."""
    found = fit(samples(4000), lambda features: features.margin)
    assert found
    assert found.confidence.base == pytest.approx(TRUE.base, abs=0.4)
    assert found.confidence.score == pytest.approx(TRUE.score, abs=0.5)
    assert found.confidence.contrast == pytest.approx(TRUE.contrast, abs=0.3)
    assert 0 <= found.confidence.margin < 0.3
    assert found.confidence.contrast_in_meaning == 0
    assert found.before.auroc == pytest.approx(0.5, abs=0.05)
    assert found.after.auroc > 0.8
    assert found.after.log_loss < found.before.log_loss


def test_what_seems_to_speak_against_an_answer_is_left_out() -> None:
    """A score that is higher where the result is wrong is noise."""
    against = [
        Sample(
            one.question,
            ConfidenceFeatures(1 - one.features.score, 0.0, one.features.contrast, 0.0, 0.0, 0.0),
            one.is_right,
        )
        for one in samples(500)
    ]
    found = fit(against, lambda _: 0.5)
    assert found
    assert found.confidence.score == 0
    assert found.confidence.contrast > 1


def test_too_few_questions_of_a_kind_fit_nothing() -> None:
    right = [one for one in samples(400) if one.is_right]
    wrong = [one for one in samples(400) if not one.is_right]
    assert fit([*right, *wrong[: FEWEST_OF_EACH - 1]], lambda _: 0.5) is None
    assert fit([*right[: FEWEST_OF_EACH - 1], *wrong], lambda _: 0.5) is None
    assert fit([], lambda _: 0.5) is None


def test_the_same_samples_give_the_same_numbers() -> None:
    assert fit(samples(200), lambda _: 0.5) == fit(samples(200), lambda _: 0.5)
