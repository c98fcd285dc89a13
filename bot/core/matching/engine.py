"""Ranking: a question in, quotes in order and one absolute confidence out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain, islice
from math import exp, prod
from typing import Literal

import numpy as np

from bot.core.excerpts import EXCERPT_CHARS, Excerpt
from bot.core.matching.bm25 import Scores, descending
from bot.core.matching.clustering import grouped
from bot.core.matching.corpus import Corpus, Encoder, Entry, Vectors, corpus_of
from bot.core.matching.features import FEATURES, QueryFeatures, usable
from bot.core.matching.index import ENCODED, Index, VectorField
from bot.core.matching.intent import plainly_asks
from bot.core.matching.naming import Names
from bot.core.matching.query import Query, Reader, several
from bot.core.matching.twins import Twins
from bot.core.matching.weights import NOTHING_DIFFERS, WEIGHTS, WITH_OUT_OF_SCOPE, Weights
from bot.core.model import Knowledge, Question, Quote, Topic
from bot.core.text import passages, sentences

_EARLY = 0.05  # decides between passages that say as much
_MANY_ENTRIES = 10_000
_TELLING = 1.25  # how much one of several questions says at least that makes sense without what stands around it
RIVALS = 19  # entries beside which the first one's share is taken
_STEEPNESS = 16.0  # of the softmax
_COMMON_IDF = 0.5  # a term below it stands in nearly every topic


@dataclass(frozen=True, slots=True)
class Match:
    """A quote, the topic it was found through, and why: each feature's part adds up to the score (0-1).

    `passage` is the span of the quote's text that is shown first: whole sentences.
    """

    quote: Quote
    topic: Topic
    score: float
    features: Mapping[str, float]
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
    taken for a question by somebody who was not asked. `differences`: what sets the question apart from those that the
    first match answers, each with the chance (0-1) that it is therefore not answered; the confidence counts them in.
    """

    matches: tuple[Match, ...]
    confidence: float
    matched: tuple[str, ...]
    asks: bool = True
    differences: Mapping[str, float] = field(default_factory=dict)

    @property
    def nearness(self) -> float:
        """The confidence without the differences: that the first match is what comes nearest (0-1)."""
        return self.confidence / _left(self.differences)


def _left(differences: Mapping[str, float]) -> float:
    """Return the chance that none of the differences counts."""
    return prod(1 - chance for chance in differences.values())


def long_quotes(corpus: Corpus) -> Iterator[tuple[int, str]]:
    """Yield the row and the text of each quote that has several passages to choose from."""
    for row, quote in enumerate(corpus.quotes):
        if len(quote.text) > EXCERPT_CHARS and len(passages(quote.text, EXCERPT_CHARS)) > 1:
            yield row, quote.text


def encoded_texts(corpus: Corpus, tier: str) -> tuple[str, ...]:
    """Return every text of the corpus whose vector is looked at while questions are ranked by this tier."""
    fields: dict[VectorField, None] = {"phrasings": None}  # every question is held against them
    for name in weights_of(corpus, tier).features:
        if field := FEATURES[name].vectors:
            fields[field] = None
    said = (sentences(text) for _, text in long_quotes(corpus))
    return (*chain.from_iterable(ENCODED[field](corpus) for field in fields), *chain.from_iterable(said))


def weights_of(corpus: Corpus, tier: str) -> Weights:
    """Return the weights for a corpus of this kind, those alone that can score anything."""
    return WEIGHTS[corpus.phrasing_level][tier].among(usable(corpus))


class Passages:
    """The passages of the quotes of an index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._typical: dict[int, Mapping[str, float]] = {}

    @cached_property
    def _meanings(self) -> Mapping[int, Vectors]:
        """The vectors of the sentences of each quote that has several passages."""
        meanings = self._index.meanings
        pieces = {quote: sentences(text) for quote, text in long_quotes(self._index.corpus)} if meanings else {}
        if meanings is None or not pieces:
            return {}
        vectors = meanings.encoder.encode([*chain(*pieces.values())])
        ends = [*accumulate(map(len, pieces.values()))]
        return dict(zip(pieces, np.split(vectors, ends[:-1]), strict=True))

    def best(self, features: QueryFeatures, entry: Entry) -> tuple[int, int]:
        """Return the span of the passage that speaks most to the question, the earlier of two that say as much.

        The words of the question and those of the topic's phrasings count from 0 to 1 each, the meaning of the two
        nearest sentences to 2.
        """
        text = self._index.corpus.quotes[entry.quote].text
        spans = passages(text, EXCERPT_CHARS)
        if len(spans) == 1:
            return spans[0]
        pieces = sentences(text)
        starts = [*accumulate(map(len, pieces), initial=0)]
        terms = [*map(self._terms, pieces)]
        vectors = self._meanings.get(entry.quote)
        likeness = [0.0] * len(pieces) if vectors is None else features.likeness(vectors).tolist()
        asked, typical = self._shares(features.query.terms), self._typical_of(entry.topic)

        def value(place: int) -> float:
            start, end = spans[place]
            within = [row for row, piece in enumerate(pieces) if start <= starts[row + 1] - len(piece.lstrip()) < end]
            said = frozenset[str]().union(*(terms[row] for row in within))
            nearest = sorted((likeness[row] for row in within), reverse=True)[:2]
            return _sum(asked, said) + _sum(typical, said) + sum(nearest) - _EARLY * place / len(spans)

        return spans[max(range(len(spans)), key=value)]

    def _typical_of(self, topic: int) -> Mapping[str, float]:
        """Return what the topic's phrasings are about; they are read once."""
        if topic not in self._typical:
            asked = self._index.corpus.topics[topic].phrasings
            self._typical[topic] = self._shares(Counter(term for text in asked for term in self._terms(text)))
        return self._typical[topic]

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


@dataclass(frozen=True)
class Scored:
    """The entries' scores (0-1) for one question, and the part that each feature gave."""

    total: Scores
    parts: Mapping[str, Scores]
    features: QueryFeatures


class Engine:
    """Ranks the entries of one index. Asking changes nothing in it, so that any thread may ask."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._tier = index.meanings.encoder.tier if index.meanings else "lexical"
        weights = weights_of(index.corpus, self._tier)
        self._weights = weights.features
        counts_examples = index.corpus.out_of_scope and index.corpus.phrasing_level != "spoken"  # so few count little
        self._sure = WITH_OUT_OF_SCOPE[self._tier] if counts_examples else weights.confidence
        self._reader = Reader(index.lexicon, names_of(index))
        self._passages = Passages(index)
        self._twins = Twins(index)

    @classmethod
    def over(cls, corpus: Corpus, encoder: Encoder | None = None) -> Engine:
        return cls(Index.of(corpus, encoder))

    def without(self, held_out: frozenset[str]) -> Engine:
        """Return the engine without these phrasings, so that they can be asked."""
        return Engine(self.index.without(held_out))

    @property
    def is_slow(self) -> bool:
        """Whether a question may take more than some 10 ms: with a transformer, or among very many entries."""
        return self._tier == "transformer" or len(self.index.corpus.entries) > _MANY_ENTRIES

    def query(self, question: Question) -> Query:
        return self._reader.query(question)

    def score(self, question: Question, collections: frozenset[str] = frozenset()) -> Scored:
        """Score every entry; outside of the collections, and of the words of the persons, that are named it is 0."""
        features = QueryFeatures(self.query(question), self.index)
        parts = {name: weight * FEATURES[name].scores(features) for name, weight in self._weights.items()}
        total: Scores = sum(parts.values(), np.zeros(len(self.index.corpus.entries), np.float32))
        if collections:
            total *= self.index.within(collections)
        if features.query.persons:
            total *= self.index.spoken_by(features.query.persons)
        return Scored(total, parts, features)

    def best(self, scored: Scored, top: int, each: Literal["quote", "topic"] = "quote") -> list[int]:
        """Return rows of entries with any score, the best one of each quote or topic, best first."""
        owners = self.index.quote_of if each == "quote" else self.index.topic_of

        def firsts() -> Iterator[int]:
            seen: set[int] = set()
            for row in descending(scored.total):
                owner = int(owners[row])
                if owner not in seen:
                    seen.add(owner)
                    yield row

        return [*islice(firsts(), top)]

    def confidence(self, scored: Scored, row: int) -> float:
        """Return the chance that this entry, found first, is what comes nearest and answers (0-1)."""
        entries, features = self.index.corpus.entries, scored.features
        topic, quote, score = entries[row].topic, entries[row].quote, float(scored.total[row])
        others = (r for r in descending(scored.total) if entries[r].topic != topic and entries[r].quote != quote)
        nearest = [float(scored.total[other]) for other in islice(others, RIVALS)]
        margin = score - max(nearest, default=0.0)
        sure = self._sure
        is_compared = self.index.corpus.out_of_scope and self._twins.compares(entries[row])
        base = sure.base + (NOTHING_DIFFERS[self._tier] if is_compared else 0.0)
        log_odds = base + sure.score * score + sure.margin * margin + sure.share * share_of(score, nearest)
        log_odds += sure.contrast * features.contrast
        return 1 / (1 + exp(-log_odds - sure.contrast_in_meaning * features.contrast_in_meaning))

    def differences(self, scored: Scored, row: int) -> Mapping[str, float]:
        """Return what sets the question apart from those that this entry answers."""
        return self._twins.differences(scored.features, self.index.corpus.entries[row])

    def matched(self, scored: Scored, row: int) -> tuple[str, ...]:
        """Return the typed words that the entry shares and that tell topics apart, the rarest first."""
        query, entry, words = scored.features.query, self.index.corpus.entries[row], self.index.words
        fields = ((words.together, entry.topic), (words.quotes.whole, entry.quote))
        shared = [term for term in query.terms if any(field.holds(term, document) for field, document in fields)]
        telling = [term for term in shared if words.together.idf(term) > _COMMON_IDF]
        return tuple(query.typed[term] for term in sorted(telling, key=words.together.idf, reverse=True))

    def passage(self, scored: Scored, row: int) -> tuple[int, int]:
        """Return the part of the entry's quote that is shown first."""
        return self._passages.best(scored.features, self.index.corpus.entries[row])

    def says(self, question: Question) -> float:
        """Return how much its words tell, in words that no phrasing holds: "what do you think?" a third of one."""
        field = self.index.words.together
        told = sum(weight * field.idf(term) for term, weight in self.query(question).terms.items())
        return told / field.unknown_idf

    def grouped(self, counts: Mapping[str, int]) -> list[tuple[str, ...]]:
        """Return questions, given with how often each was asked, in groups of those that ask the same.

        The most central question of a group comes first. The order in which they are given makes no difference.
        """
        texts = sorted(counts)
        rows = grouped([self.query(Question(text)) for text in texts], [counts[text] for text in texts], self.index)
        return [tuple(texts[row] for row in group) for group in rows]


def names_of(index: Index) -> Names | None:
    """Return the names of those who speak, None where it is one person alone: then a name tells nothing apart."""
    speakers = {quote.speaker for quote in index.corpus.quotes if quote.speaker}
    return Names(speakers, index.lexicon.words) if len(speakers) > 1 else None


def share_of(score: float, others: Iterable[float]) -> float:
    """Return the share of the first entry among those that score nearest to it, as a softmax gives it (0-1)."""
    return 1 / (1 + sum(exp(_STEEPNESS * (other - score)) for other in others))


class Matcher:
    """The engine over admitted knowledge."""

    def __init__(self, knowledge: Knowledge, engine: Engine) -> None:
        self._knowledge = knowledge
        self._engine = engine
        self._topics = tuple(knowledge.topics.values())
        self._quotes = tuple(knowledge.quotes.values())
        self.is_slow = engine.is_slow
        self.grouped = engine.grouped

    @classmethod
    def of(cls, knowledge: Knowledge, encoder: Encoder | None = None) -> Matcher:
        return cls(knowledge, Engine.over(corpus_of(knowledge), encoder))

    def without(self, held_out: frozenset[str]) -> Matcher:
        """Return the matcher without these phrasings."""
        return Matcher(self._knowledge, self._engine.without(held_out))

    def with_phrasings(self, more: Mapping[str, Sequence[str]], titles: Mapping[str, str]) -> Matcher:
        """Return the matcher with more phrasings, and other titles, by the ids of topics; all is indexed anew."""
        index = self._engine.index
        encoder = index.meanings.encoder if index.meanings else None
        return Matcher(self._knowledge, Engine.over(index.corpus.with_phrasings(more, titles), encoder))

    def knows(self, word: str) -> bool:
        """Whether the record, or a phrasing, has used the word."""
        return self._engine.index.lexicon.knows(word)

    def rank(self, question: Question, top: int = 3) -> Ranking:
        """Return at most `top` distinct quotes that share anything with the question, best first.

        Of several questions in one message the best answered one comes first, then the others' best quotes.
        """
        asks = plainly_asks(question.text, self.knows)
        telling = [one for one in several(question) if self._engine.says(one) >= _TELLING]
        rankings = [self._rank(one, top, asks) for one in (question, *telling)]
        best, *others = sorted(rankings, key=lambda ranking: -ranking.confidence)
        firsts = [match for ranking in (best, *others) for match in ranking.matches[:1]]
        distinct = {match.quote.id: match for match in (*firsts, *best.matches)}
        matches = tuple(distinct.values())[:top]
        return Ranking(matches, best.confidence, best.matched, asks, best.differences)

    def _rank(self, question: Question, top: int, asks: bool) -> Ranking:
        engine = self._engine
        scored = engine.score(question, question.sources)
        rows = engine.best(scored, top)
        if not rows:
            return Ranking((), 0.0, (), asks)
        matches = []
        for row in rows:
            entry = engine.index.corpus.entries[row]
            features = {name: float(scores[row]) for name, scores in scored.parts.items()}
            quote, topic, score = self._quotes[entry.quote], self._topics[entry.topic], float(scored.total[row])
            matches.append(Match(quote, topic, score, features, engine.passage(scored, row)))
        differences = engine.differences(scored, rows[0])
        confidence = engine.confidence(scored, rows[0]) * _left(differences)
        return Ranking(tuple(matches), confidence, engine.matched(scored, rows[0]), asks, differences)

    def nearest(self, question: Question) -> tuple[str, str] | None:
        """Return the ids of the best topic and quote alone: the fastest way to ask many questions."""
        scored = self._engine.score(question)
        if not scored.total.any():
            return None
        entry = self._engine.index.corpus.entries[int(np.argmax(scored.total))]
        return self._topics[entry.topic].id, self._quotes[entry.quote].id
