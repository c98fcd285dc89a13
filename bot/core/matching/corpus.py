"""What the engine searches: topics as people ask about them, quotes, and which quote answers which topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.tokens import bare
from bot.core.model import Knowledge
from bot.core.text import words

PhrasingLevel = Literal["many", "some", "few", "spoken", "none", "only"]
_MANY = 4  # phrasings a topic, its title among them
_MANY_OF_SPEECH = 13  # beside what persons said, which tells as much as a few phrasings do

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors of length 1: the cosine of two says how near their meanings are."""

    @property
    def tier(self) -> str:
        """The tier whose weights the engine uses: "static" or "transformer"."""
        ...

    @property
    def name(self) -> str:
        """The tier and what its weights are, so that vectors of different encoders are never mixed."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text; a row of zeros for a text without words."""
        ...


@dataclass(frozen=True, slots=True)
class TopicText:
    """The phrasings of a topic, its title first; none where nobody wrote any."""

    id: str
    phrasings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuoteText:
    """Words, what had been asked, the collection (source) they belong to, and who speaks."""

    id: str
    text: str
    asked: str
    collection: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A quote as the answer to a topic, as rows; `rank` is its place in the topic's list, from 0."""

    topic: int
    quote: int
    rank: int


@dataclass(frozen=True, slots=True)
class MoreTexts:
    """Phrasings to add, and titles to put in place of those there are, by the ids of topics."""

    phrasings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    out_of_scope: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corpus:
    """All there is to find.

    `synonyms`: words that count as one; `out_of_scope`: messages that nothing here answers; `persons`: the words that
    name who speaks, in small letters.
    """

    topics: tuple[TopicText, ...]
    quotes: tuple[QuoteText, ...]
    entries: tuple[Entry, ...]
    synonyms: Sequence[Sequence[str]] = ()
    out_of_scope: tuple[str, ...] = ()
    persons: frozenset[str] = frozenset()

    @property
    def phrasing_level(self) -> PhrasingLevel:
        """Whether topics have many phrasings, few or none.

        "only": there are phrasings and no other text. Beside what persons said: "spoken" for few, as imported, and
        "some" for more, as an assistant drafts them.
        """
        phrasings = sum(len(topic.phrasings) for topic in self.topics)
        if phrasings and not any(quote.text or quote.asked for quote in self.quotes):
            return "only"
        if not phrasings:
            return "none"
        if phrasings >= (_MANY_OF_SPEECH if self.persons else _MANY) * len(self.topics):
            return "many"
        if self.persons:
            return "some" if phrasings >= _MANY * len(self.topics) else "spoken"
        return "few"

    def everything(self, entry: Entry) -> str:
        """Return all that is written about an entry: phrasings, the question that was asked, the quote."""
        quote = self.quotes[entry.quote]
        return "\n".join(filter(None, (*self.topics[entry.topic].phrasings, quote.asked, quote.text)))

    def without(self, held_out: frozenset[str]) -> Corpus:
        """Return the corpus without these phrasings; titles stay."""
        kept = [(topic, [p for p in topic.phrasings[1:] if p not in held_out]) for topic in self.topics]
        topics = tuple(replace(topic, phrasings=(*topic.phrasings[:1], *phrasings)) for topic, phrasings in kept)
        return replace(self, topics=topics)

    def of_answers_alone(self) -> Corpus:
        """Return the corpus without phrasings, titles and the questions that were asked."""
        topics = tuple(replace(topic, phrasings=()) for topic in self.topics)
        return replace(self, topics=topics, quotes=tuple(replace(quote, asked="") for quote in self.quotes))

    def with_more(self, more: MoreTexts) -> Corpus:
        """Return the corpus with more phrasings and out-of-scope examples, and with other titles."""
        topics = tuple(
            replace(topic, phrasings=tuple(filter(None, (title, *others, *more.phrasings.get(topic.id, ())))))
            for topic in self.topics
            for old, *others in [topic.phrasings or ("",)]
            for title in [more.titles.get(topic.id, old)]
        )
        return replace(self, topics=topics, out_of_scope=(*self.out_of_scope, *more.out_of_scope))


def corpus_of(knowledge: Knowledge) -> Corpus:
    """Return the corpus of admitted knowledge; rows follow the order of `knowledge.topics` and `knowledge.quotes`."""
    rows = {quote_id: row for row, quote_id in enumerate(knowledge.quotes)}
    topics = knowledge.topics.values()
    return Corpus(
        topics=tuple(TopicText(topic.id, (topic.title, *topic.questions)) for topic in topics),
        quotes=tuple(QuoteText(q.id, q.text, q.asked, q.source.id, q.speaker.name) for q in knowledge.quotes.values()),
        entries=tuple(
            Entry(row, rows[quote.id], rank)
            for row, topic in enumerate(topics)
            for rank, quote in enumerate(topic.quotes)
        ),
        synonyms=knowledge.synonyms,
        out_of_scope=knowledge.out_of_scope,
        persons=frozenset(bare(word) for quote in knowledge.quotes.values() for word in words(quote.speaker.name)),
    )
