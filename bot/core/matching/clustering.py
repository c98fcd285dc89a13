"""Groups of questions that ask the same, so that many of them can be looked through as few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.bm25 import Scores
from bot.core.matching.index import Index
from bot.core.matching.query import Query

_NEAR_IN_WORDS = 0.5
_NEAR_IN_MEANING = 0.575  # where the transformer compares meanings; static vectors add nothing to the words
_MOST_ENCODED = 300  # each takes some milliseconds


def grouped(queries: Sequence[Query], counts: Sequence[int], index: Index) -> list[list[int]]:
    """Return rows of questions in groups: first the one with most neighbours, then the others, those nearest first.

    `counts` says how often each was asked. Equals keep their order, and nothing else depends on it.

    Star clustering (Aslam, Pelekhov and Rus, 2004): the question with most neighbours leads them, then that with most
    among the rest; no chain of neighbours draws a text into a group. Each text then goes to the leader it is nearest.
    """
    if not queries:
        return []
    likeness, threshold = _likeness(queries, index)
    is_near = likeness >= threshold
    np.fill_diagonal(is_near, val=True)
    asked: NDArray[np.int64] = np.array(counts, dtype=np.int64)
    left, leaders = np.ones(len(counts), dtype=np.bool_), list[int]()
    for row in np.argsort(-(is_near @ asked), kind="stable").tolist():
        if left[row]:
            leaders.append(row)
            left &= ~is_near[row]
    closeness = np.where(is_near[:, leaders], likeness[:, leaders], -1.0)
    closeness[leaders, np.arange(len(leaders))] = 2.0  # a leader stays with its own group
    own = closeness.argmax(axis=1)
    groups = [(np.flatnonzero(own == at), closeness[:, at]) for at in range(len(leaders))]
    return [rows[np.argsort(-nearness[rows], kind="stable")].tolist() for rows, nearness in groups]


def _likeness(queries: Sequence[Query], index: Index) -> tuple[Scores, float]:
    """Return the likeness of each to each (0-1), and from where on two are neighbours."""
    terms: dict[str, int] = {}
    vectors = np.zeros((len(queries), len({term for query in queries for term in query.terms})), np.float32)
    for row, query in enumerate(queries):
        for term, weight in query.terms.items():
            vectors[row, terms.setdefault(term, len(terms))] = weight * index.words.phrasings.idf(term)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))
    in_words: Scores = vectors @ vectors.T
    if index.meanings is None or index.meanings.encoder.tier != "transformer" or len(queries) > _MOST_ENCODED:
        return in_words, _NEAR_IN_WORDS
    encoded = index.meanings.asking(query.text for query in queries)
    likeness: Scores = (in_words + encoded @ encoded.T) * np.float32(0.5)
    return likeness, _NEAR_IN_MEANING
