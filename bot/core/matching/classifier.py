"""What the ways of asking teach: how far each word, and each direction of meaning, speaks for each topic.

A multinomial logistic regression, trained when a corpus that holds nothing but ways of asking is first asked. All
topics weigh alike, however many ways of asking they have. The steps are those of Böhning, "Multinomial logistic
regression algorithm" (1992), which need one inverse for all of them, hurried on by Nesterov's momentum: nothing is
random, and the same corpus always learns the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.bm25 import Rows, Scores, Texts
from bot.core.matching.corpus import Vectors

MOST_WAYS = 2000  # the inverse grows with the cube: more take longer than a start should
_BY_WORDS = 0.45  # how much words count beside an encoder, that counts 1
_RIDGE = np.float32(0.1)
_STEPS = 30

Matrix = NDArray[np.float32]


class TopicClassifier:
    """One weight for each word or direction, and topic."""

    def __init__(self, numbers: Mapping[str, int], ways: Texts, counts: Rows, vectors: Vectors | None) -> None:
        """`numbers` of all terms; so many ways of asking for each topic; the vectors of these ways."""
        self._numbers = numbers
        self._topics = len(counts)
        self._taught = np.flatnonzero(counts)
        words = np.zeros((len(ways.lengths), len(numbers)), np.float32)
        words[ways.rows, ways.terms] = 1
        self._unknown_idf = 1 + log(1 + len(words))
        self._idfs = self._unknown_idf - np.log1p(words.sum(axis=0))
        words *= self._idfs
        self._length = 1.0 if vectors is None else _BY_WORDS
        words *= self._length / np.maximum(np.linalg.norm(words, axis=1, keepdims=True), 1e-9)
        owners = np.repeat(np.arange(len(self._taught)), counts[self._taught])
        self._weights = _trained(words if vectors is None else np.hstack([words, vectors]), owners)

    def scores(self, terms: Mapping[str, float], vector: Vectors) -> Scores:
        """For each topic, from 0 (no more likely than any) to 1 (certain)."""
        evident = self._by_words(terms) + vector @ self._weights[len(self._idfs) :]
        evident -= evident.max(initial=0.0)
        chances = evident - np.log(np.exp(evident).sum())
        scores: Scores = np.zeros(self._topics, np.float32)
        scores[self._taught] = np.maximum(1 + chances / log(len(self._taught)), 0.0)
        return scores

    def _by_words(self, terms: Mapping[str, float]) -> Matrix:
        """Words that no way of asking uses say nothing, and leave less to be said by the others."""
        size = len(self._idfs)
        rows = np.array([self._numbers.get(term, size) for term in terms], np.int64)
        known = rows < size
        said = np.array([*terms.values()], np.float32)
        said[known] *= self._idfs[rows[known]]
        said[~known] *= self._unknown_idf
        said *= self._length / max(float(np.linalg.norm(said)), 1e-9)
        found: Matrix = said[known] @ self._weights[rows[known]]
        return found


def _trained(ways: Matrix, owners: Rows) -> Matrix:
    """Rows of features, and which topic each belongs to: one column of weights a topic."""
    right: Matrix = np.eye(int(owners.max(initial=-1)) + 1, dtype=np.float32)[owners]
    heard: Matrix = (len(owners) / right.shape[1] / right.sum(axis=0)[owners, None]).astype(np.float32)
    alike: Matrix = ways @ ways.T
    bound = alike * heard * np.float32(0.5)
    bound[np.diag_indices(len(ways))] += _RIDGE
    leap: Matrix = np.linalg.inv(bound)
    votes: Matrix = np.zeros_like(right)
    ahead = votes
    for step in range(_STEPS):
        missed = heard * (right - _chances(alike @ ahead)) - _RIDGE * ahead
        before, votes = votes, ahead + leap @ missed
        ahead = votes + np.float32(step / (step + 3)) * (votes - before)
    weights: Matrix = ways.T @ votes
    return weights


def _chances(evident: Matrix) -> Matrix:
    raised: Matrix = np.exp(evident - evident.max(axis=1, keepdims=True))
    raised /= raised.sum(axis=1, keepdims=True)
    return raised
