"""The knowledge laid out for search: entries (a quote under a topic) and the fields they are found by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

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


class Lexicon:
    """Text to terms, the same way for questions and knowledge; `words` are all that the knowledge has used."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self.words: set[str] = set()

    def merged(self, text: str) -> list[Token]:
        return self._synonyms.merge(tokens(text))

    def learned(self, text: str) -> list[str]:
        """The terms of a text of the knowledge, whose words are known from now on."""
        merged = self.merged(text)
        self.words.update(word for token in merged for word in token.word.split())
        return [token.term for token in merged]


class Grouped:
    """A field whose documents belong to owners: a topic's ways of asking, a quote's sentences."""

    def __init__(self, owners: Sequence[Sequence[Sequence[str]]]) -> None:
        self.field = Field([document for documents in owners for document in documents])
        counts = [len(documents) for documents in owners]
        self._starts = np.array([0, *accumulate(counts)][: len(counts)], dtype=np.int64)

    def best(self, query: Query) -> Scores:
        """Each owner's best document."""
        scores = self.field.scores(query.terms)
        return np.maximum.reduceat(scores, self._starts) if len(scores) else scores


class TopicFields:
    """How people ask: each way alone (`phrasings`), and all of a topic's ways as one document (`together`)."""

    def __init__(self, topics: Iterable[Topic], lexicon: Lexicon, held_out: frozenset[str] = frozenset()) -> None:
        asked = [(topic.title, *(q for q in topic.questions if q not in held_out)) for topic in topics]
        owners = [[lexicon.learned(text) for text in texts] for texts in asked]
        self.phrasings = Grouped(owners)
        self.together = Field([list(chain(*owner)) for owner in owners])


class QuoteFields:
    """What was said: each sentence, the whole quote with its question, and that question alone."""

    def __init__(self, quotes: Iterable[Quote], lexicon: Lexicon) -> None:
        owners = [[lexicon.learned(sentence) for sentence in sentences(quote.text)] for quote in quotes]
        asked = [lexicon.learned(quote.asked) for quote in quotes]
        self.sentences = Grouped(owners)
        self.asked = Field(asked)
        self.whole = Field([[*question, *chain(*owner)] for question, owner in zip(asked, owners, strict=True)])


@dataclass(frozen=True)
class Index:
    """All entries, and for each (`topic_of`, `quote_of`) its row in the fields of topics and of quotes."""

    knowledge: Knowledge
    lexicon: Lexicon
    topics: TopicFields
    quotes: QuoteFields
    entries: tuple[Entry, ...]
    topic_of: NDArray[np.int64]
    quote_of: NDArray[np.int64]
    ranks: Scores

    def without(self, held_out: frozenset[str]) -> Index:
        """The same index as if nobody had ever asked like this."""
        topics = TopicFields(self.knowledge.topics.values(), self.lexicon, held_out)
        return Index(
            self.knowledge, self.lexicon, topics, self.quotes, self.entries, self.topic_of, self.quote_of, self.ranks
        )


def build_index(knowledge: Knowledge) -> Index:
    """Index everything that has been admitted."""
    lexicon = Lexicon(Synonyms(knowledge.synonyms))
    topics, quotes = list(knowledge.topics.values()), list(knowledge.quotes.values())
    entries = tuple(Entry(topic, quote, rank) for topic in topics for rank, quote in enumerate(topic.quotes))
    topic_rows = {topic.id: row for row, topic in enumerate(topics)}
    quote_rows = {quote.id: row for row, quote in enumerate(quotes)}
    return Index(
        knowledge,
        lexicon,
        TopicFields(topics, lexicon),
        QuoteFields(quotes, lexicon),
        entries,
        np.array([topic_rows[entry.topic.id] for entry in entries], dtype=np.int64),
        np.array([quote_rows[entry.quote.id] for entry in entries], dtype=np.int64),
        np.array([entry.rank for entry in entries], dtype=np.float64),
    )
