"""Ranking: a question in, quotes in order and one absolute confidence out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate, islice
from math import exp
from typing import Literal

import numpy as np

from bot.core.excerpts import EXCERPT_CHARS, Excerpt
from bot.core.matching.bm25 import Bm25Index, Rows, Scores, descending
from bot.core.matching.clustering import grouped
from bot.core.matching.corpus import Corpus, Encoder, Entry, corpus_of
from bot.core.matching.features import SIGNALS, QueryFeatures, speaking
from bot.core.matching.index import Index, build_index
from bot.core.matching.intent import plainly_asks
from bot.core.matching.query import Query, Reader, several
from bot.core.matching.weights import TAUGHT, Weights
from bot.core.model import Knowledge, Question, Quote, Topic
from bot.core.text import passages, sentences


@dataclass(frozen=True, slots=True)
class Match:
    """A quote, the topic it was found through, and why: each signal's part adds up to the score (0-1).

    `passage` is the span of the quote's text that is shown first: whole sentences.
    """

    quote: Quote
    topic: Topic
    score: float
    signals: Mapping[str, float]
    passage: tuple[int, int]

    @property
    def excerpt(self) -> Excerpt:
        return Excerpt(self.quote, self.passage)

    @property
    def text(self) -> str:
        return self.excerpt.text

    @property
    def shown(self) -> str:
        """The passage with a mark where the quote has more words."""
        return self.excerpt.shown

    @property
    def goes_on(self) -> bool:
        """Whether the quote has more words than the passage."""
        return self.excerpt.goes_on


@dataclass(frozen=True, slots=True)
class Ranking:
    """Matches of distinct quotes, best first. `confidence` (0-1) is that the first one answers.

    `matched`: the words of the question that the first match shares, as they were typed. `asks`: whether it can be
    taken for a question by somebody who was not asked.
    """

    matches: tuple[Match, ...]
    confidence: float
    matched: tuple[str, ...]
    asks: bool = True


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

    def best(self, evidence: QueryFeatures, entry: Entry) -> tuple[int, int]:
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

    def _sentences(self, text: str, evidence: QueryFeatures) -> list[_Sentence]:
        pieces = sentences(text)
        starts = accumulate(map(len, pieces), initial=0)
        return [
            _Sentence(start + len(piece) - len(piece.lstrip()), self._terms(piece), float(likeness))
            for start, piece, likeness in zip(starts, pieces, self._likeness(pieces, evidence), strict=False)
        ]

    def _likeness(self, pieces: Sequence[str], evidence: QueryFeatures) -> Scores:
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


_MANY_ENTRIES = 10_000
_TELLING = 1.25  # how much one of several questions says at least that makes sense without what stands around it


@dataclass(frozen=True)
class Scored:
    """The entries' scores (0-1) for one question, the part that each signal gave, and what they rest on."""

    total: Scores
    parts: Mapping[str, Scores]
    evidence: QueryFeatures


class Engine:
    """Built once over a corpus; asking changes nothing in it and may run in any thread."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._tier = index.meanings.encoder.tier if index.meanings else "lexical"
        self._weights: Weights = TAUGHT[index.corpus.taught][self._tier].among(speaking(index.corpus))
        self._reader = Reader(index.lexicon)
        self._passages = Passages(index)

    @classmethod
    def over(cls, corpus: Corpus, encoder: Encoder | None = None) -> Engine:
        return cls(build_index(corpus, encoder))

    def without(self, held_out: frozenset[str]) -> Engine:
        """The same engine as if nobody had ever asked like this, so that it can be asked so."""
        return Engine(self.index.without(held_out))

    @property
    def is_slow(self) -> bool:
        """Whether a question may take more than some 10 ms: with a transformer, or among very many entries."""
        return self._tier == "transformer" or len(self.index.corpus.entries) > _MANY_ENTRIES

    def score(self, question: Question, collections: frozenset[str] = frozenset()) -> Scored:
        """What is outside of the collections, if any are named, scores 0 in total."""
        evidence = QueryFeatures(self.query(question), self.index)
        parts = {name: weight * SIGNALS[name](evidence) for name, weight in self._weights.signals.items()}
        total: Scores = sum(parts.values(), np.zeros(len(self.index.corpus.entries), np.float32))
        if collections:
            total *= self.index.within(collections)
        return Scored(total, parts, evidence)

    def best(self, scored: Scored, top: int, each: Literal["quote", "topic"] = "quote") -> list[int]:
        """Rows of entries with any score, the best one of each quote or topic, best first."""
        owners = self.index.quote_of if each == "quote" else self.index.topic_of
        return [*islice(_firsts(descending(scored.total), owners), top)]

    def confidence(self, scored: Scored, row: int) -> float:
        """The chance that this entry, found first, answers (0-1)."""
        entries, evidence = self.index.corpus.entries, scored.evidence
        topic, quote, score = entries[row].topic, entries[row].quote, float(scored.total[row])
        others = (r for r in descending(scored.total) if entries[r].topic != topic and entries[r].quote != quote)
        margin = score - max((float(scored.total[other]) for other in islice(others, 1)), default=0.0)
        sure = self._weights.with_silence if self.index.corpus.out_of_scope else self._weights.without
        evident = sure.base + sure.score * score + sure.margin * margin + sure.contrast * evidence.contrast
        return 1 / (1 + exp(-evident - sure.contrast_in_meaning * evidence.contrast_in_meaning))

    def query(self, question: Question) -> Query:
        return self._reader.query(question)

    def grouped(self, counts: Mapping[str, int]) -> list[tuple[str, ...]]:
        """Questions, and how often each was asked, in groups of those that ask alike; the most central of each first.

        The order in which they are given makes no difference.
        """
        texts = sorted(counts)
        rows = grouped([self.query(Question(text)) for text in texts], [counts[text] for text in texts], self.index)
        return [tuple(texts[row] for row in group) for group in rows]

    def says(self, question: Question) -> float:
        """How much its words tell, in words that no way of asking holds: "what do you think?" a third of one."""
        field = self.index.words.together
        told = sum(weight * field.idf(term) for term, weight in self.query(question).terms.items())
        return told / field.unknown_idf

    def matched(self, scored: Scored, row: int) -> tuple[str, ...]:
        """The typed words that the entry shares, the most telling first."""
        query, entry, words = scored.evidence.query, self.index.corpus.entries[row], self.index.words
        fields = ((words.together, entry.topic), (words.quotes.whole, entry.quote))
        shared = [term for term in query.terms if any(field.holds(term, document) for field, document in fields)]
        return tuple(query.typed[term] for term in _telling(shared, words.together))

    def passage(self, scored: Scored, row: int) -> tuple[int, int]:
        """The part of the entry's quote that is shown first."""
        return self._passages.best(scored.evidence, self.index.corpus.entries[row])


class Matcher:
    """The engine over admitted knowledge."""

    def __init__(self, knowledge: Knowledge, engine: Engine) -> None:
        self._knowledge = knowledge
        self._engine = engine
        self._topics = tuple(knowledge.topics.values())
        self._quotes = tuple(knowledge.quotes.values())

    @classmethod
    def of(cls, knowledge: Knowledge, encoder: Encoder | None = None) -> Matcher:
        return cls(knowledge, Engine.over(corpus_of(knowledge), encoder))

    @property
    def is_slow(self) -> bool:
        """Whether whoever serves others meanwhile should ask in a thread."""
        return self._engine.is_slow

    def without(self, held_out: frozenset[str]) -> Matcher:
        """The same matcher as if nobody had ever asked like this."""
        return Matcher(self._knowledge, self._engine.without(held_out))

    def grouped(self, counts: Mapping[str, int]) -> list[tuple[str, ...]]:
        """Questions in groups of those that ask alike."""
        return self._engine.grouped(counts)

    def knows(self, word: str) -> bool:
        """Whether the record, or somebody who asks, has used the word."""
        return self._engine.index.lexicon.knows(word)

    def rank(self, question: Question, top: int = 3) -> Ranking:
        """At most `top` distinct quotes that share anything with the question, best first.

        Of several questions in one message the best answered one comes first, then the others' best quotes.
        """
        engine = self._engine
        asks = plainly_asks(question.text, engine.index.lexicon.knows)
        telling = [one for one in several(question) if engine.says(one) >= _TELLING]
        rankings = [self._rank(one, top, asks) for one in (question, *telling)]
        best, *others = sorted(rankings, key=lambda ranking: -ranking.confidence)
        firsts = [match for ranking in (best, *others) for match in ranking.matches[:1]]
        distinct = {match.quote.id: match for match in (*firsts, *best.matches)}
        return Ranking(tuple(distinct.values())[:top], best.confidence, best.matched, asks)

    def _rank(self, question: Question, top: int, asks: bool) -> Ranking:
        engine = self._engine
        scored = engine.score(question, question.sources)
        rows = engine.best(scored, top)
        if not rows:
            return Ranking((), 0.0, (), asks)
        matches = tuple(self._match(row, scored) for row in rows)
        return Ranking(matches, engine.confidence(scored, rows[0]), engine.matched(scored, rows[0]), asks)

    def nearest(self, question: Question) -> tuple[str, str] | None:
        """The ids of the best topic and quote alone, for whoever asks many questions and needs no reasons."""
        scored = self._engine.score(question)
        row = int(np.argmax(scored.total)) if len(scored.total) else 0
        if not len(scored.total) or scored.total[row] <= 0:
            return None
        entry = self._entry(row)
        return self._topics[entry.topic].id, self._quotes[entry.quote].id

    def _entry(self, row: int) -> Entry:
        return self._engine.index.corpus.entries[row]

    def _match(self, row: int, scored: Scored) -> Match:
        entry = self._entry(row)
        signals = {name: float(scores[row]) for name, scores in scored.parts.items()}
        passage = self._engine.passage(scored, row)
        return Match(self._quotes[entry.quote], self._topics[entry.topic], float(scored.total[row]), signals, passage)


def _firsts(rows: Iterable[int], owners: Rows) -> Iterator[int]:
    """The first row of each owner."""
    seen: set[int] = set()
    for row in rows:
        owner = int(owners[row])
        if owner not in seen:
            seen.add(owner)
            yield row


def _telling(terms: Iterable[str], field: Bm25Index) -> list[str]:
    """Terms that tell topics apart, the rarest first; those that nearly every topic holds are left out."""
    common = 0.5
    return sorted((term for term in terms if field.idf(term) > common), key=field.idf, reverse=True)
