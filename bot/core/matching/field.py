"""An inverted index over one kind of text: BM25, normalised so that a score means the same everywhere.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in Lucene's form: the weight
of a term is idf * tf / (tf + k1 * (1 - b + b * length / average length)). A score is divided by what a document
that is the question itself would get, unknown words counted at the highest idf (so an unknown word costs confidence).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
_K1 = 1.5
_B = 0.75


class Field:
    """Documents of one kind (phrasings, sentences, ...), each a list of terms."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self.size = len(documents)
        lengths = np.array([len(document) for document in documents], dtype=np.float64)
        self._average = max(1.0, float(lengths.mean()) if self.size else 1.0)
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, document in enumerate(documents):
            for term, count in Counter(document).items():
                found[term].append((index, count))
        self._postings = {term: self._posting(rows, lengths) for term, rows in found.items()}

    def idf(self, term: str) -> float:
        """How telling a term is: high for rare ones, highest for those that never occur."""
        posting = self._postings.get(term)
        count = 0 if posting is None else len(posting[0])
        return log(1 + (self.size - count + 0.5) / (count + 0.5))

    def scores(self, terms: Mapping[str, float]) -> Scores:
        """One score a document, 0 to 1, for terms with their weights."""
        total = np.zeros(self.size)
        for term, weight in terms.items():
            if term in self._postings:
                rows, saturations = self._postings[term]
                total[rows] += weight * self.idf(term) * saturations
        best = sum(weight * self.idf(term) for term, weight in terms.items())
        length = sum(terms.values())
        return np.minimum(total / (best * self._saturation(1, length)), 1.0) if best else total

    def holds(self, term: str, document: int) -> bool:
        posting = self._postings.get(term)
        return posting is not None and bool(np.any(posting[0] == document))

    def _posting(self, rows: list[tuple[int, int]], lengths: Scores) -> tuple[NDArray[np.int64], Scores]:
        documents = np.array([document for document, _ in rows], dtype=np.int64)
        counts = np.array([count for _, count in rows], dtype=np.float64)
        return documents, counts / (counts + _K1 * (1 - _B + _B * lengths[documents] / self._average))

    def _saturation(self, count: float, length: float) -> float:
        return count / (count + _K1 * (1 - _B + _B * length / self._average))
