"""What speaks for an entry. Each signal is one function: a score from 0 to 1 for every entry of the index.

To add one: write the function and give it a line in SIGNALS, fit the weights anew (`python benchmarks/fit.py`), and
put the evaluation before and after into the commit message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from bot.core.matching.bm25 import Scores
from bot.core.matching.classifier import MOST_WAYS
from bot.core.matching.corpus import Corpus
from bot.core.matching.encoder import Vectors
from bot.core.matching.evidence import Evidence
from bot.core.matching.index import Meanings
from bot.core.matching.tokens import letter_runs

Signal = Callable[[Evidence], Scores]


def phrasing(evidence: Evidence) -> Scores:
    """The nearest way in which people ask about the topic."""
    return evidence.index.ways.best(evidence.phrasings)[evidence.index.topic_of]


def topic(evidence: Evidence) -> Scores:
    """All ways of asking about the topic together."""
    return evidence.topics[evidence.index.topic_of]


def learned(evidence: Evidence) -> Scores:
    """What sets the topic's ways of asking apart from all others."""
    return evidence.learned[evidence.index.topic_of]


def place(evidence: Evidence) -> Scores:
    """The topic's own order: its first quote answers best."""
    scores: Scores = (topic(evidence) / (1 + evidence.index.ranks)).astype(np.float32)
    return scores


def sentence(evidence: Evidence) -> Scores:
    """The nearest sentence of the quote."""
    index = evidence.index
    return index.sentences.best(index.words.quotes.sentences.scores(evidence.query.terms))[index.quote_of]


def opening(evidence: Evidence) -> Scores:
    """The first sentences of the quote: whoever answers often takes up the words of the question."""
    index = evidence.index
    return index.words.quotes.openings.scores(evidence.query.terms)[index.quote_of]


def words(evidence: Evidence) -> Scores:
    """The whole quote with the question that was asked."""
    index = evidence.index
    return index.words.quotes.whole.scores(evidence.query.terms)[index.quote_of]


def everything(evidence: Evidence) -> Scores:
    """All that is written about the entry, as one text: ways of asking, the question that was asked, the quote."""
    return evidence.index.words.everything.scores(evidence.query.terms)


def letters(evidence: Evidence) -> Scores:
    """The same by runs of letters: forms of a word that have another stem, and words that stand together."""
    return evidence.index.words.letters.scores(dict.fromkeys(letter_runs(evidence.query.text), 1.0))


def phrasing_meaning(evidence: Evidence) -> Scores:
    """The way of asking that means most the same."""
    return evidence.index.ways.best(evidence.phrasing_likeness)[evidence.index.topic_of]


def topic_meaning(evidence: Evidence) -> Scores:
    """The middle of all ways of asking about the topic."""
    index = evidence.index
    return np.zeros(0, np.float32) if index.centroids is None else evidence.likeness(index.centroids)[index.topic_of]


def sentence_meaning(evidence: Evidence) -> Scores:
    """The sentence of the quote that means most the same."""
    index = evidence.index
    return index.sentences.best(_likeness(evidence, lambda meanings: meanings.sentences))[index.quote_of]


def words_meaning(evidence: Evidence) -> Scores:
    """The meaning of the whole quote."""
    return _likeness(evidence, lambda meanings: meanings.whole)[evidence.index.quote_of]


def asked_meaning(evidence: Evidence) -> Scores:
    """The meaning of the question that the interviewer asked."""
    return _likeness(evidence, lambda meanings: meanings.asked)[evidence.index.quote_of]


def everything_meaning(evidence: Evidence) -> Scores:
    """The meaning of all that is written about the entry."""
    return _likeness(evidence, lambda meanings: meanings.everything)


def meaning_apart(evidence: Evidence) -> Scores:
    """The same beside what everything here has in common."""
    meanings = evidence.index.meanings
    return np.zeros(0, np.float32) if meanings is None else meanings.apart.likeness(evidence.vector)


def _likeness(evidence: Evidence, texts: Callable[[Meanings], Vectors]) -> Scores:
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
