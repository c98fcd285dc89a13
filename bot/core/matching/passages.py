"""Which part of a long quote is shown first: the run of whole sentences that says most of what was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from bot.core.excerpts import EXCERPT_CHARS
from bot.core.matching.bm25 import Scores
from bot.core.matching.corpus import Entry
from bot.core.matching.evidence import Evidence
from bot.core.matching.index import Index
from bot.core.text import passages, sentences

_EARLY = 0.05  # decides where nothing else speaks clearly


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Where its words start in the quote, its terms, and how near it is to the question by meaning."""

    start: int
    terms: frozenset[str]
    likeness: float


class Passages:
    """The passages of the quotes of an index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._typical: dict[int, Mapping[str, float]] = {}

    def best(self, evidence: Evidence, entry: Entry) -> tuple[int, int]:
        """By the words of the question, by those in which people ask about the topic, and by meaning.

        Each counts from 0 to 1, meaning to 2: that of the two nearest sentences. The earlier of two that say as much.
        """
        text = self._index.corpus.quotes[entry.quote].text
        spans = passages(text, EXCERPT_CHARS)
        if len(spans) == 1:
            return spans[0]
        asked, typical = self._shares(evidence.query.terms), self._ways(entry.topic)
        said = self._sentences(text, evidence)

        def value(place: int) -> float:
            start, end = spans[place]
            within = [sentence for sentence in said if start <= sentence.start < end]
            terms = frozenset[str]().union(*(sentence.terms for sentence in within))
            nearest = sorted((sentence.likeness for sentence in within), reverse=True)[:2]
            return _sum(asked, terms) + _sum(typical, terms) + sum(nearest) - _EARLY * place / len(spans)

        return spans[max(range(len(spans)), key=value)]

    def _sentences(self, text: str, evidence: Evidence) -> list[_Sentence]:
        pieces = sentences(text)
        starts = accumulate(map(len, pieces), initial=0)
        return [
            _Sentence(start + len(piece) - len(piece.lstrip()), self._terms(piece), float(likeness))
            for start, piece, likeness in zip(starts, pieces, self._likeness(pieces, evidence), strict=False)
        ]

    def _likeness(self, pieces: Sequence[str], evidence: Evidence) -> Scores:
        meanings = self._index.meanings
        return evidence.likeness(meanings.encoder.encode(pieces)) if meanings else np.zeros(len(pieces), np.float32)

    def _ways(self, topic: int) -> Mapping[str, float]:
        """What the topic's ways of asking are about, read once."""
        if topic not in self._typical:
            asked = self._index.corpus.topics[topic].phrasings
            self._typical[topic] = self._shares(Counter(term for text in asked for term in self._terms(text)))
        return self._typical[topic]

    def _shares(self, terms: Mapping[str, float]) -> Mapping[str, float]:
        """How much of all that terms tell each one of them does; together 1."""
        field = self._index.words.quotes.sentences
        telling = {term: weight * field.idf(term) for term, weight in terms.items()}
        total = sum(telling.values()) or 1.0
        return {term: weight / total for term, weight in telling.items()}

    def _terms(self, text: str) -> frozenset[str]:
        return frozenset(token.term for token in self._index.lexicon.merged(text))


def _sum(shares: Mapping[str, float], terms: AbstractSet[str]) -> float:
    return sum(share for term, share in shares.items() if term in terms)
