"""Texts as numbers of their terms, held in two arrays however many texts there are."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Texts:
    """The terms of all texts, one behind the other, and how many each text has."""

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
        """For each term, which text it stands in."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def joined(self, counts: Sequence[int] | Rows) -> Texts:
        """So many neighbours each as one text; they take up all texts."""
        ends = np.concatenate(([0], np.cumsum(self.lengths)))[np.cumsum(counts, dtype=np.int64)]
        return Texts(self.terms, np.diff(ends, prepend=0))

    def take(self, rows: Rows) -> Texts:
        """These texts, in this order, each as often as it is named."""
        if len(rows) == len(self.lengths) and bool((rows == np.arange(len(rows))).all()):
            return self
        lengths = self.lengths[rows]
        starts = (np.cumsum(self.lengths) - self.lengths)[rows] - (np.cumsum(lengths) - lengths)
        return Texts(self.terms[np.arange(int(lengths.sum())) + np.repeat(starts, lengths)], lengths)

    def with_more(self, more: Texts) -> Texts:
        """The other's texts behind these."""
        return Texts(np.concatenate([self.terms, more.terms]), np.concatenate([self.lengths, more.lengths]))
