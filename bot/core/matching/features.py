"""What speaks for an entry. Each feature is one function: a score from 0 to 1 for every entry of the index.

To add one: write the function and give it a line in FEATURES, fit the weights anew (`python benchmarks/fit.py`), and
put the evaluation before and after into the commit message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from bot.core.matching.bm25 import Scores
from bot.core.matching.classifier import MOST_PHRASINGS
from bot.core.matching.corpus import Corpus, Vectors
from bot.core.matching.index import Index, VectorField, VectorIndex
from bot.core.matching.query import Query
from bot.core.matching.tokens import letter_runs


class QueryFeatures:
    """One question beside one index; what several features need is computed once."""

    def __init__(self, query: Query, index: Index) -> None:
        self.query = query
        self.index = index

    @cached_property
    def phrasings(self) -> Scores:
        """For each phrasing, then for each out-of-scope example, by words."""
        return self.index.words.phrasings.scores(self.query.terms)

    @cached_property
    def topics(self) -> Scores:
        """For each topic, all its phrasings together, by words."""
        return self.index.words.together.scores(self.query.terms)

    @cached_property
    def phrasing_likeness(self) -> Scores:
        """For each phrasing, then for each out-of-scope example, by meaning."""
        return self.likeness(self.vectors.phrasings) if self.index.meanings else np.zeros(0, np.float32)

    @property
    def vectors(self) -> VectorIndex:
        """Raises LookupError where the index has no encoder."""
        if self.index.meanings is None:
            raise LookupError("This index has no encoder.")
        return self.index.meanings

    @cached_property
    def vector(self) -> Vectors:
        """The question's own vector, of no length where there is no encoder."""
        if self.index.meanings is None:
            return np.zeros(0, dtype=np.float32)
        encoded = self.vectors.asking(filter(None, (self.query.text, self.query.asking)))
        between: Vectors = encoded.sum(axis=0)
        return between / max(float(np.linalg.norm(between)), 1e-9) if len(encoded) > 1 else between

    def likeness(self, vectors: Vectors) -> Scores:
        """Return cosines with the question, nothing below 0."""
        cosines: Scores = vectors @ self.vector
        return np.maximum(cosines, 0.0, out=cosines)

    @property
    def contrast(self) -> float:
        """How much nearer the nearest phrasing is than the nearest out-of-scope example, by words (-1 to 1)."""
        return self._contrast(self.phrasings)

    @property
    def contrast_in_meaning(self) -> float:
        """The same contrast by meaning; 0 where there is no encoder."""
        return self._contrast(self.phrasing_likeness)

    def _contrast(self, scores: Scores) -> float:
        phrasings = self.index.phrasing_groups.size
        return float(scores[:phrasings].max(initial=0.0) - scores[phrasings:].max(initial=0.0))


def phrasing(features: QueryFeatures) -> Scores:
    """Score the nearest phrasing of the topic."""
    return features.index.phrasing_groups.best(features.phrasings)[features.index.topic_of]


def topic(features: QueryFeatures) -> Scores:
    """Score all phrasings of the topic together."""
    return features.topics[features.index.topic_of]


def learned(features: QueryFeatures) -> Scores:
    """Score what sets the topic's phrasings apart from all others."""
    return features.index.classifier.scores(features.query.terms, features.vector)[features.index.topic_of]


def place(features: QueryFeatures) -> Scores:
    """Score by the topic's own order: its first quote answers best."""
    scores: Scores = (topic(features) / (1 + features.index.ranks)).astype(np.float32)
    return scores


def sentence(features: QueryFeatures) -> Scores:
    """Score the nearest sentence of the quote."""
    index = features.index
    return index.sentence_groups.best(index.words.quotes.sentences.scores(features.query.terms))[index.quote_of]


def opening(features: QueryFeatures) -> Scores:
    """Score the first sentences of the quote: whoever answers often takes up the words of the question."""
    return features.index.words.quotes.openings.scores(features.query.terms)[features.index.quote_of]


def asked(features: QueryFeatures) -> Scores:
    """Score the question that the interviewer asked."""
    return features.index.words.quotes.questions.scores(features.query.terms)[features.index.quote_of]


def words(features: QueryFeatures) -> Scores:
    """Score the whole quote with the question that was asked."""
    return features.index.words.quotes.whole.scores(features.query.terms)[features.index.quote_of]


def everything(features: QueryFeatures) -> Scores:
    """Score all that is written about the entry as one text: phrasings, the question that was asked, the quote."""
    return features.index.words.everything.scores(features.query.terms)


def letters(features: QueryFeatures) -> Scores:
    """Score the same text by runs of letters: forms of a word that have another stem, and words side by side."""
    return features.index.words.letters.scores(dict.fromkeys(letter_runs(features.query.text), 1.0))


def phrasing_meaning(features: QueryFeatures) -> Scores:
    """Score the phrasing that means most the same."""
    return features.index.phrasing_groups.best(features.phrasing_likeness)[features.index.topic_of]


def topic_meaning(features: QueryFeatures) -> Scores:
    """Score the centroid of the topic's phrasings."""
    return features.likeness(features.index.centroids)[features.index.topic_of]


def sentence_meaning(features: QueryFeatures) -> Scores:
    """Score the sentence of the quote that means most the same."""
    return features.index.sentence_groups.best(features.likeness(features.vectors.sentences))[features.index.quote_of]


def words_meaning(features: QueryFeatures) -> Scores:
    """Score the meaning of the whole quote."""
    return features.likeness(features.vectors.whole)[features.index.quote_of]


def asked_meaning(features: QueryFeatures) -> Scores:
    """Score the meaning of the question that the interviewer asked."""
    return features.likeness(features.vectors.asked)[features.index.quote_of]


def everything_meaning(features: QueryFeatures) -> Scores:
    """Score the meaning of all that is written about the entry."""
    return features.likeness(features.vectors.everything)


def mean_centred_meaning(features: QueryFeatures) -> Scores:
    """Score that meaning less what all entries have in common."""
    return features.vectors.mean_centred.likeness(features.vector)


def any_phrasing(corpus: Corpus) -> bool:
    return any(topic.phrasings for topic in corpus.topics)


def any_text(corpus: Corpus) -> bool:
    return any(quote.text for quote in corpus.quotes)


def any_asked(corpus: Corpus) -> bool:
    return any(quote.asked for quote in corpus.quotes)


def something_to_learn(corpus: Corpus) -> bool:
    """Whether there are two topics to tell apart, and no more phrasings than a start has time for."""
    counts = [len(topic.phrasings) for topic in corpus.topics if topic.phrasings]
    return len(counts) > 1 and sum(counts) <= MOST_PHRASINGS


@dataclass(frozen=True, slots=True)
class Feature:
    """A function of the question, what a corpus must hold for it to score anything but 0, the vectors it looks into."""

    scores: Callable[[QueryFeatures], Scores]
    needs: Callable[[Corpus], bool] = bool
    vectors: VectorField | None = None


FEATURES: Mapping[str, Feature] = MappingProxyType(
    {
        "phrasing": Feature(phrasing, any_phrasing),
        "topic": Feature(topic, any_phrasing),
        "learned": Feature(learned, something_to_learn, vectors="phrasings"),
        "place": Feature(place, any_phrasing),
        "sentence": Feature(sentence, any_text),
        "opening": Feature(opening, any_text),
        "asked": Feature(asked, any_asked),
        "words": Feature(words, lambda corpus: any_text(corpus) or any_asked(corpus)),
        "everything": Feature(everything),
        "letters": Feature(letters),
        "phrasing meaning": Feature(phrasing_meaning, any_phrasing, vectors="phrasings"),
        "topic meaning": Feature(topic_meaning, any_phrasing, vectors="phrasings"),
        "sentence meaning": Feature(sentence_meaning, any_text, vectors="sentences"),
        "words meaning": Feature(words_meaning, any_text, vectors="whole"),
        "asked meaning": Feature(asked_meaning, any_asked, vectors="asked"),
        "everything meaning": Feature(everything_meaning, vectors="everything"),
        "meaning apart": Feature(mean_centred_meaning, vectors="everything"),
    }
)


def usable(corpus: Corpus) -> frozenset[str]:
    """Return the names of the features that have any text to look into."""
    return frozenset(name for name, feature in FEATURES.items() if feature.needs(corpus))
