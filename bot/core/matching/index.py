"""The knowledge laid out for search: entries (a quote under a topic) and the fields they are found by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.field import Field, Scores
from bot.core.matching.words import Synonyms, Token, tokens
from bot.core.model import Knowledge, Quote, Topic
from bot.core.text import sentences


@dataclass(frozen=True, slots=True)
class Entry:
    """A quote as the answer to a topic; `rank` is its place in the topic's list, from 0."""

    topic: Topic
    quote: Quote
    rank: int


@dataclass(frozen=True, slots=True)
class Query:
    """The terms of a question with their weights, and the word that was typed for each."""

    terms: Mapping[str, float]
    typed: Mapping[str, str]


@dataclass(frozen=True)
class Grouped:
    """A field whose documents belong to owners in runs: a topic's phrasings, a quote's sentences."""

    field: Field
    starts: NDArray[np.int64]

    def best(self, query: Query) -> Scores:
        """Each owner's best document."""
        if not self.field.size:
            return np.zeros(0)
        return np.maximum.reduceat(self.field.scores(query.terms), self.starts)


class Index:
    """Fields over topics (`phrasings`, `topics`) and over quotes (`sentences`, `quotes`, `asked`).

    `topic_of` and `quote_of` map an entry to its row in these.
    """

    def __init__(self, knowledge: Knowledge, held_out: frozenset[str]) -> None:
        self.synonyms = Synonyms(knowledge.synonyms)
        self.words: set[str] = set()
        topics, quotes = list(knowledge.topics.values()), list(knowledge.quotes.values())
        self.entries = tuple(Entry(t, quote, rank) for t in topics for rank, quote in enumerate(t.quotes))
        rows = {quote.id: row for row, quote in enumerate(quotes)}
        self.topic_of = np.array([row for row, topic in enumerate(topics) for _ in topic.quotes], dtype=np.int64)
        self.quote_of = np.array([rows[entry.quote.id] for entry in self.entries], dtype=np.int64)
        self.ranks = np.array([entry.rank for entry in self.entries], dtype=np.float64)
        phrasings = [(t.title, *(q for q in t.questions if q not in held_out)) for t in topics]
        self.phrasings = self._grouped(phrasings)
        self.topics = self._field(" \n".join(texts) for texts in phrasings)
        self.sentences = self._grouped([sentences(quote.text) for quote in quotes])
        self.quotes = self._field(f"{quote.asked} \n{quote.text}" for quote in quotes)
        self.asked = self._field(quote.asked for quote in quotes)

    def merged(self, text: str) -> list[Token]:
        return self.synonyms.merge(tokens(text))

    def _field(self, texts: Iterable[str]) -> Field:
        return Field([self._terms(text) for text in texts])

    def _grouped(self, owners: Sequence[Sequence[str]]) -> Grouped:
        rows = [owner for owner, texts in enumerate(owners) for _ in texts]
        starts = np.cumsum([0, *[len(list(run)) for _, run in groupby(rows)][:-1]])
        return Grouped(self._field(text for texts in owners for text in texts), starts)

    def _terms(self, text: str) -> list[str]:
        merged = self.merged(text)
        self.words.update(word for token in merged for word in token.word.split())
        return [token.term for token in merged]
