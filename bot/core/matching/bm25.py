"""An inverted index over one kind of text: BM25, normalised so that a score means the same everywhere.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in Lucene's form: the weight
of a term is idf * tf / (tf + k1 * (1 - b + b * length / average length)). A score is divided by what a document
that is the question itself would get, unknown words counted at the highest idf (so an unknown word costs confidence),
and never by less than one such word would (so words that everybody uses say nothing by themselves).
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Numbers = NDArray[np.int32]
Scores = NDArray[np.float32]

_K1 = 1.5
_B = 0.75
_COMMON = 1 / 6  # adding a whole row takes as long as adding at the places of every sixth document
_FEW = 100
_SPREAD = 10
_SORTED = 64


@dataclass(frozen=True, slots=True)
class Texts:
    """The terms of all texts, one after the other, and how many each text has."""

    terms: Numbers
    lengths: Rows

    @classmethod
    def of(cls, texts: Iterable[Sequence[int]]) -> Texts:
        terms, lengths = array("i"), array("q")
        for text in texts:
            terms.extend(text)
            lengths.append(len(text))
        return cls(np.frombuffer(terms, np.int32), np.frombuffer(lengths, np.int64))

    @property
    def rows(self) -> Rows:
        """For each term, the text it stands in."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def joined(self, counts: Sequence[int] | Rows) -> Texts:
        """Return texts of so many neighbours each; together they take up all texts."""
        ends = np.concatenate(([0], np.cumsum(self.lengths)))[np.cumsum(counts, dtype=np.int64)]
        return Texts(self.terms, np.diff(ends, prepend=0))

    def take(self, rows: Rows) -> Texts:
        """Return these texts, in this order, each as often as it is named."""
        if len(rows) == len(self.lengths) and bool((rows == np.arange(len(rows))).all()):
            return self
        lengths = self.lengths[rows]
        starts = (np.cumsum(self.lengths) - self.lengths)[rows] - (np.cumsum(lengths) - lengths)
        return Texts(self.terms[np.arange(int(lengths.sum())) + np.repeat(starts, lengths)], lengths)

    def with_more(self, more: Texts) -> Texts:
        """Return these texts, then the others."""
        return Texts(np.concatenate([self.terms, more.terms]), np.concatenate([self.lengths, more.lengths]))


class Bm25Index:
    """Documents of one kind (phrasings, sentences, ...), each made of terms; empty ones do not count.

    Postings lie in flat arrays, sorted by term, then by document: `_starts[t]:_starts[t + 1]` are those of term t. A
    term that many documents hold has a row of weights for all of them instead, so that common words cost little.
    """

    def __init__(self, numbers: Mapping[str, int], *parts: Texts) -> None:
        """`numbers` of all terms; a document is what stands in its row of all parts together."""
        self.size = len(parts[0].lengths)
        self._numbers = numbers
        lengths = np.sum([part.lengths for part in parts], axis=0)
        pairs = np.concatenate([part.terms.astype(np.int64) * self.size + part.rows for part in parts])
        pairs, counts = np.unique(pairs, return_counts=True)
        terms, rows = np.divmod(pairs, max(self.size, 1))  # sorted by term, then by document
        held_by = np.bincount(terms, minlength=len(numbers))
        written = int(np.count_nonzero(lengths))
        self._average = max(1.0, float(lengths.sum()) / max(written, 1))
        self._idfs = np.log(1 + (written - held_by + 0.5) / (held_by + 0.5))
        self.unknown_idf = log(1 + (written + 0.5) / 0.5)
        weights = (self._idfs[terms] * self._saturation(counts, lengths[rows])).astype(np.float32)
        is_common = held_by > max(_COMMON * self.size, _FEW)
        is_kept = ~is_common[terms]
        self._rows, self._weights = rows[is_kept].astype(np.int32), weights[is_kept]
        self._starts = np.concatenate(([0], np.cumsum(np.where(is_common, 0, held_by))))
        ends = np.cumsum(held_by)
        self._common: dict[int, Scores] = {}
        for term in np.flatnonzero(is_common).tolist():
            held = slice(ends[term] - held_by[term], ends[term])
            self._common[term] = np.zeros(self.size, np.float32)
            self._common[term][rows[held]] = weights[held]

    @classmethod
    def over(cls, documents: Iterable[Sequence[str]]) -> Bm25Index:
        """Return an index that numbers the terms itself."""
        numbers: defaultdict[str, int] = defaultdict(count().__next__)
        texts = Texts.of([*map(numbers.__getitem__, document)] for document in documents)
        return cls(dict(numbers), texts)

    def idf(self, term: str) -> float:
        """Return how telling a term is: high for rare ones, highest for those that never occur."""
        number = self._number(term)
        return self.unknown_idf if number is None else float(self._idfs[number])

    def scores(self, terms: Mapping[str, float]) -> Scores:
        """Return one score a document, 0 to 1, for terms with their weights."""
        best = sum(weight * self.idf(term) for term, weight in terms.items())
        perfect = max(best, self.unknown_idf) * self._saturation(1, sum(terms.values())) or 1.0
        total: Scores = np.zeros(self.size, np.float32)
        for term, weight in terms.items():
            number, share = self._number(term), np.float32(weight / perfect)
            if number in self._common:
                total += self._common[number] * share
            elif number is not None:
                held = self._held(number)
                np.add.at(total, self._rows[held].astype(np.intp), self._weights[held] * share)
        return np.minimum(total, 1.0, out=total)

    def holds(self, term: str, document: int) -> bool:
        number = self._number(term)
        if number is None:
            return False
        if number in self._common:
            return bool(self._common[number][document])
        rows = self._rows[self._held(number)]
        place = int(np.searchsorted(rows, document))
        return place < len(rows) and int(rows[place]) == document

    def _number(self, term: str) -> int | None:
        """Return a term's number; none if it was met only after this index was built."""
        number = self._numbers.get(term)
        return number if number is not None and number < len(self._idfs) else None

    def _held(self, number: int) -> slice:
        return slice(self._starts[number], self._starts[number + 1])

    def _saturation(self, count: Any, length: Any) -> Any:
        return count / (count + _K1 * (1 - _B + _B * length / self._average))


def highest(scores: Scores, count: int) -> Rows:
    """Return the rows of the highest scores above 0, the highest first, of equals the first.

    The scores are spread over many columns: at least `count` rows reach the `count`th of the columns' maxima.
    """
    columns = _SPREAD * count
    spread = scores[: len(scores) // columns * columns].reshape(-1, columns)
    least = np.partition(spread.max(axis=0), -count)[-count] if len(spread) > 1 else 0
    rows = np.flatnonzero(scores >= least if least > 0 else scores > 0)
    return rows[np.argsort(-scores[rows], kind="stable")][:count]


def descending(scores: Scores) -> Iterator[int]:
    """Yield the rows above 0, the highest first, of equals the first, sorting little more than is taken."""
    seen, count = 0, _SORTED
    while len(rows := highest(scores, count)) > seen:
        yield from rows[seen:].tolist()
        seen, count = count, 8 * count
