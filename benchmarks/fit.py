"""Fits the weights of bot/core/matching/weights.py: python benchmarks/fit.py [lexical|static|transformer]

Data: tests/eval/tuning.jsonl with the shipped knowledge. Two convex fits, no choice made by hand:
- features: softmax over all entries, the chance of the right ones maximised (weights >= 0, a little ridge);
- confidence: logistic regression of "the first result is right" on score, margin and contrasts (a little ridge).
Prints the fitted numbers, and how well they do by five-fold cross-validation.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sets import tiers

from bot.app import build_snapshot, shipped_knowledge
from bot.core.matching.corpus import corpus_of
from bot.core.matching.engine import Engine
from bot.core.matching.features import FEATURES, QueryFeatures
from bot.core.matching.index import Index
from bot.core.model import Question
from bot.core.text import folded

TUNING = Path(__file__).parent.parent / "tests" / "eval" / "tuning.jsonl"
BY_WORDS = ("phrasing", "topic", "place", "sentence", "words")
BY_MEANING = ("phrasing meaning", "topic meaning", "sentence meaning", "words meaning", "asked meaning")
RIDGE, FOLDS, STEPS = 1e-3, 5, 1500


def looked_up(engine: Engine, questions: Sequence[str], names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return features (questions, entries, names), and the two contrasts (questions, 2)."""
    asked = [QueryFeatures(engine.query(Question(question)), engine.index) for question in questions]
    features = np.array([[FEATURES[name].scores(one) for name in names] for one in asked]).transpose(0, 2, 1)
    return features, np.array([(one.contrast, one.contrast_in_meaning) for one in asked])


def fit_features(x: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Projected gradient (Adam) on the mean log chance of the right entries."""
    answerable = right.any(1)
    x, right = x[answerable], right[answerable]
    weights, mean, square = np.ones(x.shape[2]), np.zeros(x.shape[2]), np.zeros(x.shape[2])
    for step in range(1, STEPS + 1):
        scores = x @ weights
        chance = np.exp(scores - scores.max(1, keepdims=True))
        among_right = chance * right
        pull = chance / chance.sum(1, keepdims=True) - among_right / among_right.sum(1, keepdims=True)
        gradient = np.tensordot(pull, x, 2) / len(x) + 2 * RIDGE * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        weights -= 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        weights = np.maximum(weights, 0.0)
    return weights / weights.sum()


def fit_logistic(x: np.ndarray, y: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    """Newton's method; the last coefficient is the constant, which no ridge holds down."""
    scale = x.std(0) + 1e-9
    design = np.c_[x / scale, np.ones(len(x))]
    held = ridge * np.diag([1.0] * x.shape[1] + [0.0])
    beta = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ beta))
        hessian = design.T @ (design * (p * (1 - p))[:, None]) + held
        beta += np.linalg.solve(hessian, design.T @ (y - p) - held @ beta)
    fitted = np.r_[beta[:-1] / scale, beta[-1]]
    against = fitted[:-1] < 0  # what can only speak for an answer, and seems to speak against it, is noise
    if not against.any():
        return fitted
    fitted[:-1][against] = 0.0
    fitted[np.r_[~against, True]] = fit_logistic(x[:, ~against], y, ridge)
    return fitted


def sureness(total: np.ndarray, contrasts: np.ndarray, index: Index) -> np.ndarray:
    """Return score, margin to the best other quote of another topic, contrasts."""
    rows = np.arange(len(total))
    best = total.argmax(1)
    same = (index.topic_of == index.topic_of[best][:, None]) | (index.quote_of == index.quote_of[best][:, None])
    others = np.where(same, 0.0, total)
    score = total[rows, best]
    return np.c_[score, score - others.max(1), contrasts]


def auroc(confidence: np.ndarray, answerable: np.ndarray) -> float:
    inside, outside = confidence[answerable], confidence[~answerable]
    return float(((inside[:, None] > outside) + 0.5 * (inside[:, None] == outside)).mean())


def main() -> None:
    tier = sys.argv[1] if len(sys.argv) > 1 else "lexical"
    rows = [json.loads(line) for line in TUNING.read_text(encoding="utf-8").splitlines()]
    knowledge = build_snapshot(shipped_knowledge()).knowledge
    [(_, encoder)] = tiers([tier])
    engine = Engine.over(corpus_of(knowledge), encoder)
    names = BY_WORDS + (BY_MEANING if encoder else ())
    texts = [folded(quote.text) for quote in engine.index.corpus.quotes]
    answers = np.array([[any(folded(span) in text for span in row["spans"]) for text in texts] for row in rows])
    right = answers[:, engine.index.quote_of]
    x, contrasts = looked_up(engine, [row["q"] for row in rows], names)
    used = slice(0, 2 if encoder else 1)
    fold = np.random.default_rng(0).integers(0, FOLDS, len(rows))
    total, confidence = np.zeros(right.shape), np.zeros(len(rows))
    for held in range(FOLDS):
        kept = fold != held
        weights = fit_features(x[kept], right[kept])
        total[~kept] = x[~kept] @ weights
        seen = x[kept] @ weights
        is_right = right[kept][np.arange(kept.sum()), seen.argmax(1)]
        beta = fit_logistic(sureness(seen, contrasts[kept][:, used], engine.index), is_right)
        made = sureness(total[~kept], contrasts[~kept][:, used], engine.index)
        confidence[~kept] = np.c_[made, np.ones(len(made))] @ beta
    answerable = right.any(1)
    hits = right[np.arange(len(rows)), total.argmax(1)]
    print(f"{tier}, cross-validated: hit@1 {hits[answerable].mean():.3f}, AUROC {auroc(confidence, answerable):.3f}")
    weights = fit_features(x, right)
    total = x @ weights
    made = sureness(total, contrasts[:, used], engine.index)
    is_right = right[np.arange(len(rows)), total.argmax(1)]
    named = {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
    # Without out-of-scope examples the margin says little (CLINC150 val, see RESULTS.md): held at half of the score's.
    blended = fit_logistic(made[:, :1] + 0.5 * made[:, 1:2], is_right)
    print(f'"{tier}": Weights(\n    {named},')
    print(f"    {written([blended[0], 0.5 * blended[0], blended[1]])},\n),")
    print(f'WITH_OUT_OF_SCOPE: "{tier}": {written(fit_logistic(made, is_right))},')


def written(fitted: Sequence[float]) -> str:
    *coefficients, base = (round(float(number), 2) for number in fitted)
    fields = zip(("score", "margin", "contrast", "contrast_in_meaning"), coefficients, strict=False)
    return f"ConfidenceWeights(base={base}, {', '.join(f'{name}={number}' for name, number in fields)})"


if __name__ == "__main__":
    main()
