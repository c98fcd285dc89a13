"""The few numbers that make a confidence, fitted to questions with known answers.

A logistic regression of "the first result is right" on what the confidence rests on. How good it is on questions that
it was not fitted to is told by folds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.core.evaluation.metrics import JudgedQuestion, auroc, shown
from bot.core.matching import Matcher
from bot.core.matching.weights import ConfidenceFeatures, ConfidenceWeights
from bot.core.model import Question

FEWEST_OF_EACH = 15  # questions that are answered rightly, and that are not: below, chance decides
FOLDS = 5
_RIDGE = 1.0
_STEPS = 50
_LEAST_CHANCE = 1e-6
_LEAST_SPREAD = 1e-9
_MOST_ODDS = 30.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """What the confidence in the first result of a question rests on, and whether that result is right."""

    question: str
    features: ConfidenceFeatures
    is_right: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well a confidence tells right from wrong: AUROC (1 best, 0.5 chance), and the mean surprise (0 best)."""

    auroc: float
    log_loss: float


@dataclass(frozen=True, slots=True)
class Fit:
    """The numbers, made of `right` and `wrong` questions, and how good they are: `before` and by folds `after`."""

    confidence: ConfidenceWeights
    right: int
    wrong: int
    before: Calibration
    after: Calibration


def samples_of(questions: Sequence[JudgedQuestion], matcher: Matcher) -> tuple[Sample, ...]:
    """Ask the questions that are put to the bot and find anything."""
    put = [question for question in questions if question.is_put_to_bot]
    found = ((asked, matcher.confidence_features(Question(asked.text, after=asked.after))) for asked in put)
    return tuple(Sample(asked.text, first[1], asked.is_answered_by(shown(first[0]))) for asked, first in found if first)


def fit(samples: Sequence[Sample], chance: Callable[[ConfidenceFeatures], float]) -> Fit | None:
    """Return the numbers that fit the samples best; None where there are too few. `chance`: the confidence so far."""
    right = sum(sample.is_right for sample in samples)
    if min(right, len(samples) - right) < FEWEST_OF_EACH:
        return None
    held: dict[int, list[Sample]] = {fold: [] for fold in range(FOLDS)}
    for sample in samples:
        held[crc32(sample.question.casefold().encode("utf-8", "replace")) % FOLDS].append(sample)
    judged: list[tuple[float, bool]] = []
    for fold, out in held.items():
        fitted = _fitted([sample for other, kept in held.items() if other != fold for sample in kept])
        judged += [(sample.features.chance(fitted), sample.is_right) for sample in out]
    before = [(chance(sample.features), sample.is_right) for sample in samples]
    return Fit(_fitted(samples), right, len(samples) - right, _calibration(before), _calibration(judged))


def _fitted(samples: Sequence[Sample]) -> ConfidenceWeights:
    signs = [sample.features for sample in samples]
    x = np.array([(one.score, one.margin, one.contrast, one.contrast_in_meaning, one.share) for one in signs])
    is_right = np.array([sample.is_right for sample in samples], np.float64)
    *weights, base = _logistic(x, is_right, np.array([one.surer for one in signs])).tolist()
    return ConfidenceWeights(round(base, 3), *(round(weight, 3) for weight in weights))


def _logistic(x: Numbers, y: Numbers, offset: Numbers) -> Numbers:
    """Return the weights, the constant last. Newton's method, each weight held down by a little ridge.

    What can only speak for an answer, and seems to speak against it, is noise: it is left out.
    """
    spread = x.std(axis=0)
    scale = np.where(spread > _LEAST_SPREAD, spread, 1.0)
    design = np.c_[x / scale, np.ones(len(x))]
    ridge = _RIDGE * np.diag([1.0] * x.shape[1] + [0.0])
    beta: Numbers = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(np.clip(-design @ beta - offset, -_MOST_ODDS, _MOST_ODDS)))
        curvature = design.T @ (design * (p * (1 - p))[:, None]) + ridge + 1e-9 * np.eye(len(beta))
        beta = beta + np.linalg.solve(curvature, design.T @ (y - p) - ridge @ beta)
    fitted: Numbers = np.r_[beta[:-1] / scale, beta[-1]]
    is_for = np.r_[fitted[:-1] >= 0, True]
    if not is_for.all():
        kept = _logistic(x[:, is_for[:-1]], y, offset)
        fitted = np.zeros(len(fitted))
        fitted[is_for] = kept
    return fitted


def _calibration(judged: Sequence[tuple[float, bool]]) -> Calibration:
    """Judge chances by what came of them, of which there is some of each."""
    right = [chance for chance, is_right in judged if is_right]
    wrong = [chance for chance, is_right in judged if not is_right]
    told = (min(max(chance, _LEAST_CHANCE), 1) for chance in (*right, *(1 - chance for chance in wrong)))
    return Calibration(auroc(right, wrong) or 0.0, -sum(map(log, told)) / len(judged))
