"""Ranking: a question in, quotes in order and one absolute confidence out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from math import exp, inf, prod
from typing import Literal

import numpy as np

from bot.core.excerpts import EXCERPT_CHARS, Excerpt
from bot.core.matching.bm25 import Scores, descending
from bot.core.matching.clustering import grouped
from bot.core.matching.corpus import Corpus, Encoder, MoreTexts, corpus_of
from bot.core.matching.features import FEATURES, QueryFeatures, usable
from bot.core.matching.follow_up import asks_for_more, in_full, is_whole
from bot.core.matching.index import Index, VectorField, encoded
from bot.core.matching.intent import plainly_asks
from bot.core.matching.naming import Names
from bot.core.matching.no_question import NoQuestion, bare_words, no_question
from bot.core.matching.passages import Passages, long_quotes
from bot.core.matching.query import Query, Reader, several
from bot.core.matching.tokens import bare
from bot.core.matching.twins import Twins
from bot.core.matching.weights import (
    AS_IT_IS,
    NOT_ADDED,
    NOTHING_DIFFERS,
    WEIGHTS,
    ConfidenceFeatures,
    Usage,
    Weights,
    confidence_weights,
    corpus_kind,
)
from bot.core.matching.wording import SAYS_LITTLE
from bot.core.model import Knowledge, Question, Quote, Topic
from bot.core.text import passages, sentences

_MANY_ENTRIES = 10_000
_TELLING = 1.25  # how much one of several questions says at least that makes sense without what stands around it
_ROUND_AN_ANSWER = 20  # quotes among which more is looked for
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
    `no_question`: why it was not looked for at all.
    """

    matches: tuple[Match, ...]
    confidence: float
    matched: tuple[str, ...]
    asks: bool = True
    differences: Mapping[str, float] = field(default_factory=dict)
    no_question: NoQuestion | None = None

    @property
    def nearness(self) -> float:
        """The confidence without the differences: that the first match is what comes nearest (0-1)."""
        return self.confidence / _left(self.differences)


def _left(differences: Mapping[str, float]) -> float:
    """Return the chance that none of the differences counts."""
    return prod(1 - chance for chance in differences.values())


def encoded_texts(corpus: Corpus, tier: str, usage: Usage = AS_IT_IS) -> tuple[str, ...]:
    """Return every text of the corpus whose vector is looked at while questions are ranked by this tier."""
    fields: dict[VectorField, None] = {"phrasings": None}  # every question is held against them
    for name in weights_of(corpus, tier).features:
        if field := FEATURES[name].vectors:
            fields[field] = None
    said = chain.from_iterable(sentences(text) for _, text in long_quotes(corpus))
    return (*chain.from_iterable(encoded(field, corpus, usage) for field in fields), *usage.passages(said))


def weights_of(corpus: Corpus, tier: str) -> Weights:
    """Return the weights for a corpus of this kind, those alone that can score anything."""
    return WEIGHTS[corpus.phrasing_level][tier].among(usable(corpus))


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
        self._weights = weights_of(index.corpus, self._tier).features
        fitted = index.meanings.usage.confidence if index.meanings else {}
        self._sure = fitted.get(corpus_kind(index.corpus)) or confidence_weights(index.corpus, self._tier)
        self._reader = Reader(index.lexicon, names_of(index))
        self._passages = Passages(index)
        self._twins = Twins(index)

    @classmethod
    def over(cls, corpus: Corpus, encoder: Encoder | None = None, usage: Usage = AS_IT_IS) -> Engine:
        return cls(Index.of(corpus, encoder, usage))

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
        return self.chance(self.confidence_features(scored, row))

    def chance(self, features: ConfidenceFeatures) -> float:
        """Return the confidence that rests on it."""
        return features.chance(self._sure)

    def confidence_features(self, scored: Scored, row: int) -> ConfidenceFeatures:
        """Return what the confidence in this entry, found first, rests on."""
        entries, features = self.index.corpus.entries, scored.features
        topic, quote, score = entries[row].topic, entries[row].quote, float(scored.total[row])
        others = (r for r in descending(scored.total) if entries[r].topic != topic and entries[r].quote != quote)
        nearest = [float(scored.total[other]) for other in islice(others, RIVALS)]
        margin = score - max(nearest, default=0.0)
        is_compared = self.index.corpus.out_of_scope and self._twins.compares(entries[row])
        surer = NOTHING_DIFFERS[self._tier] if is_compared else 0.0
        share = share_of(score, nearest)
        return ConfidenceFeatures(score, margin, features.contrast, features.contrast_in_meaning, share, surer)

    def differences(self, scored: Scored, row: int) -> Mapping[str, float]:
        """Return what sets the question apart from those that this entry answers."""
        return self._twins.differences(scored.features, self.index.corpus.entries[row])

    def matched(self, scored: Scored, row: int) -> tuple[str, ...]:
        """Return the typed words that the entry shares and that tell topics apart, the rarest first."""
        query, entry, words = scored.features.query, self.index.corpus.entries[row], self.index.words
        fields = ((words.together, entry.topic), (words.quotes.whole, entry.quote))
        shared = [term for term in query.terms if any(field.holds(term, document) for field, document in fields)]
        telling = [term for term in shared if self._tells(query, term)]
        return tuple(query.typed[term] for term in sorted(telling, key=words.together.idf, reverse=True))

    def passage(self, scored: Scored, row: int) -> tuple[int, int]:
        """Return the part of the entry's quote that is shown first."""
        return self._passages.best(scored.features, self.index.corpus.entries[row])

    def says(self, question: Question) -> float:
        """Return how much its words tell, in words that no phrasing holds: "what do you think?" a third of one."""
        field = self.index.words.together
        told = sum(weight * field.idf(term) for term, weight in self.query(question).terms.items())
        return told / field.unknown_idf

    def added(self, reply: Question) -> list[str]:
        """Return the terms that tell something in a reply, and that the question before it has not."""
        query, before = self.query(Question(reply.text)), self.query(Question(reply.after))
        return [term for term in query.terms if term not in before.terms and self._tells(query, term)]

    def is_unheard(self, term: str) -> bool:
        """Return whether neither the record nor a phrasing has used a term; few phrasings tell nothing of it."""
        fields = (self.index.words.together, self.index.words.quotes.whole)
        has_many = self.index.corpus.phrasing_level == "many"
        return has_many and all(field.idf(term) >= field.unknown_idf for field in fields)

    def _tells(self, query: Query, term: str) -> bool:
        """Return whether a term tells topics apart, by how rare it is and by the words that were typed."""
        is_little = all(bare(word) in SAYS_LITTLE for word in query.typed[term].split())
        return self.index.words.together.idf(term) > _COMMON_IDF and not is_little

    def grouped(self, counts: Mapping[str, int]) -> list[tuple[str, ...]]:
        """Return questions, given with how often each was asked, in groups of those that ask the same.

        The most central question of a group comes first. The order in which they are given makes no difference.
        """
        texts = sorted(counts)
        rows = grouped([self.query(Question(text)) for text in texts], [counts[text] for text in texts], self.index)
        return [tuple(texts[row] for row in group) for group in rows]


def _is_one_turn(quote: Quote, other: Quote) -> bool:
    return (quote.source.id, quote.turn) == (other.source.id, other.turn)


def _behind(quote: Quote, shown: Quote) -> float:
    """Return how far behind another quote of the same turn it begins, in characters; endless where it does not."""
    is_behind = _is_one_turn(quote, shown) and quote.spans[-1][1] > shown.spans[-1][1]
    return max(0, quote.spans[0][0] - shown.spans[-1][1]) if is_behind else inf


def _is_new(quote: Quote, shown: Quote) -> bool:
    """Whether most of a quote's words are not among those of another."""
    if not _is_one_turn(quote, shown):
        return True
    told = sum(max(0, min(end, last) - max(start, first)) for start, end in quote.spans for first, last in shown.spans)
    return 2 * told < sum(end - start for start, end in quote.spans)


def names_of(index: Index) -> Names | None:
    """Return the names of those who speak; None in one interview alone, where they tell hardly anything apart."""
    speakers = {quote.speaker for quote in index.corpus.quotes if quote.speaker}
    interviews = {quote.collection for quote in index.corpus.quotes}
    return Names(speakers, index.lexicon.words) if len(speakers) > 1 and len(interviews) > 1 else None


def share_of(score: float, others: Sequence[float]) -> float:
    """Return the share of the first entry among those that score nearest to it, as a softmax gives it (0-1).

    In a small record those that are missing count as entries that share nothing: few rivals make nothing sure.
    """
    missing = (RIVALS - len(others)) * exp(-_STEEPNESS * score)
    return 1 / (1 + missing + sum(exp(_STEEPNESS * (other - score)) for other in others))


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
    def of(cls, knowledge: Knowledge, encoder: Encoder | None = None, usage: Usage = AS_IT_IS) -> Matcher:
        return cls(knowledge, Engine.over(corpus_of(knowledge), encoder, usage))

    def without(self, held_out: frozenset[str]) -> Matcher:
        """Return the matcher without these phrasings."""
        return Matcher(self._knowledge, self._engine.without(held_out))

    @property
    def encoder(self) -> Encoder | None:
        """What makes vectors of texts, if anything does."""
        meanings = self._engine.index.meanings
        return meanings.encoder if meanings else None

    def with_more(self, more: MoreTexts, encoder: Encoder | None) -> Matcher:
        """Return the matcher with more texts, all indexed anew; `encoder` makes the same vectors as its own."""
        index = self._engine.index
        usage = index.meanings.usage if index.meanings else AS_IT_IS
        return Matcher(self._knowledge, Engine.over(index.corpus.with_more(more), encoder, usage))

    def knows(self, word: str) -> bool:
        """Whether the record, or a phrasing, has used the word."""
        return self._engine.index.lexicon.knows(word)

    def rank(self, question: Question, top: int = 3) -> Ranking:
        """Return at most `top` distinct quotes that share anything with the question, best first.

        Of several questions in one message the best answered one comes first, then the others' best quotes; a follow-up
        is read beside the question before it, and as the question that it stands for. What is no question to the record
        matches nothing.
        """
        names = self._engine.index.corpus.persons
        reason = no_question(question.text, self.knows, names, is_reply=bool(question.after))
        is_final = reason is NoQuestion.DISTRESS
        if reason and (is_final or tuple(bare_words(question.text)) not in self._asked_words):
            return Ranking((), 0.0, (), asks=False, no_question=reason)
        if question.after and asks_for_more(question.text):
            return self._more(Question(question.after, question.sources), top)
        asks = plainly_asks(question.text, self.knows)
        telling = [one for one in several(question) if self._engine.says(one) >= _TELLING]
        if question.after:
            telling += self._read_alone(question)
        rankings = [self._rank(one, top, asks) for one in (question, *telling)]
        if question.after:
            before = self._rank(Question(question.after, question.sources), 1, asks)
            rankings = [self._doubted(ranking, question, before) for ranking in rankings]
        best, *others = sorted(rankings, key=lambda ranking: -ranking.confidence)
        firsts = [match for ranking in (best, *others) for match in ranking.matches[:1]]
        distinct = {match.quote.id: match for match in (*firsts, *best.matches)}
        matches = tuple(distinct.values())[:top]
        return Ranking(matches, best.confidence, best.matched, asks, best.differences)

    def _read_alone(self, reply: Question) -> list[Question]:
        """Return what a reply asks without the question before it: what it stands for, or itself where it is whole."""
        if full := in_full(reply.text, reply.after):
            return [Question(full, reply.sources)]
        alone = Question(reply.text, reply.sources)
        return [alone] if is_whole(reply.text) and self._engine.says(alone) >= _TELLING else []

    def _doubted(self, ranking: Ranking, reply: Question, before: Ranking) -> Ranking:
        """Return the ranking of a reply, hardly sure where what it adds to the question before it is not found.

        A word is added that nobody used, or the words that answered before are found again, no surer than they were,
        and lack a word that is added.
        """
        engine, doubt = self._engine, ""
        if not ranking.matches:
            return ranking
        first = ranking.matches[0]
        added = engine.added(reply)
        if any(engine.is_unheard(term) for term in added):
            doubt = "unheard"
        elif before.matches and ranking.confidence <= before.confidence and first.excerpt == before.matches[0].excerpt:
            place = next(place for place, quote in enumerate(self._quotes) if quote.id == first.quote.id)
            holds = engine.index.words.quotes.whole.holds
            doubt = "" if all(holds(term, place) for term in added) else "repeated"
        if not doubt:
            return ranking
        differences = {**ranking.differences, doubt: NOT_ADDED[doubt]}
        left = ranking.confidence * (1 - NOT_ADDED[doubt])
        return Ranking(ranking.matches, left, ranking.matched, ranking.asks, differences)

    @cached_property
    def _asked_words(self) -> frozenset[tuple[str, ...]]:
        """The words of each title and question of a topic."""
        asked = (text for topic in self._topics for text in (topic.title, *topic.questions))
        return frozenset(filter(None, (tuple(bare_words(text)) for text in asked)))

    def _more(self, before: Question, top: int) -> Ranking:
        """Return what follows the answer to a question: the rest of the quote, else what else was said to it."""
        ranking = self.rank(before, _ROUND_AN_ANSWER)
        if not ranking.matches:
            return ranking
        first = ranking.matches[0]
        rest = [span for span in passages(first.quote.text, EXCERPT_CHARS) if span[1] > first.passage[1]]
        behind = [span for span in rest if span[0] >= first.passage[1]] or rest[-1:]
        same = [Match(first.quote, first.topic, first.score, first.features, span) for span in behind[:1]]
        own = {quote.id for quote in first.topic.quotes}
        others = [
            match
            for match in ranking.matches[1:]
            if (match.quote.id in own or _is_one_turn(match.quote, first.quote)) and _is_new(match.quote, first.quote)
        ]
        others.sort(key=lambda match: (match.quote.id not in own, _behind(match.quote, first.quote)))
        matches = (*same, *others)[:top]
        return Ranking(matches, ranking.confidence if matches else 0.0, ranking.matched, ranking.asks)

    def _rank(self, question: Question, top: int, asks: bool) -> Ranking:
        engine = self._engine
        scored = engine.score(question, question.sources)
        rows = engine.best(scored, top)
        if not rows:
            return Ranking((), 0.0, (), asks)
        differences = engine.differences(scored, rows[0])
        confidence = engine.confidence(scored, rows[0]) * _left(differences)
        matches = tuple(self._match(scored, row) for row in rows)
        return Ranking(matches, confidence, engine.matched(scored, rows[0]), asks, differences)

    def _match(self, scored: Scored, row: int) -> Match:
        entry = self._engine.index.corpus.entries[row]
        features = {name: float(scores[row]) for name, scores in scored.parts.items()}
        quote, topic, score = self._quotes[entry.quote], self._topics[entry.topic], float(scored.total[row])
        return Match(quote, topic, score, features, self._engine.passage(scored, row))

    @property
    def kind(self) -> str:
        """The kind of corpus that the confidence is fitted for."""
        return corpus_kind(self._engine.index.corpus)

    def chance(self, features: ConfidenceFeatures) -> float:
        """Return the confidence that rests on it."""
        return self._engine.chance(features)

    def confidence_features(self, question: Question) -> tuple[Match, ConfidenceFeatures] | None:
        """Return the first match and what the confidence in it rests on; None where nothing is found."""
        scored = self._engine.score(question, question.sources)
        rows = self._engine.best(scored, 1)
        return (self._match(scored, rows[0]), self._engine.confidence_features(scored, rows[0])) if rows else None

    def nearest(self, question: Question) -> tuple[str, str] | None:
        """Return the ids of the best topic and quote alone: the fastest way to ask many questions."""
        scored = self._engine.score(question)
        if not scored.total.any():
            return None
        entry = self._engine.index.corpus.entries[int(np.argmax(scored.total))]
        return self._topics[entry.topic].id, self._quotes[entry.quote].id
