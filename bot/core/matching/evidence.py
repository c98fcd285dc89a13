"""What the index holds for one question, looked up once and only where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.core.matching.bm25 import Scores
from bot.core.matching.encoder import Vectors
from bot.core.matching.index import Index


@dataclass(frozen=True, slots=True)
class Query:
    """The terms of a question with their weights, the word that was typed for each, and its text.

    `asking` is the part that asks, where the rest only leads up to it.
    """

    terms: Mapping[str, float]
    typed: Mapping[str, str]
    text: str
    asking: str = ""


class Evidence:
    """Scores from 0 to 1 by words, and by meaning where there is an encoder."""

    def __init__(self, query: Query, index: Index) -> None:
        self.query = query
        self.index = index

    @cached_property
    def phrasings(self) -> Scores:
        """For each way of asking, then for each message of the silence."""
        return self.index.words.phrasings.scores(self.query.terms)

    @cached_property
    def topics(self) -> Scores:
        """For each topic, all its ways of asking together."""
        return self.index.words.together.scores(self.query.terms)

    @cached_property
    def phrasing_likeness(self) -> Scores:
        """For each way of asking, then for each message of the silence, by meaning."""
        return self.likeness(self.index.meanings.phrasings) if self.index.meanings else np.zeros(0, np.float32)

    @cached_property
    def learned(self) -> Scores:
        """For each topic, what its ways of asking and all others teach."""
        return self.index.learned.scores(self.query.terms, self.vector)

    def likeness(self, vectors: Vectors) -> Scores:
        """Cosines with the question, nothing below 0."""
        cosines: Scores = vectors @ self.vector
        return np.maximum(cosines, 0.0, out=cosines)

    @cached_property
    def vector(self) -> Vectors:
        """The question's own; of no length where there is no encoder."""
        if self.index.meanings is None:
            return np.zeros(0, dtype=np.float32)
        vectors = self.index.meanings.encoder.encode([*filter(None, (self.query.text, self.query.asking))])
        between: Vectors = vectors.sum(axis=0)
        return between / max(float(np.linalg.norm(between)), 1e-9) if len(vectors) > 1 else between

    @property
    def contrast(self) -> float:
        """How much nearer the nearest way of asking is than the nearest message of the silence, by words (-1 to 1)."""
        return self._contrast(self.phrasings)

    @property
    def contrast_in_meaning(self) -> float:
        """The same by meaning."""
        return self._contrast(self.phrasing_likeness)

    def _contrast(self, scores: Scores) -> float:
        ways = self.index.ways.size
        return float(scores[:ways].max(initial=0.0) - scores[ways:].max(initial=0.0))
