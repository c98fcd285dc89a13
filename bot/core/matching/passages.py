"""The passage of a quote that is shown first: whole sentences that speak most to the question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import accumulate, chain

import numpy as np

from bot.core.excerpts import EXCERPT_CHARS
from bot.core.matching.corpus import Corpus, Entry, Vectors
from bot.core.matching.features import QueryFeatures
from bot.core.matching.index import Index
from bot.core.text import passages, sentences

_EARLY = 0.05  # decides between passages that say as much


def long_quotes(corpus: Corpus) -> Iterator[tuple[int, str]]:
    """Yield the row and the text of each quote that has several passages to choose from."""
    for row, quote in enumerate(corpus.quotes):
        if len(quote.text) > EXCERPT_CHARS and len(passages(quote.text, EXCERPT_CHARS)) > 1:
            yield row, quote.text


class Passages:
    """The passages of the quotes of an index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._typical: dict[int, Mapping[str, float]] = {}
        self._spans: dict[int, tuple[tuple[int, int], ...]] = {}

    @cached_property
    def _meanings(self) -> Mapping[int, Vectors]:
        """The vectors of the sentences of each quote that has several passages."""
        meanings = self._index.meanings
        pieces = {quote: sentences(text) for quote, text in long_quotes(self._index.corpus)} if meanings else {}
        if meanings is None or not pieces:
            return {}
        vectors = meanings.encoder.encode(meanings.usage.passages(chain(*pieces.values())))
        ends = [*accumulate(map(len, pieces.values()))]
        return dict(zip(pieces, np.split(vectors, ends[:-1]), strict=True))

    def best(self, features: QueryFeatures, entry: Entry) -> tuple[int, int]:
        """Return the span of the passage that speaks most to the question, the earlier of two that say as much.

        The words of the question and those of the topic's phrasings count from 0 to 1 each, the meaning of the two
        nearest sentences to 2.
        """
        text = self._index.corpus.quotes[entry.quote].text
        if entry.quote not in self._spans:
            self._spans[entry.quote] = passages(text, EXCERPT_CHARS)
        spans = self._spans[entry.quote]
        if len(spans) == 1:
            return spans[0]
        pieces = sentences(text)
        starts = [*accumulate(map(len, pieces), initial=0)]
        terms = [*map(self._terms, pieces)]
        vectors = self._meanings.get(entry.quote)
        likeness = [0.0] * len(pieces) if vectors is None else features.likeness(vectors).tolist()
        if entry.topic not in self._typical:
            phrasings = self._index.corpus.topics[entry.topic].phrasings
            self._typical[entry.topic] = self._shares(Counter(term for text in phrasings for term in self._terms(text)))
        asked, typical = self._shares(features.query.terms), self._typical[entry.topic]

        def value(place: int) -> float:
            start, end = spans[place]
            within = [row for row, piece in enumerate(pieces) if start <= starts[row + 1] - len(piece.lstrip()) < end]
            said = frozenset[str]().union(*(terms[row] for row in within))
            nearest = sorted((likeness[row] for row in within), reverse=True)[:2]
            return _sum(asked, said) + _sum(typical, said) + sum(nearest) - _EARLY * place / len(spans)

        return spans[max(range(len(spans)), key=value)]

    def _shares(self, terms: Mapping[str, float]) -> Mapping[str, float]:
        """Return how much of all that the terms tell each one of them does; together 1."""
        field = self._index.words.quotes.sentences
        telling = {term: weight * field.idf(term) for term, weight in terms.items()}
        total = sum(telling.values()) or 1.0
        return {term: weight / total for term, weight in telling.items()}

    def _terms(self, text: str) -> frozenset[str]:
        return frozenset(token.term for token in self._index.lexicon.tokens(text))


def _sum(shares: Mapping[str, float], terms: AbstractSet[str]) -> float:
    return sum(share for term, share in shares.items() if term in terms)
