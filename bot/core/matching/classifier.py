"""Which topic a question asks about, by a classifier trained on the phrasings.

A multinomial logistic regression over words and vectors, trained when a corpus that holds nothing but phrasings is
first asked. All topics weigh the same, however many phrasings they have. The steps are those of Böhning, "Multinomial
logistic regression algorithm" (1992), which need one inverse for all of them, with Nesterov's momentum: nothing is
random, and the same corpus always gives the same weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.bm25 import Rows, Scores, Texts
from bot.core.matching.corpus import Vectors

MOST_PHRASINGS = 2000  # the inverse grows with the cube: more take longer than a start should
_BY_WORDS = 0.45  # how much words count beside an encoder, which counts 1
_RIDGE = np.float32(0.1)
_STEPS = 30

Matrix = NDArray[np.float32]


class TopicClassifier:
    """One weight for each word or direction, and topic."""

    def __init__(self, numbers: Mapping[str, int], phrasings: Texts, counts: Rows, vectors: Vectors | None) -> None:
        """`numbers` of all terms; so many phrasings for each topic; the vectors of these phrasings."""
        self._numbers = numbers
        self._topics = len(counts)
        self._with_phrasings = np.flatnonzero(counts)
        words = np.zeros((len(phrasings.lengths), len(numbers)), np.float32)
        words[phrasings.rows, phrasings.terms] = 1
        self._unknown_idf = 1 + log(1 + len(words))
        self._idfs = self._unknown_idf - np.log1p(words.sum(axis=0))
        words *= self._idfs
        self._length = 1.0 if vectors is None else _BY_WORDS
        words *= self._length / np.maximum(np.linalg.norm(words, axis=1, keepdims=True), 1e-9)
        owners = np.repeat(np.arange(len(self._with_phrasings)), counts[self._with_phrasings])
        self._weights = _trained(words if vectors is None else np.hstack([words, vectors]), owners)

    def scores(self, terms: Mapping[str, float], vector: Vectors) -> Scores:
        """Return for each topic a score from 0 (no more likely than any) to 1 (certain)."""
        size = len(self._idfs)
        rows = np.array([self._numbers.get(term, size) for term in terms], np.int64)
        known = rows < size
        said = np.array([*terms.values()], np.float32)
        said[known] *= self._idfs[rows[known]]
        said[~known] *= self._unknown_idf  # what no phrasing uses counts for no topic and weakens the others
        said *= self._length / max(float(np.linalg.norm(said)), 1e-9)
        logits = said[known] @ self._weights[rows[known]] + vector @ self._weights[size:]
        logits -= logits.max(initial=0.0)
        chances = logits - np.log(np.exp(logits).sum())
        scores: Scores = np.zeros(self._topics, np.float32)
        scores[self._with_phrasings] = np.maximum(1 + chances / log(len(self._with_phrasings)), 0.0)
        return scores


def _trained(inputs: Matrix, owners: Rows) -> Matrix:
    """Return one column of weights a topic, for rows of inputs and the topic of each."""
    right: Matrix = np.eye(int(owners.max(initial=-1)) + 1, dtype=np.float32)[owners]
    balance: Matrix = (len(owners) / right.shape[1] / right.sum(axis=0)[owners, None]).astype(np.float32)
    kernel: Matrix = inputs @ inputs.T
    bound = kernel * balance * np.float32(0.5)
    bound[np.diag_indices(len(inputs))] += _RIDGE
    inverse: Matrix = np.linalg.inv(bound)
    duals: Matrix = np.zeros_like(right)
    ahead = duals
    for step in range(_STEPS):
        logits = kernel @ ahead
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        missed = balance * (right - chances) - _RIDGE * ahead
        before, duals = duals, ahead + inverse @ missed
        ahead = duals + np.float32(step / (step + 3)) * (duals - before)
    weights: Matrix = inputs.T @ duals
    return weights
