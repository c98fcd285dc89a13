"""What speaks for an entry. Each signal is one function: a score from 0 to 1 for every entry of the index.

To add one: write the function and give it a line in SIGNALS, fit the weights anew (`python benchmarks/fit.py`), and
put the evaluation before and after into the commit message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType

import numpy as np

from bot.core.matching.bm25 import Scores
from bot.core.matching.classifier import MOST_WAYS
from bot.core.matching.corpus import Corpus, Vectors
from bot.core.matching.index import Index, VectorIndex
from bot.core.matching.query import Query
from bot.core.matching.tokens import letter_runs


class QueryFeatures:
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


Signal = Callable[[QueryFeatures], Scores]


def phrasing(evidence: QueryFeatures) -> Scores:
    """The nearest way in which people ask about the topic."""
    return evidence.index.ways.best(evidence.phrasings)[evidence.index.topic_of]


def topic(evidence: QueryFeatures) -> Scores:
    """All ways of asking about the topic together."""
    return evidence.topics[evidence.index.topic_of]


def learned(evidence: QueryFeatures) -> Scores:
    """What sets the topic's ways of asking apart from all others."""
    return evidence.learned[evidence.index.topic_of]


def place(evidence: QueryFeatures) -> Scores:
    """The topic's own order: its first quote answers best."""
    scores: Scores = (topic(evidence) / (1 + evidence.index.ranks)).astype(np.float32)
    return scores


def sentence(evidence: QueryFeatures) -> Scores:
    """The nearest sentence of the quote."""
    index = evidence.index
    return index.sentences.best(index.words.quotes.sentences.scores(evidence.query.terms))[index.quote_of]


def opening(evidence: QueryFeatures) -> Scores:
    """The first sentences of the quote: whoever answers often takes up the words of the question."""
    index = evidence.index
    return index.words.quotes.openings.scores(evidence.query.terms)[index.quote_of]


def words(evidence: QueryFeatures) -> Scores:
    """The whole quote with the question that was asked."""
    index = evidence.index
    return index.words.quotes.whole.scores(evidence.query.terms)[index.quote_of]


def everything(evidence: QueryFeatures) -> Scores:
    """All that is written about the entry, as one text: ways of asking, the question that was asked, the quote."""
    return evidence.index.words.everything.scores(evidence.query.terms)


def letters(evidence: QueryFeatures) -> Scores:
    """The same by runs of letters: forms of a word that have another stem, and words that stand together."""
    return evidence.index.words.letters.scores(dict.fromkeys(letter_runs(evidence.query.text), 1.0))


def phrasing_meaning(evidence: QueryFeatures) -> Scores:
    """The way of asking that means most the same."""
    return evidence.index.ways.best(evidence.phrasing_likeness)[evidence.index.topic_of]


def topic_meaning(evidence: QueryFeatures) -> Scores:
    """The middle of all ways of asking about the topic."""
    index = evidence.index
    return np.zeros(0, np.float32) if index.centroids is None else evidence.likeness(index.centroids)[index.topic_of]


def sentence_meaning(evidence: QueryFeatures) -> Scores:
    """The sentence of the quote that means most the same."""
    index = evidence.index
    return index.sentences.best(_likeness(evidence, lambda meanings: meanings.sentences))[index.quote_of]


def words_meaning(evidence: QueryFeatures) -> Scores:
    """The meaning of the whole quote."""
    return _likeness(evidence, lambda meanings: meanings.whole)[evidence.index.quote_of]


def asked_meaning(evidence: QueryFeatures) -> Scores:
    """The meaning of the question that the interviewer asked."""
    return _likeness(evidence, lambda meanings: meanings.asked)[evidence.index.quote_of]


def everything_meaning(evidence: QueryFeatures) -> Scores:
    """The meaning of all that is written about the entry."""
    return _likeness(evidence, lambda meanings: meanings.everything)


def meaning_apart(evidence: QueryFeatures) -> Scores:
    """The same beside what everything here has in common."""
    meanings = evidence.index.meanings
    return np.zeros(0, np.float32) if meanings is None else meanings.apart.likeness(evidence.vector)


def _likeness(evidence: QueryFeatures, texts: Callable[[VectorIndex], Vectors]) -> Scores:
    meanings = evidence.index.meanings
    return np.zeros(0, np.float32) if meanings is None else evidence.likeness(texts(meanings))


SIGNALS: Mapping[str, Signal] = MappingProxyType(
    {
        "phrasing": phrasing,
        "topic": topic,
        "learned": learned,
        "place": place,
        "sentence": sentence,
        "opening": opening,
        "words": words,
        "everything": everything,
        "letters": letters,
        "phrasing meaning": phrasing_meaning,
        "topic meaning": topic_meaning,
        "sentence meaning": sentence_meaning,
        "words meaning": words_meaning,
        "asked meaning": asked_meaning,
        "everything meaning": everything_meaning,
        "meaning apart": meaning_apart,
    }
)


def speaking(corpus: Corpus) -> frozenset[str]:
    """The signals that have any text to look into; the others score 0 whatever is asked."""
    ways = [len(topic.phrasings) for topic in corpus.topics if topic.phrasings]
    has_ways = bool(ways)
    has_text = any(quote.text for quote in corpus.quotes)
    has_asked = any(quote.asked for quote in corpus.quotes)
    looks_into = {"sentence": has_text, "opening": has_text, "words": has_text or has_asked, "words meaning": has_text}
    looks_into |= {"sentence meaning": has_text, "asked meaning": has_asked}
    looks_into |= dict.fromkeys(("everything", "letters", "everything meaning", "meaning apart"), True)
    looks_into |= {"learned": len(ways) > 1 and sum(ways) <= MOST_WAYS}
    return frozenset(name for name in SIGNALS if looks_into.get(name, has_ways))
