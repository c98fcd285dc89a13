"""An inverted index over one kind of text: BM25, normalised so that a score means the same everywhere.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in Lucene's form: the weight
of a term is idf * tf / (tf + k1 * (1 - b + b * length / average length)). A score is divided by what a document
that is the question itself would get, unknown words counted at the highest idf (so an unknown word costs confidence),
and never by less than one such word would (so words that everybody uses say nothing by themselves).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
_K1 = 1.5
_B = 0.75


class Field:
    """Documents of one kind (ways of asking, sentences, ...), each a list of terms; empty ones do not count.

    Postings lie in flat arrays, sorted by term, then by document: `_starts[t]:_starts[t + 1]` are those of term t.
    """

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self.size = len(documents)
        self._ids: dict[str, int] = {}
        lengths = np.array([len(document) for document in documents], dtype=np.int64)
        terms = np.array([self._id(term) for document in documents for term in document], dtype=np.int64)
        pairs, counts = np.unique(terms * self.size + np.repeat(np.arange(self.size), lengths), return_counts=True)
        terms, self._rows = np.divmod(pairs, max(self.size, 1))
        held_by = np.bincount(terms, minlength=len(self._ids))
        self._starts = np.concatenate(([0], np.cumsum(held_by)))
        written = int(np.count_nonzero(lengths))
        self._average = max(1.0, float(lengths.sum()) / max(written, 1))
        self._idfs = np.log(1 + (written - held_by + 0.5) / (held_by + 0.5))
        self._unknown_idf = log(1 + (written + 0.5) / 0.5)
        self._weights = self._idfs[terms] * self._saturation(counts, lengths[self._rows])

    def idf(self, term: str) -> float:
        """How telling a term is: high for rare ones, highest for those that never occur."""
        number = self._ids.get(term)
        return self._unknown_idf if number is None else float(self._idfs[number])

    def scores(self, terms: Mapping[str, float]) -> Scores:
        """One score a document, 0 to 1, for terms with their weights."""
        total = np.zeros(self.size)
        for term, weight in terms.items():
            held = self._held(term)
            total[self._rows[held]] += weight * self._weights[held]
        best = sum(weight * self.idf(term) for term, weight in terms.items())
        perfect = max(best, self._unknown_idf) * self._saturation(1, sum(terms.values()))
        return np.minimum(total / perfect, 1.0) if perfect else total

    def holds(self, term: str, document: int) -> bool:
        rows = self._rows[self._held(term)]
        place = int(np.searchsorted(rows, document))
        return place < len(rows) and int(rows[place]) == document

    def _id(self, term: str) -> int:
        return self._ids.setdefault(term, len(self._ids))

    def _held(self, term: str) -> slice:
        number = self._ids.get(term)
        return slice(0, 0) if number is None else slice(self._starts[number], self._starts[number + 1])

    def _saturation(self, count: Any, length: Any) -> Any:
        return count / (count + _K1 * (1 - _B + _B * length / self._average))
