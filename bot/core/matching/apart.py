"""Likeness beside what all texts have in common, so that talking as everybody here talks brings nothing nearer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.core.matching.bm25 import Scores
from bot.core.matching.encoder import Vectors

_ONLY_THEIRS = 20  # of so many texts, the middle is half what they have in common, half what they say


class Apart:
    """Cosines after a middle is taken from both sides: that of all texts and that of the collection, half each.

    Nothing of the size of the vectors is kept beside them.
    """

    def __init__(self, vectors: Vectors, collections: Sequence[str]) -> None:
        """`collections` names the one of each vector."""
        names, self._owners = np.unique(np.array(collections, dtype=np.str_), return_inverse=True)
        sums = np.zeros((len(names), vectors.shape[1]), np.float32)
        np.add.at(sums, self._owners, vectors)
        own = sums / (np.bincount(self._owners, minlength=len(names))[:, None] + _ONLY_THEIRS)
        self._middles: Vectors = ((own + sums.sum(axis=0) / (len(vectors) + _ONLY_THEIRS)) / 2).astype(np.float32)
        self._squares: Scores = np.square(self._middles).sum(axis=1)
        self._vectors = vectors
        along = (vector @ self._middles[owner] for vector, owner in zip(vectors, self._owners, strict=True))
        self._along: Scores = np.fromiter(along, np.float32, len(vectors))
        squares = np.square(vectors).sum(axis=1)
        lengths = np.sqrt(np.maximum(squares - 2 * self._along + self._squares[self._owners], 0.0))
        self._lengths: Scores = np.where((squares > 0) & (lengths > 0), lengths, np.inf).astype(np.float32)

    def likeness(self, vector: Vectors) -> Scores:
        """For each text, nothing below 0; 0 for a text or a question without words."""
        if not vector.any():
            return np.zeros(len(self._vectors), np.float32)
        shared = self._middles @ vector - self._squares
        lengths = np.linalg.norm(vector - self._middles, axis=1).astype(np.float32)
        cosines: Scores = self._vectors @ vector - self._along - shared[self._owners]
        cosines /= self._lengths * lengths[self._owners]
        return np.maximum(cosines, 0.0, out=cosines)
