"""What speaks for an entry. Each signal is one function: a score from 0 to 1 for every entry of the index.

To add one: write the function, give it a line and a weight in SIGNALS, and put the evaluation before and after into
the commit message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.core.matching.field import Scores
from bot.core.matching.index import Index, Query


def phrasing(query: Query, index: Index) -> Scores:
    """The nearest way in which people ask about the topic."""
    return index.topics.phrasings.best(query)[index.topic_of]


def topic(query: Query, index: Index) -> Scores:
    """All ways of asking about the topic together."""
    return index.topics.together.scores(query.terms)[index.topic_of]


def asked(query: Query, index: Index) -> Scores:
    """The question that the interviewer asked."""
    return index.quotes.asked.scores(query.terms)[index.quote_of]


def sentence(query: Query, index: Index) -> Scores:
    """The nearest sentence of the quote."""
    return index.quotes.sentences.best(query)[index.quote_of]


def words(query: Query, index: Index) -> Scores:
    """The whole quote with its question."""
    return index.quotes.whole.scores(query.terms)[index.quote_of]


def place(query: Query, index: Index) -> Scores:
    """The topic's own order: its first quote answers best."""
    scores: Scores = topic(query, index) / (1 + index.ranks)
    return scores


@dataclass(frozen=True, slots=True)
class Signal:
    """A function and what it counts for; the weights add up to 1."""

    score: Callable[[Query, Index], Scores]
    weight: float


SIGNALS: Mapping[str, Signal] = MappingProxyType(
    {
        "phrasing": Signal(phrasing, 0.30),
        "topic": Signal(topic, 0.25),
        "asked": Signal(asked, 0.05),
        "sentence": Signal(sentence, 0.10),
        "words": Signal(words, 0.15),
        "place": Signal(place, 0.15),
    }
)
