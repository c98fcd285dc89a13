"""Which questions ask alike, so that many of them can be looked through as few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.bm25 import Scores
from bot.core.matching.index import Index
from bot.core.matching.query import Query

_ALIKE_IN_WORDS = 0.5
_MOST_MEANT = 300  # each takes some milliseconds
_ALIKE_IN_MEANING = 0.575  # where the transformer says what they mean; static vectors add nothing to the words


def grouped(queries: Sequence[Query], counts: Sequence[int], index: Index) -> list[list[int]]:
    """Rows of questions in groups: first the one that most others are like, then the others, those most like it first.

    `counts` says how often each was asked. Equals keep their order, and nothing else hangs on it.

    Star clustering (Aslam, Pelekhov and Rus, 2004): whoever has most neighbours leads them, then whoever of the rest;
    nothing is drawn into a group by a chain of likenesses. Each text is then with the leader it is most like.
    """
    if not queries:
        return []
    likeness, enough = _likeness(queries, index)
    is_alike = likeness >= enough
    np.fill_diagonal(is_alike, val=True)
    leaders = _leaders(is_alike, np.array(counts, dtype=np.int64))
    closeness = np.where(is_alike[:, leaders], likeness[:, leaders], -1.0)
    closeness[leaders, np.arange(len(leaders))] = 2.0  # nobody leads somebody else's group away
    own = closeness.argmax(axis=1)
    return [_closest_first(np.flatnonzero(own == at), closeness[:, at]) for at in range(len(leaders))]


def _leaders(is_alike: NDArray[np.bool_], counts: NDArray[np.int64]) -> list[int]:
    """Rows with most neighbours, each asked so often, among what is left; of equals the first."""
    left = np.ones(len(counts), dtype=np.bool_)
    leaders = []
    for row in np.argsort(-(is_alike @ counts), kind="stable").tolist():
        if left[row]:
            leaders.append(row)
            left &= ~is_alike[row]
    return leaders


def _closest_first(rows: NDArray[np.intp], closeness: Scores) -> list[int]:
    nearest: list[int] = rows[np.argsort(-closeness[rows], kind="stable")].tolist()
    return nearest


def _likeness(queries: Sequence[Query], index: Index) -> tuple[Scores, float]:
    """From each to each (0-1), and from where on two are alike."""
    terms: dict[str, int] = {}
    vectors = np.zeros((len(queries), len({term for query in queries for term in query.terms})), np.float32)
    for row, query in enumerate(queries):
        for term, weight in query.terms.items():
            vectors[row, terms.setdefault(term, len(terms))] = weight * index.words.phrasings.idf(term)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))
    in_words: Scores = vectors @ vectors.T
    is_meant = index.meanings is not None and index.meanings.encoder.tier == "transformer"
    if index.meanings is None or not is_meant or len(queries) > _MOST_MEANT:
        return in_words, _ALIKE_IN_WORDS
    meant = index.meanings.encoder.encode([query.text for query in queries])
    likeness: Scores = (in_words + meant @ meant.T) * np.float32(0.5)
    return likeness, _ALIKE_IN_MEANING
